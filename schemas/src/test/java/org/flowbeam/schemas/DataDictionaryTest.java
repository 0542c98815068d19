package org.flowbeam.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * docs/tables.md is made from the schemas. After a change: {@code mvn -pl schemas test
 * -Dtest=DataDictionaryTest -Dupdate}.
 */
@NullMarked
class DataDictionaryTest {
  private static final String HEAD =
      """
      # Tables

      This page is made from the schemas (`schemas/src/main/avro`); do not edit it by hand.

      - `src_` is the originator, who opened the flow; `dst_` the responder.
      - Times are UTC in microseconds; `_us` is a duration in microseconds; `_nanos` the nanoseconds below a time's microsecond.
      - Text that somebody else wrote stays as sent, in UTF-8. Bytes that are not UTF-8, control characters, and characters that
        separate lines or turn the direction of writing are written `\\xNN`, byte by byte. A backslash stays a backslash, except
        right before an `x` or such an escape, where it is doubled: an `x` behind an odd number of backslashes is an escape.
      - NULL means not seen or does not apply, never 0. Columns marked `not null` always have a value.
      - Partitioned tables lie in `<table>/date=YYYY-MM-DD/` by the UTC date of the time named below. Rows without a
        time and those beyond the 400 best-filled dates of a run lie in `date=1970-01-01`, and so does the file of a table without
        rows: readers show that folder as one more column, `date`, which is a DATE for all of them. What has no time has NULL there.
      - Rows of a file ascend by the columns named below. Bloom filters make a search for one value of their columns fast:
        some are always there, some only in row groups whose values repeat too little for a dictionary.
      - All offsets count bytes of the decompressed capture.

      """;

  @Test
  void dataDictionaryIsUpToDate() throws IOException {
    Path file = Path.of(System.getProperty("flowbeam.root"), "docs", "tables.md");
    String expected = dictionary();
    if (System.getProperty("update") != null) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file, UTF_8)).isEqualTo(expected);
  }

  private static String dictionary() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Table<?> table : Tables.ALL) {
      describe(table, page);
    }
    page.append("Schema version ").append(Tables.SCHEMA_VERSION).append(".\n");
    return page.toString();
  }

  private static void describe(Table<?> table, StringBuilder page) {
    page.append("## ").append(table.name()).append("\n\n");
    page.append(table.schema().getDoc()).append('\n');
    page.append("Sorted by ").append(String.join(", ", table.sortColumns())).append(". ");
    if (table.dateColumn() == null) {
      page.append("Not partitioned.");
    } else {
      page.append("Partitioned by ").append(table.dateColumn()).append('.');
    }
    blooms(" Bloom filters: ", table, true, page);
    blooms(" Bloom filters in place of dictionaries: ", table, false, page);
    page.append("\n\n| column | type | meaning |\n| --- | --- | --- |\n");
    for (Schema.Field field : table.schema().getFields()) {
      row(field, field.name(), page);
      elements(field, page);
    }
    page.append('\n');
  }

  private static void blooms(String title, Table<?> table, boolean always, StringBuilder page) {
    List<String> columns =
        table.bloomColumns().stream().filter(c -> Table.isUniqueId(c) == always).toList();
    if (!columns.isEmpty()) {
      page.append(title).append(String.join(", ", columns)).append('.');
    }
  }

  private static void row(Schema.Field field, String name, StringBuilder page) {
    String type = ColumnTypes.sqlType(field.schema()).replaceAll("\\{.*}", "");
    String notNull = ColumnTypes.nullable(field.schema()) ? "" : " not null";
    page.append("| `").append(name).append("` | `").append(type).append('`').append(notNull);
    page.append(" | ").append(field.doc().replace("|", "\\|")).append(" |\n");
  }

  /** The fields of the structs in a list, as {@code column[].field}. */
  private static void elements(Schema.Field field, StringBuilder page) {
    Schema type = field.schema().isUnion() ? field.schema().getTypes().get(1) : field.schema();
    if (type.getType() == Schema.Type.ARRAY
        && type.getElementType().getType() == Schema.Type.RECORD) {
      for (Schema.Field element : type.getElementType().getFields()) {
        row(element, field.name() + "[]." + element.name(), page);
      }
    }
  }
}
