package org.flowbeam.schemas;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;

/**
 * Row schemas as Parquet gets them. The .avsc files mark times with the property {@code timestamp}
 * instead of a logical type, for which Avro would generate setters that take a {@code
 * java.time.Instant}: one object per value.
 */
@NullMarked
final class ParquetSchemas {
  private static final String TIMESTAMP = "timestamp";

  private ParquetSchemas() {}

  static Schema of(Class<? extends SpecificRecord> rowClass) {
    return withTimes(SpecificData.get().getSchema(rowClass));
  }

  private static Schema withTimes(Schema schema) {
    return switch (schema.getType()) {
      case LONG ->
          schema.getProp(TIMESTAMP) == null
              ? schema
              : LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case UNION -> Schema.createUnion(schema.getTypes().stream().map(t -> withTimes(t)).toList());
      case RECORD -> record(schema);
      // Structs inside lists hold no times.
      default -> schema;
    };
  }

  private static Schema record(Schema schema) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      fields.add(new Schema.Field(field, withTimes(field.schema())));
    }
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }
}
