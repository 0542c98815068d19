package org.flowbeam.protocol;

import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.schemas.Table;

/** Takes finished rows. */
public interface RowOutput {
  /** A finished row; the receiver may keep it. */
  <R extends SpecificRecord> void row(Table<R> table, R row);
}
