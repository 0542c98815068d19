package org.flowbeam.io.table;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.Undelivered;
import org.jspecify.annotations.Nullable;

/** Random rows, from a seed. */
public final class TestRows {
  private TestRows() {}

  /** A flow with every kind of column filled or NULL, started within the day of {@code micros}. */
  public static FlowRow flow(SplittableRandom random, long micros) {
    FlowRow row = new FlowRow();
    for (Schema.Field field : FlowRow.getClassSchema().getFields()) {
      row.put(field.pos(), value(field.schema(), random));
    }
    row.put("start_time", micros);
    row.put("start_nanos", random.nextInt(1000));
    row.put("flow_id", Long.toHexString(random.nextLong()));
    return row;
  }

  private static @Nullable Object value(Schema schema, SplittableRandom random) {
    return switch (schema.getType()) {
      case UNION -> random.nextInt(4) == 0 ? null : value(schema.getTypes().get(1), random);
      case LONG -> (long) random.nextInt(1 << random.nextInt(31));
      case INT -> random.nextInt(65536);
      case BOOLEAN -> random.nextBoolean();
      case DOUBLE -> random.nextDouble();
      case STRING -> "10.0." + random.nextInt(256) + "." + random.nextInt(256);
      case ARRAY -> list(schema.getElementType(), random);
      case RECORD -> new Undelivered("cap", random.nextLong(1000));
      default -> throw new IllegalArgumentException(schema.toString());
    };
  }

  private static List<@Nullable Object> list(Schema element, SplittableRandom random) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      list.add(value(element, random));
    }
    return list;
  }
}
