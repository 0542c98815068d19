/** The command line of a sweep, checked and typed. */
@NullMarked
package org.flowbeam.pipeline.options;

import org.jspecify.annotations.NullMarked;
