/** Whether a run and what it was made from are still what its manifest says. */
@NullMarked
package org.flowbeam.pipeline.verify;

import org.jspecify.annotations.NullMarked;
