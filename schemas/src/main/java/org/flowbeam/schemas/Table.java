package org.flowbeam.schemas;

import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet table: its columns and how its rows are laid out.
 *
 * @param name the folder below the output, and the name of the view in SQL
 * @param rowClass generated from the table's .avsc; times are plain microseconds since 1970
 * @param schema as written to Parquet: the columns of {@code rowClass} in the same order and
 *     encoding, times carrying the logical type timestamp-micros (UTC)
 * @param sortColumns rows of one file ascend by these columns
 * @param dateColumn the time whose UTC date chooses the partition; null when not partitioned
 * @param bloomColumns columns that get a bloom filter; but where a dictionary pays, Parquet leaves
 *     it out
 */
@NullMarked
public record Table<R extends SpecificRecord>(
    String name,
    Class<R> rowClass,
    Schema schema,
    List<String> sortColumns,
    @Nullable String dateColumn,
    List<String> bloomColumns) {

  private static final Set<String> UNIQUE_IDS = Set.of("flow_id", "community_id");

  public Table {
    sortColumns = List.copyOf(sortColumns);
    bloomColumns = List.copyOf(bloomColumns);
    for (String column : sortColumns) {
      requireColumn(name, schema, column);
    }
    for (String column : bloomColumns) {
      requireColumn(name, schema, column);
    }
    if (dateColumn != null) {
      requireColumn(name, schema, dateColumn);
    }
  }

  /**
   * Whether this column's values hardly repeat, so that it is written without a dictionary and its
   * bloom filter is always there.
   */
  public static boolean isUniqueId(String column) {
    return UNIQUE_IDS.contains(column);
  }

  private static void requireColumn(String table, Schema schema, String column) {
    if (schema.getField(column) == null) {
      throw new IllegalArgumentException("table " + table + " has no column " + column);
    }
  }
}
