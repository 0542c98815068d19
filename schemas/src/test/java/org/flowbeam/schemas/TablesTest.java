package org.flowbeam.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class TablesTest {

  /**
   * columns.txt is the contract with everybody's scripts. A new column is a new line; a changed or
   * removed line is a breaking change (CHANGELOG, {@link Tables#SCHEMA_VERSION}).
   */
  @Test
  void columnsAreThoseOfTheContract() throws IOException {
    List<String> columns = new ArrayList<>();
    for (Table<?> table : Tables.ALL) {
      for (Schema.Field field : table.schema().getFields()) {
        columns.add(table.name() + "." + field.name() + " " + type(field.schema()));
      }
    }
    assertThat(columns).containsExactlyElementsOf(contract());
  }

  @Test
  void everyColumnIsDescribed() {
    for (Table<?> table : Tables.ALL) {
      assertThat(table.schema().getDoc()).endsWith(".");
      for (Schema.Field field : table.schema().getFields()) {
        assertThat(field.doc()).as(table.name() + "." + field.name()).isNotBlank().endsWith(".");
      }
    }
  }

  @Test
  void everyNullableColumnSaysWhenItIsNullAndDefaultsToNull() {
    for (Table<?> table : Tables.ALL) {
      for (Schema.Field field : table.schema().getFields()) {
        String column = table.name() + "." + field.name();
        boolean nullable = ColumnTypes.nullable(field.schema());
        assertThat(field.doc().contains("NULL")).as(column).isEqualTo(nullable);
        assertThat(field.hasDefaultValue()).as(column).isEqualTo(nullable);
      }
    }
  }

  /** The folder {@code date=...} would hide it from all who read the files. */
  @Test
  void noColumnIsCalledAsTheFolderOfItsDate() {
    for (Table<?> table : Tables.ALL) {
      assertThat(table.schema().getField("date")).as(table.name()).isNull();
    }
  }

  @Test
  void parquetSchemaEncodesAsTheRowClassDoes() {
    for (Table<?> table : Tables.ALL) {
      Schema rows = SpecificData.get().getSchema(table.rowClass());
      assertThat(withoutLogicalTypes(table.schema())).isEqualTo(withoutLogicalTypes(rows));
    }
  }

  @Test
  void timesAreSetAsPlainMicroseconds() {
    FlowRow row = new FlowRow();
    row.setStartTime(1_700_000_000_000_001L);
    assertThat(row.getStartTime()).isEqualTo(1_700_000_000_000_001L);
  }

  @Test
  void tablesAreFoundByName() {
    assertThat(Tables.ALL).extracting(Table::name).doesNotHaveDuplicates();
    assertThat(Tables.named("flows")).isSameAs(Tables.FLOWS);
  }

  private static String type(Schema schema) {
    return ColumnTypes.sqlType(schema) + (ColumnTypes.nullable(schema) ? "" : " NOT NULL");
  }

  private static String withoutLogicalTypes(Schema schema) {
    return schema
        .toString()
        .replace(",\"logicalType\":\"timestamp-micros\"", "")
        .replace(",\"timestamp\":\"micros\"", "")
        .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
        .replace("{\"type\":\"long\"}", "\"long\"");
  }

  private static List<String> contract() throws IOException {
    try (InputStream in = TablesTest.class.getResourceAsStream("columns.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).lines().toList();
    }
  }
}
