/** One Avro schema per table, the row classes made from them, and the SQL that ships with them. */
@NullMarked
package org.flowbeam.schemas;

import org.jspecify.annotations.NullMarked;
