/**
 * SQL over the tables of finished runs, in an embedded DuckDB that can read them and nothing else.
 */
@NullMarked
package org.flowbeam.pipeline.query;

import org.jspecify.annotations.NullMarked;
