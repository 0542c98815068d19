package org.flowbeam.protocol.example;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * What Avro would generate from {@code LpmRow.avsc}: the first eleven columns are every table's.
 */
public final class LpmRow extends SpecificRecordBase {
  private static final long serialVersionUID = 1;

  public static final Schema SCHEMA$ =
      SchemaBuilder.record("LpmRow")
          .namespace("org.flowbeam.protocol.example")
          .fields()
          .requiredString("flow_id")
          .requiredString("community_id")
          .requiredLong("ts")
          .requiredInt("ts_nanos")
          .requiredString("src_ip")
          .optionalInt("src_port")
          .requiredString("dst_ip")
          .optionalInt("dst_port")
          .requiredInt("tx")
          .optionalLong("src_stream_offset")
          .optionalLong("dst_stream_offset")
          .requiredString("request")
          .optionalString("response")
          .endRecord();

  private final @Nullable Object[] values = new Object[SCHEMA$.getFields().size()];

  void setRequest(String text) {
    put("request", text);
  }

  void setResponse(@Nullable String text) {
    put("response", text);
  }

  @Override
  public Schema getSchema() {
    return SCHEMA$;
  }

  @Override
  public @Nullable Object get(int field) {
    return values[field];
  }

  @Override
  public void put(int field, @Nullable Object value) {
    values[field] = value;
  }
}
