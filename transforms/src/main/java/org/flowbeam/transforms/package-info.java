/** The Beam steps between reading and writing. */
@NullMarked
package org.flowbeam.transforms;

import org.jspecify.annotations.NullMarked;
