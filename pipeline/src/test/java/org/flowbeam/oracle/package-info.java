/** Flowbeam's rows against the recorded answers of other programs. */
@NullMarked
package org.flowbeam.oracle;

import org.jspecify.annotations.NullMarked;
