/** How steps hand on rows, rows that need more than one flow, and the files of rows. */
@NullMarked
package org.flowbeam.stage.rows;

import org.jspecify.annotations.NullMarked;
