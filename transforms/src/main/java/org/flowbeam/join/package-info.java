/** Rows that need more than one flow: sorted records in, rows out. No Beam. */
@NullMarked
package org.flowbeam.join;

import org.jspecify.annotations.NullMarked;
