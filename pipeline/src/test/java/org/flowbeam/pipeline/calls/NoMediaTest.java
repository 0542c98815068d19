package org.flowbeam.pipeline.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Programs;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no RTP or RTCP is none: rule R over everything that is there. */
class NoMediaTest {
  private static final long ARCHIVE_BYTES = 40_000_000;

  /** Public captures that hold RTP. */
  private static final List<String> WITH_MEDIA =
      List.of("aboutsip+pkts/pkts-streams/src/test/resources/io/pkts/streams/sip_rtp.pcap");

  @Test
  void noPublicCaptureHasMediaButThoseThatHoldSome() throws IOException {
    Path shared = Captures.shared();
    List<String> with = new ArrayList<>();
    int captures = 0;
    for (var line : Tsv.parse(Files.readString(shared.resolve("MANIFEST.tsv")))) {
      String name = line.getOrDefault("file", "");
      Path capture = shared.resolve(name);
      if (Files.isRegularFile(capture)) {
        captures++;
        PlainSweep.Result result = PlainSweep.of(capture).run();
        if (!result.rows(Tables.RTP).isEmpty() || !result.rows(Tables.RTCP).isEmpty()) {
          with.add(name);
        }
      }
    }
    assertThat(captures).isGreaterThan(1400);
    assertThat(with).isEqualTo(WITH_MEDIA);
  }

  @Test
  void anArchiveMixedFromPublicCapturesHasNone(@TempDir Path folder) throws Exception {
    Captures.shared();
    PlainSweep.Result result = PlainSweep.of(Programs.archive(folder, ARCHIVE_BYTES)).run();
    assertThat(result.flows()).hasSizeGreaterThan(1000);
    assertThat(result.rows(Tables.RTP)).isEmpty();
    assertThat(result.rows(Tables.RTCP)).isEmpty();
    assertThat(result.rows(Tables.CALLS)).isEmpty();
  }
}
