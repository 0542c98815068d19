package org.flowbeam.assemble;

import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.schemas.Table;

/** Takes the rows of assembled flows. */
public interface RowOutput {
  /** A finished row; the receiver may keep it. */
  <R extends SpecificRecord> void row(Table<R> table, R row);
}
