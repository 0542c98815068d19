/** The only shuffle of large data: sorted frames under small keys. */
@NullMarked
package org.flowbeam.io.shuffle;

import org.jspecify.annotations.NullMarked;
