package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamDepthTest {
  /** What sessions say, and where the payload went. */
  private static final String[] ABOUT_PAYLOAD = {
    "service",
    "service_rule",
    "server_name",
    "src_delivered_bytes",
    "src_duplicate_bytes",
    "src_overlap_bytes",
    "src_undelivered_bytes",
    "src_undelivered",
    "src_conflict_bytes",
    "src_filled_after_ack",
    "dst_delivered_bytes",
    "dst_duplicate_bytes",
    "dst_overlap_bytes",
    "dst_undelivered_bytes",
    "dst_undelivered",
    "dst_conflict_bytes",
    "dst_filled_after_ack"
  };

  @TempDir Path scratch;

  @Test
  void statisticsDoNotDependOnHowMuchPayloadIsCarried() throws Exception {
    RunTables whole = sweep("64MiB");
    RunTables none = sweep("0");
    assertThat(RunTables.difference(whole, none, "flows", ABOUT_PAYLOAD)).isEmpty();
    assertThat(RunTables.difference(whole, none, "packet_index")).isEmpty();
    String beside =
        "select count(*) from {anomalies} where protocol in ('tcp', 'udp')"
            + " and kind not in ('stream_depth_reached', 'overlap_conflict', 'buffer_overflow')";
    assertThat(none.rows(beside)).isEqualTo(whole.rows(beside));
    String met = "select count(*) > 0 from {anomalies} where kind = 'stream_depth_reached'";
    assertThat(none.rows(met)).containsExactly("true");
  }

  private RunTables sweep(String depth) {
    Path output = scratch.resolve(depth);
    CommandRun run = CommandRun.sweep(Captures.fixtures(), output, "--streamDepth=" + depth);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    return new RunTables(output);
  }
}
