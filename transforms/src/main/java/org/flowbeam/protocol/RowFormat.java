package org.flowbeam.protocol;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Rows of one class as Avro binary. One object per class, shared by all threads. */
final class RowFormat {
  private static final ClassValue<RowFormat> FORMATS =
      new ClassValue<>() {
        @Override
        protected RowFormat computeValue(Class<?> rowClass) {
          return new RowFormat(rowClass);
        }
      };

  private final SpecificDatumWriter<SpecificRecord> writer;
  private final SpecificDatumReader<SpecificRecord> reader;

  private RowFormat(Class<?> rowClass) {
    Schema schema = SpecificData.get().getSchema(rowClass);
    writer = new SpecificDatumWriter<>(schema);
    reader = new SpecificDatumReader<>(schema);
  }

  static RowFormat of(Class<?> rowClass) {
    return FORMATS.get(rowClass);
  }

  void write(SpecificRecord row, BinaryEncoder to) throws IOException {
    writer.write(row, to);
    to.flush();
  }

  SpecificRecord read(byte[] bytes, int offset, int length) throws IOException {
    BinaryDecoder from = DecoderFactory.get().binaryDecoder(bytes, offset, length, null);
    return reader.read(null, from);
  }
}
