/** Results of SQL as people and programs read them: tables, csv, JSON. */
@NullMarked
package org.flowbeam.pipeline.print;

import org.jspecify.annotations.NullMarked;
