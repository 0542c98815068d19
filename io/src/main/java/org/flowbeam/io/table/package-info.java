/** One Parquet file of one table: rows encoded, sorted, cut into row groups. No Beam. */
@NullMarked
package org.flowbeam.io.table;

import org.jspecify.annotations.NullMarked;
