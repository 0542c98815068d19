package org.flowbeam.io;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Writes the rows that {@link RowCodec} encoded, straight from their Avro binary. */
final class RowWriteSupport extends WriteSupport<RowInput> {
  private final MessageType type;
  private final RowCopier columns;
  private final Map<String, String> footer;
  private @Nullable RecordConsumer consumer;

  RowWriteSupport(Schema schema, Map<String, String> footer) {
    this.type = messageType(schema);
    this.columns = new RowCopier.Columns(schema, type);
    this.footer = footer;
  }

  private static MessageType messageType(Schema schema) {
    ParquetConfiguration threeLevelLists = new PlainParquetConfiguration();
    threeLevelLists.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    return new AvroSchemaConverter(threeLevelLists).convert(schema);
  }

  @Override
  @SuppressWarnings("deprecation") // Abstract in the parent, never called.
  public WriteContext init(Configuration configuration) {
    return context();
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return context();
  }

  private WriteContext context() {
    return new WriteContext(type, footer);
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    consumer = recordConsumer;
  }

  @Override
  public void write(RowInput row) {
    RecordConsumer out = consumer;
    if (out == null) {
      throw new IllegalStateException("not prepared");
    }
    out.startMessage();
    columns.copy(row, out);
    out.endMessage();
  }
}
