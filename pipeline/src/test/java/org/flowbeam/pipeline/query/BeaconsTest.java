package org.flowbeam.pipeline.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.query.QueryRuns.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the view beacons puts first in captures that nobody chose for it, and why. */
class BeaconsTest {
  /** Originator, responder and port. All are programs that do call in even intervals. */
  private static final Map<String, String> EVEN_CALLS_OF_THE_PUBLIC_CAPTURES =
      Map.of(
          "10.1.1.150,64.100.1.197,443",
          "A client shakes hands with one server 64 times, every two seconds.",
          "192.168.56.1,192.168.56.101,21",
          "Passwords of FTP are guessed, one connection every two seconds.",
          "10.0.2.15,172.217.7.228,443",
          "A test program sends a hundred handshakes to one server, one every three seconds.",
          "10.7.9.103,10.7.9.6,445",
          "A machine opens SMB to another every quarter of an hour, 19 times.",
          "128.2.6.136,173.194.75.103,80",
          "A script tries methods of HTTP, one connection every four seconds.",
          "192.168.0.1,192.168.0.13,2869",
          "A router tells a subscriber of UPnP about events, every ten seconds.",
          "10.180.156.1,10.180.156.2,80",
          "Connections that were made up, in steps of ten seconds.");

  @TempDir private Path folder;

  @Test
  void whatScoresHighInThePublicCapturesIsKnownWithItsReason() throws SQLException {
    Path tables = folder.resolve("tables");
    CommandRun run =
        CommandRun.sweep(Captures.shared(), tables, "--protocols=dns", "--packetIndex=false");
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isIn(0, 3);
    Answer answer =
        QueryRuns.query(
            tables,
            "select concat_ws(',', src_ip, dst_ip, dst_port) as pair from beacons"
                + " where score >= 0.7 and aside is null order by pair");
    assertThat(answer.exitCode()).as(answer.err()).isZero();
    assertThat(answer.out().lines().skip(2).map(String::strip).filter(l -> !l.startsWith("(")))
        .containsExactlyElementsOf(new TreeMap<>(EVEN_CALLS_OF_THE_PUBLIC_CAPTURES).keySet());
  }
}
