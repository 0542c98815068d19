/** Options, pipelines and the command line. */
@NullMarked
package org.flowbeam.pipeline;

import org.jspecify.annotations.NullMarked;
