package org.flowbeam.schemas;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;

/** A table's columns as DuckDB declares them: what it makes of the Parquet files. */
@NullMarked
public final class DuckDbColumns {
  private DuckDbColumns() {}

  /** The column list of a CREATE TABLE: {@code "ts" TIMESTAMPTZ, "flow_id" VARCHAR, ...}. */
  public static String of(Table<?> table) {
    return columns(table.schema());
  }

  /** Names and types of the columns, in their order. */
  public static Map<String, String> types(Table<?> table) {
    return types(table.schema());
  }

  private static Map<String, String> types(Schema schema) {
    Map<String, String> types = new LinkedHashMap<>();
    schema.getFields().forEach(field -> types.put(field.name(), type(field.schema())));
    return types;
  }

  private static String columns(Schema schema) {
    return types(schema).entrySet().stream()
        .map(column -> '"' + column.getKey() + "\" " + column.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String type(Schema schema) {
    return switch (schema.getType()) {
      case UNION -> type(schema.getTypes().get(1));
      case ARRAY -> type(schema.getElementType()) + "[]";
      case RECORD -> "STRUCT(" + columns(schema) + ")";
      case LONG ->
          LogicalTypes.timestampMicros().equals(schema.getLogicalType()) ? "TIMESTAMPTZ" : "BIGINT";
      case INT -> "INTEGER";
      case BOOLEAN -> "BOOLEAN";
      case DOUBLE -> "DOUBLE";
      case STRING -> "VARCHAR";
      default -> throw new IllegalArgumentException("no column has the type " + schema);
    };
  }
}
