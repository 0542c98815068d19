package org.flowbeam.pipeline.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;

/** Small captures of what goes wrong, beside the public captures. */
public final class FaultCases {
  private FaultCases() {}

  /** Skips the test where the case is absent. */
  public static Path of(String name) {
    Path path = Captures.shared().resolveSibling("cases").resolve(name);
    assumeTrue(Files.exists(path), () -> "no " + path);
    return path;
  }

  /** One sweep of captures and folders whose flows have ports of their own. */
  static RunTables sweep(Path output, String... names) {
    List<String> inputs = new ArrayList<>();
    for (String name : names) {
      inputs.add(of(name).toString());
    }
    CommandRun run =
        CommandRun.of("sweep", "--output=" + output, "--input=" + String.join(",", inputs));
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    return new RunTables(output);
  }

  /** What a capture gave to a table: the columns of its rows, in order of time and transaction. */
  static List<String> rows(RunTables run, String capture, String columns, String table)
      throws SQLException {
    String order =
        switch (table) {
          case "flows" -> "start_time";
          case "anomalies" -> "kind, side";
          default -> "tx";
        };
    return run.rows(
        "select %s from {%s} where flow_id in (select flow_id from {packet_index}"
                .formatted(columns, table)
            + " join {sources} using (source_id) where uri like '%"
            + capture
            + ".pcap') order by "
            + order);
  }
}
