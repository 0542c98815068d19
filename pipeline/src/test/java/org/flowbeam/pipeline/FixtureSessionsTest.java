package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.fixtures.Expected;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The project's captures give the exchanges that curl, lftp, sipp, openssl, dig, swaks, mbsync and
 * tshark saw, in order.
 */
class FixtureSessionsTest {
  private static final List<Table<? extends SpecificRecord>> TABLES =
      List.of(
          Tables.HTTP,
          Tables.TLS,
          Tables.DNS,
          Tables.SSH,
          Tables.FTP,
          Tables.SMTP,
          Tables.MAIL,
          Tables.POP3,
          Tables.IMAP,
          Tables.SIP);

  static Stream<String> captures() {
    return Expected.rows("flows").stream().map(row -> row.get("capture")).distinct();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void aCaptureGivesItsExpectedExchangesAndNoOthers(String capture) throws IOException {
    PlainSweep.Result result = PlainSweep.of(Captures.fixture(capture)).run();

    for (Table<? extends SpecificRecord> table : TABLES) {
      List<Map<String, String>> expected =
          Expected.rows(table.name()).stream()
              .filter(row -> capture.equals(row.get("capture")))
              .toList();
      List<SpecificRecord> rows = inOrder(result.tables().getOrDefault(table.name(), List.of()));

      assertThat(rows).as("rows of %s", table.name()).hasSameSizeAs(expected);
      for (int i = 0; i < rows.size(); i++) {
        Map<String, String> row = withoutCapture(expected.get(i));
        assertThat(columns(rows.get(i), row.keySet()))
            .as("row %s of %s", i, table.name())
            .isEqualTo(row);
      }
    }
  }

  @Test
  void everyExpectedExchangeNamesACapture() {
    Set<String> captures = captures().collect(Collectors.toSet());
    for (Table<? extends SpecificRecord> table : TABLES) {
      assertThat(Expected.rows(table.name()))
          .extracting(row -> row.get("capture"))
          .isNotEmpty()
          .isSubsetOf(captures);
    }
  }

  @Test
  void tlsBehindConnectIsAServiceOfTheSameFlow() throws IOException {
    PlainSweep.Result result = PlainSweep.of(Captures.fixture("http-connect-tls.pcap")).run();

    assertThat(result.flows()).extracting(FlowRow::getService).containsExactly("http,tls");
  }

  private static List<SpecificRecord> inOrder(List<SpecificRecord> rows) {
    return rows.stream()
        .sorted(
            Comparator.comparing((SpecificRecord row) -> text(row, "ts"))
                .thenComparing(row -> text(row, "ts_nanos"))
                .thenComparing(row -> Integer.valueOf(text(row, "tx"))))
        .toList();
  }

  private static Map<String, String> withoutCapture(Map<String, String> row) {
    Map<String, String> columns = new LinkedHashMap<>(row);
    columns.remove("capture");
    return columns;
  }

  private static Map<String, String> columns(SpecificRecord row, Set<String> names) {
    Map<String, String> columns = new LinkedHashMap<>();
    names.forEach(name -> columns.put(name, text(row, name)));
    return columns;
  }

  private static String text(SpecificRecord row, String column) {
    return text(row.get(row.getSchema().getField(column).pos()));
  }

  /**
   * Texts of a list joined by a comma; the data of resource records by a semicolon; lines by \n.
   */
  private static String text(@Nullable Object value) {
    if (value == null) {
      return Expected.NULL;
    }
    if (value instanceof List<?> list && !list.isEmpty()) {
      List<String> texts = new ArrayList<>();
      list.forEach(
          element ->
              texts.add(
                  element instanceof GenericRecord record
                      ? text(record.get("data"))
                      : text(element)));
      return String.join(list.get(0) instanceof GenericRecord ? "; " : ",", texts);
    }
    return value.toString().replace("\n", "\\n");
  }
}
