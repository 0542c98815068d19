package org.flowbeam.schemas;

import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;

/** Names Avro types as the SQL types that people see. */
@NullMarked
final class ColumnTypes {
  private ColumnTypes() {}

  static boolean nullable(Schema schema) {
    return schema.isUnion();
  }

  static String sqlType(Schema schema) {
    return switch (schema.getType()) {
      case UNION -> sqlType(schema.getTypes().get(1));
      case ARRAY -> "LIST<" + sqlType(schema.getElementType()) + ">";
      case RECORD ->
          schema.getFields().stream()
              .map(f -> f.name() + " " + sqlType(f.schema()))
              .collect(Collectors.joining(", ", "STRUCT{", "}"));
      case LONG ->
          LogicalTypes.timestampMicros().equals(schema.getLogicalType()) ? "TIMESTAMP" : "BIGINT";
      case INT -> "INT";
      case BOOLEAN -> "BOOLEAN";
      case DOUBLE -> "DOUBLE";
      case STRING -> "TEXT";
      default -> throw new IllegalArgumentException("no column has the type " + schema);
    };
  }
}
