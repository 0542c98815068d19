package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamDepthTest {
  @TempDir Path scratch;

  @Test
  void statisticsDoNotDependOnHowMuchPayloadIsCarried() throws Exception {
    RunTables whole = sweep("64MiB");
    RunTables none = sweep("0");
    // The letter x in history, and an anomaly, say that the limit was met.
    assertThat(RunTables.difference(whole, none, "flows", "history")).isEmpty();
    assertThat(RunTables.difference(whole, none, "packet_index", "chunk")).isEmpty();
    String beside = "select count(*) from {anomalies} where kind <> 'stream_depth_reached'";
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
