/** The life of an output folder: what runs that fail, meet or are killed leave there. */
@NullMarked
package org.flowbeam.pipeline.folder;

import org.jspecify.annotations.NullMarked;
