package org.flowbeam.pipeline.carve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All flows carved and swept again give the tables that they came from. */
class CarveAgainTest {
  /** Columns that name a place in a source. */
  private static final Map<Table<?>, String[]> PLACES =
      Map.of(
          Tables.FLOWS,
          new String[] {"sources", "sources_count", "first_source_id", "first_offset"},
          Tables.ANOMALIES,
          new String[] {"source_id", "\"offset\""});

  /** About sources, and so about packets without a flow too. */
  private static final Set<Table<?>> OF_SOURCES = Set.of(Tables.SOURCES, Tables.PACKET_INDEX);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--dedup=across",
        "--dedup=off",
        "--tunnels=both",
        "--tunnels=outer",
        "--espNull=assume",
        "--checksums=ignore",
        "--keyVlan=true"
      })
  void allFixtures(String option) throws IOException, SQLException {
    assertSameAgain(folder, Captures.fixtures(), option);
  }

  static void assertSameAgain(Path folder, Path captures, String... options) throws SQLException {
    Path carved = folder.resolve("carved");
    RunTables first = sweep(captures, folder.resolve("first"), options);
    CommandRun carve =
        CommandRun.of(
            "carve",
            "--tables=" + first.folder(),
            "--where=true",
            "--per=source",
            "--output=" + carved);
    assertThat(carve.exitCode()).as("%s", carve.err()).isZero();
    RunTables again = sweep(carved, folder.resolve("again"), options);
    for (Table<?> table : Tables.ALL) {
      if (OF_SOURCES.contains(table)) {
        continue;
      }
      assertThat(difference(first, again, table)).as(table.name()).isEmpty();
    }
    assertThat(first.rows("select count(*) from {flows}"))
        .isEqualTo(again.rows("select count(*) from {flows}"));
  }

  private static List<String> difference(RunTables first, RunTables again, Table<?> table)
      throws SQLException {
    String[] places = PLACES.getOrDefault(table, new String[0]);
    return table.equals(Tables.ANOMALIES)
        ? RunTables.difference(ofFlows(first), ofFlows(again), places)
        : RunTables.difference(first, again, table.name(), places);
  }

  /** Anomalies of sources hang on packets that are not carved. */
  private static String ofFlows(RunTables run) {
    return "(SELECT * FROM " + run.table("anomalies") + " WHERE flow_id IS NOT NULL)";
  }

  private static RunTables sweep(Path captures, Path output, String... options) {
    CommandRun run = CommandRun.sweep(captures, output, options);
    assertThat(run.exitCode()).as("%s", run.err()).isIn(0, 3);
    return new RunTables(output);
  }
}
