/** Sorted frames: the writer, the stores, the merge. No Beam. */
@NullMarked
package org.flowbeam.io.frames;

import org.jspecify.annotations.NullMarked;
