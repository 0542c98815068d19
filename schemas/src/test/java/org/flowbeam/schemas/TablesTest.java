package org.flowbeam.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class TablesTest {

  /**
   * columns.txt is the contract with everybody's scripts. A new column is a new line; a changed or
   * removed line is a breaking change (CHANGELOG, {@link Tables#SCHEMA_VERSION}). {@code -Dupdate}
   * writes it anew.
   */
  @Test
  void columnsAreThoseOfTheContract() throws IOException {
    List<String> columns = new ArrayList<>();
    for (Table<?> table : Tables.ALL) {
      for (Schema.Field field : table.schema().getFields()) {
        columns.add(table.name() + "." + field.name() + " " + type(field.schema()));
      }
    }
    Path contract =
        Path.of(
            System.getProperty("flowbeam.root"),
            "schemas/src/test/resources/org/flowbeam/schemas/columns.txt");
    if (System.getProperty("update") != null) {
      Files.write(contract, columns);
    }
    assertThat(columns).containsExactlyElementsOf(Files.readAllLines(contract));
  }

  @Test
  void everyTableIsListed() throws IllegalAccessException {
    for (Field constant : Tables.class.getFields()) {
      if (constant.get(null) instanceof Table<?> table) {
        assertThat(Tables.ALL).as("Tables.ALL").contains(table);
      }
    }
  }

  /** Readers make a column of the folder {@code date=...}, and one name cannot mean two. */
  @Test
  void noTableInFoldersByDateHasAColumnOfThatName() {
    for (Table<?> table : Tables.ALL) {
      assertThat(table.dateColumn() != null && table.schema().getField("date") != null)
          .as(table.name())
          .isFalse();
    }
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
}
