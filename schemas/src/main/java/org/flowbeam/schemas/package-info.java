/**
 * One Avro schema per table, the row classes made from them, and the SQL that ships with them.
 *
 * <p>Row classes are generated: the package is not null-marked, since their nullable columns take
 * null; every hand-written class is.
 */
package org.flowbeam.schemas;
