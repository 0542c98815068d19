/** Sorted packets of one key in, table rows out. No Beam. */
@NullMarked
package org.flowbeam.assemble;

import org.jspecify.annotations.NullMarked;
