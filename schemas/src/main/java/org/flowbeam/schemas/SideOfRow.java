package org.flowbeam.schemas;

import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** The columns of one side in a row of {@code flows}. */
@NullMarked
public record SideOfRow(FlowRow row, boolean isSrc) {
  public static SideOfRow src(FlowRow row) {
    return new SideOfRow(row, true);
  }

  public static SideOfRow dst(FlowRow row) {
    return new SideOfRow(row, false);
  }

  /** Sets a column. */
  public void put(SideColumn column, @Nullable Object value) {
    row.put(column.position(isSrc), value);
  }
}
