package org.flowbeam.pipeline.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tunnels of real programs are found, and nothing else. */
class DnsTunnelsTest {
  @TempDir private Path folder;

  private RunTables sweep(Path input) {
    Path output = folder.resolve("tables");
    CommandRun run =
        CommandRun.sweep(input, output, "--protocols=dns", "--packetIndex=false", "--overwrite");
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isIn(0, 3);
    return new RunTables(output);
  }

  @Test
  void theTunnelsOfIodineAndDns2tcpAreFound() throws SQLException {
    RunTables tables = sweep(Captures.root().resolve("fixtures/dns-tunnels"));
    assertThat(
            tables.rows(
                "SELECT domain, client_bytes_up > 1000, client_bytes_down > 1000, client_types"
                    + " FROM {dns_domains} WHERE alert ORDER BY domain"))
        .containsExactly("dns2tcp.example|false|true|[TXT]", "iodine.example|true|false|[NULL]");
    assertThat(tables.rows("SELECT count(*) FROM {anomalies} WHERE kind = 'dns_tunnel'"))
        .containsExactly("2");
  }

  /** The aim is one in 10,000; the public captures have too few domains to allow any. */
  @Test
  void noDomainOfThePublicCapturesIsTakenForATunnel() throws SQLException {
    RunTables tables = sweep(Captures.shared());
    assertThat(tables.rows("SELECT count(*) > 50 FROM {dns_domains}")).containsExactly("true");
    assertThat(
            tables.rows(
                "SELECT domain, client, client_queries, client_unique_names, client_bytes_up, score"
                    + " FROM {dns_domains} WHERE alert"))
        .isEmpty();
  }
}
