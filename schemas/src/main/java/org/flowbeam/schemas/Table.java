package org.flowbeam.schemas;

import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet table: its columns and how its rows are laid out. Its schema is made when somebody asks
 * for it first: most who read tables need their names alone.
 */
@NullMarked
public final class Table<R extends SpecificRecord> {
  private static final Set<String> UNIQUE_IDS = Set.of("flow_id", "community_id");

  private final String name;
  private final Class<R> rowClass;
  private final List<String> sortColumns;
  private final @Nullable String dateColumn;
  private final List<String> bloomColumns;
  private volatile @Nullable Schema schema;

  public Table(
      String name,
      Class<R> rowClass,
      List<String> sortColumns,
      @Nullable String dateColumn,
      List<String> bloomColumns) {
    this.name = name;
    this.rowClass = rowClass;
    this.sortColumns = List.copyOf(sortColumns);
    this.dateColumn = dateColumn;
    this.bloomColumns = List.copyOf(bloomColumns);
  }

  /** The folder below the output, and the name of the view in SQL. */
  public String name() {
    return name;
  }

  /** Generated from the table's .avsc; times are plain microseconds since 1970. */
  public Class<R> rowClass() {
    return rowClass;
  }

  /**
   * As written to Parquet: the columns of the row class in the same order and encoding, times
   * carrying the logical type timestamp-micros (UTC).
   */
  public Schema schema() {
    Schema known = schema;
    if (known == null) {
      known = ParquetSchemas.of(rowClass);
      requireColumns(known, sortColumns);
      requireColumns(known, bloomColumns);
      requireColumns(known, dateColumn == null ? List.of() : List.of(dateColumn));
      schema = known;
    }
    return known;
  }

  /** Rows of one file ascend by these columns. */
  public List<String> sortColumns() {
    return sortColumns;
  }

  /** The time whose UTC date chooses the partition; null when not partitioned. */
  public @Nullable String dateColumn() {
    return dateColumn;
  }

  /** Columns that get a bloom filter; but where a dictionary pays, Parquet leaves it out. */
  public List<String> bloomColumns() {
    return bloomColumns;
  }

  /**
   * Whether this column's values hardly repeat, so that it is written without a dictionary and its
   * bloom filter is always there.
   */
  public static boolean isUniqueId(String column) {
    return UNIQUE_IDS.contains(column);
  }

  private void requireColumns(Schema columns, List<String> named) {
    for (String column : named) {
      if (columns.getField(column) == null) {
        throw new IllegalArgumentException("table " + name + " has no column " + column);
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
