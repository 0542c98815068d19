package org.flowbeam.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/tables.md names the Bloom filters that the footers of files name, and no others. */
class BloomFilterTest {
  private static final Pattern TABLE = Pattern.compile("## (\\w+)");
  private static final Pattern ALWAYS = Pattern.compile(" Bloom filters: ([^.]*)\\.");
  private static final Pattern INSTEAD =
      Pattern.compile(" Bloom filters in place of dictionaries: ([^.]*)\\.");

  private static final int ROWS = 1_000;

  @TempDir Path folder;

  @Test
  void someAreAlwaysThereAndTheOthersWhereValuesDoNotRepeat() throws Exception {
    Map<String, Set<String>> always = named(ALWAYS);
    Map<String, Set<String>> instead = named(INSTEAD);
    assertThat(always.get("flows")).contains("flow_id");
    assertThat(instead.get("flows")).contains("src_ip");
    for (Table<?> table : Tables.ALL) {
      Set<String> names = always.getOrDefault(table.name(), new TreeSet<>());
      assertThat(filters(write(table, 2))).as(table.name()).isEqualTo(names);
      names.addAll(instead.getOrDefault(table.name(), Set.of()));
      assertThat(filters(write(table, ROWS))).as(table.name()).isEqualTo(names);
    }
  }

  private static Map<String, Set<String>> named(Pattern pattern) throws IOException {
    Map<String, Set<String>> named = new HashMap<>();
    String table = "";
    for (String line : Files.readAllLines(Captures.root().resolve("docs/tables.md"))) {
      Matcher title = TABLE.matcher(line);
      table = title.matches() ? title.group(1) : table;
      Matcher columns = pattern.matcher(line);
      if (columns.find() && !table.isEmpty()) {
        named.put(table, new TreeSet<>(Arrays.asList(columns.group(1).split(", ", -1))));
      }
    }
    return named;
  }

  private static Set<String> filters(Path file) throws Exception {
    return new TreeSet<>(
        Sql.rows(
            "select distinct path_in_schema from parquet_metadata('%s')"
                + " where bloom_filter_offset is not null",
            file));
  }

  /**
   * @param values how many there are of each text column, each as often as the others
   */
  private <R extends SpecificRecord> Path write(Table<R> table, int values) throws Exception {
    Path path = folder.resolve(table.name() + "-" + values + ".parquet");
    RowCodec<R> codec = new RowCodec<>(table);
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (TableFile file = new TableFile(table, Map.of(), ROWS, channel)) {
      for (int i = 0; i < ROWS; i++) {
        R row = table.rowClass().getDeclaredConstructor().newInstance();
        for (Schema.Field field : row.getSchema().getFields()) {
          row.put(field.pos(), value(field.schema(), i % values));
        }
        int length = codec.encode(row);
        file.write(codec.bytes(), 0, length);
      }
    }
    return path;
  }

  private static @Nullable Object value(Schema schema, int number) {
    return switch (schema.getType()) {
      case UNION -> {
        Schema type = schema.getTypes().get(1);
        yield type.getType() == Schema.Type.STRING ? value(type, number) : null;
      }
      case STRING -> String.format("%016x", number);
      case LONG -> (long) number;
      case INT -> number;
      case BOOLEAN -> true;
      case DOUBLE -> 0.5;
      case ARRAY -> new ArrayList<>(List.of());
      default -> throw new IllegalArgumentException(schema.toString());
    };
  }
}
