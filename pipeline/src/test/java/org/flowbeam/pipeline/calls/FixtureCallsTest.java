package org.flowbeam.pipeline.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.fixtures.Expected;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The project's captures give the calls that sipp played, and the streams that tshark counts. */
class FixtureCallsTest {
  static Stream<String> captures() {
    return Expected.rows("flows").stream().map(row -> row.get("capture")).distinct();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void aCaptureGivesItsExpectedCallsAndStreamsAndNoOthers(String capture) throws IOException {
    PlainSweep.Result result = PlainSweep.of(Captures.fixture(capture)).run();
    for (Table<? extends SpecificRecord> table :
        List.of(Tables.CALLS, Tables.RTP, Tables.CALL_LINKS)) {
      List<Map<String, String>> expected = new ArrayList<>();
      for (Map<String, String> row : Expected.rows(table.name())) {
        if (capture.equals(row.get("capture"))) {
          Map<String, String> columns = new LinkedHashMap<>(row);
          columns.remove("capture");
          expected.add(columns);
        }
      }
      List<Map<String, String>> rows = new ArrayList<>();
      for (SpecificRecord row : result.rows(table)) {
        rows.add(expected.isEmpty() ? Map.of() : columns(row, expected.get(0)));
      }
      assertThat(rows).as("%s", table.name()).containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThat(result.rows(Tables.RTCP)).isEmpty();
  }

  private static Map<String, String> columns(SpecificRecord row, Map<String, String> names) {
    Map<String, String> columns = new LinkedHashMap<>();
    names.keySet().forEach(name -> columns.put(name, text(row, name)));
    return columns;
  }

  private static String text(SpecificRecord row, String column) {
    @Nullable Object value = row.get(row.getSchema().getField(column).pos());
    if (value instanceof List<?> list) {
      return String.join(",", list.stream().map(String::valueOf).toList());
    }
    return value == null ? Expected.NULL : value.toString();
  }
}
