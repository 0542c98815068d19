package org.flowbeam.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class MeaningsTest {
  @Test
  void everyViewHasItsRunAndEveryColumnAMeaning() throws SQLException {
    List<String> unexplained = new ArrayList<>();
    try (DuckDb duckDb = DuckDb.withViews()) {
      for (ShippedSql.View view : ShippedSql.views()) {
        assertThat(Meanings.of(view.name())).as(view.name()).endsWith(".");
        Map<String, String> meanings = Meanings.columns(view.name());
        List<String> columns =
            duckDb.rows("DESCRIBE " + view.name()).stream().map(r -> r.get("column_name")).toList();
        assertThat(columns).as(view.name()).contains("run_id");
        for (String column : columns) {
          if (!meanings.getOrDefault(column, "").endsWith(".")) {
            unexplained.add(view.name() + "." + column);
          }
        }
      }
    }
    assertThat(unexplained).isEmpty();
  }

  @Test
  void columnsOfTablesMeanWhatTheirSchemaSays() {
    assertThat(Meanings.of("flows")).isEqualTo(Tables.FLOWS.schema().getDoc());
    assertThat(Meanings.columns("flows"))
        .containsEntry("src_ip", Tables.FLOWS.schema().getField("src_ip").doc())
        .containsKeys("date", "run_id");
    assertThat(Meanings.of("nothing")).isNull();
  }

  @Test
  void renamedColumnsMeanWhatTheyMeantInTheirTable() {
    assertThat(Meanings.columns("zeek_conn"))
        .containsEntry("id.orig_h", Tables.FLOWS.schema().getField("src_ip").doc())
        .containsEntry("conn_state", Tables.FLOWS.schema().getField("conn_state").doc());
  }
}
