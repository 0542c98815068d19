package org.flowbeam.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordWriterTest {
  private static final RunSummary ANY = (records, options, out) -> {};

  private final List<byte[]> written = new ArrayList<>();
  private final RecordWriter writer =
      new RecordWriter((summary, bytes, length) -> written.add(Arrays.copyOf(bytes, length)));

  @Test
  void partsAreReadInTheOrderInWhichTheyWereWritten() {
    writer.group("a").time(-5).u8(255).text("").text("Straße\0x").number(Long.MAX_VALUE);
    writer.writeFor(ANY);
    writer.group("a").number(7).writeFor(ANY);
    RecordReader reader = new RecordReader(new Written());
    assertThat(reader.next()).isTrue();
    assertThat(reader.timeNanos()).isEqualTo(-5);
    assertThat(reader.u8()).isEqualTo(255);
    assertThat(reader.text()).isEmpty();
    assertThat(reader.text()).isEqualTo("Straße\0x");
    assertThat(reader.number()).isEqualTo(Long.MAX_VALUE);
    assertThat(reader.next()).isTrue();
    assertThat(reader.number()).isEqualTo(7);
    assertThat(reader.next()).isFalse();
  }

  @Test
  void whatIsLeftUnreadOfARecordIsPassedBy() {
    writer.group("a").text("one").number(1).writeFor(ANY);
    writer.group("a").text("two").number(2).writeFor(ANY);
    RecordReader reader = new RecordReader(new Written());
    reader.next();
    reader.text();
    reader.next();
    assertThat(reader.text()).isEqualTo("two");
  }

  @Test
  void recordsOfOneSubjectShareTheirGroupAndSortByTime() {
    long[] times = {Long.MIN_VALUE, -1, 0, 1, 1_700_000_000_000_000_000L, Long.MAX_VALUE};
    for (long time : times) {
      writer.group("endpoint 192.0.2.1 20").time(time).writeFor(ANY);
    }
    List<byte[]> sorted = new ArrayList<>(written);
    sorted.sort(Arrays::compareUnsigned);
    assertThat(sorted).containsExactlyElementsOf(written);
    writer.group("endpoint 192.0.2.1 21").writeFor(ANY);
    byte[] other = written.get(times.length);
    assertThat(other).hasSize(RunSummary.GROUP_BYTES);
    assertThat(Arrays.copyOf(written.get(0), RunSummary.GROUP_BYTES)).isNotEqualTo(other);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aRowOfAnyTableIsReadAsItWas(long seed) {
    Random random = new Random(seed);
    for (Table<?> table : Tables.ALL) {
      SpecificRecord row = random(table.rowClass(), random);
      writer.group("rows").row(row).text("behind").writeFor(ANY);
      RecordReader reader = new RecordReader(new Written());
      reader.next();
      SpecificRecord read = reader.row(table);
      assertThat(read).as("seed %d, table %s", seed, table.name()).isEqualTo(row);
      assertThat(read).hasToString(row.toString());
      assertThat(reader.text()).isEqualTo("behind");
      written.clear();
    }
  }

  private static SpecificRecord random(Class<?> rowClass, Random random) {
    Schema schema = SpecificData.get().getSchema(rowClass);
    SpecificRecord row = (SpecificRecord) SpecificData.newInstance(rowClass, schema);
    for (Schema.Field field : schema.getFields()) {
      row.put(field.pos(), value(field.schema(), random));
    }
    return row;
  }

  private static @Nullable Object value(Schema schema, Random random) {
    return switch (schema.getType()) {
      case UNION -> random.nextInt(4) == 0 ? null : value(schema.getTypes().get(1), random);
      case BOOLEAN -> random.nextBoolean();
      case INT -> random.nextInt();
      case LONG -> random.nextLong();
      case DOUBLE -> random.nextDouble();
      case STRING -> "ä" + random.nextInt();
      case RECORD -> random(SpecificData.get().getClass(schema), random);
      case ARRAY -> {
        List<Object> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          values.add(value(schema.getElementType(), random));
        }
        yield values;
      }
      default -> throw new AssertionError("no column is a " + schema);
    };
  }

  private final class Written implements RunSummary.Records {
    private int next;

    @Override
    public boolean next() {
      return next++ < written.size();
    }

    @Override
    public byte[] bytes() {
      return written.get(next - 1);
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int length() {
      return bytes().length;
    }
  }
}
