package org.flowbeam.oracle.tshark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.pipeline.calls.MediaTraffic;
import org.flowbeam.schemas.RtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RTP streams against {@code tshark -z rtp,streams}, where neither packets that came twice nor
 * telephone events spoil its figures: who, how many, how many lost, longest wait, jitter. Tshark
 * prints three decimals, and counts wrong where a packet comes late at an end or across the wrap of
 * the numbers.
 */
class TsharkStreamsTest {
  private static final String PUBLIC =
      "aboutsip+pkts/pkts-streams/src/test/resources/io/pkts/streams/sip_rtp.pcap";

  private static final double THREE_DECIMALS = 0.00051;

  @TempDir Path folder;

  @Test
  void thePublicStreamIsThatOfTshark() throws Exception {
    assertThat(compare(Captures.shared().resolve(PUBLIC))).isEqualTo(1);
  }

  @Test
  void theStreamsOfTheFixturesAreThoseOfTshark() throws Exception {
    assertThat(compare(Captures.fixture("sip-call-with-audio.pcap"))).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    // seed, first number, encoding, clock, samples, lost in 1000, late in 1000, spread of waits in
    // us
    "1, 65400, PCMU, 8000, 160, 0, 0, 0",
    "2, 65400, PCMU, 8000, 160, 50, 0, 3000",
    "3, 1000, PCMA, 8000, 240, 10, 20, 9000",
    "4, 65400, L16, 16000, 320, 200, 0, 700",
    "5, 1000, opus, 48000, 960, 5, 5, 40000",
    "6, 1000, H264, 90000, 3003, 30, 10, 15000",
    "7, 1000, AMR, 8000, 160, 0, 300, 1000",
  })
  void aStreamWithLossAndLatePacketsIsThatOfTshark(
      long seed,
      int sequence,
      String encoding,
      int clock,
      int samples,
      int lost,
      int late,
      int spreadMicros)
      throws Exception {
    byte[] capture =
        MediaTraffic.capture(
            seed, sequence, encoding, clock, samples, lost, late, spreadMicros, 400);
    int streams = compare(Files.write(folder.resolve("media.pcap"), capture));
    assertThat(streams).as("seed %d", seed).isEqualTo(1);
  }

  private int compare(Path capture) throws Exception {
    List<TsharkStreams.Stream> theirs = TsharkStreams.read(folder, capture);
    Map<String, RtpRow> ours =
        PlainSweep.of(capture).run().rows(Tables.RTP).stream()
            .collect(
                Collectors.toMap(
                    TsharkStreamsTest::endpoints, row -> row, (a, b) -> a, TreeMap::new));
    assertThat(ours.keySet())
        .containsExactlyInAnyOrderElementsOf(
            theirs.stream().map(TsharkStreams.Stream::endpoints).toList());
    theirs.forEach(their -> compare(ours.get(their.endpoints()), their));
    return theirs.size();
  }

  private static void compare(@Nullable RtpRow our, TsharkStreams.Stream their) {
    if (our == null) {
      throw new AssertionError("no row of " + their);
    }
    assertThat(our.getPackets()).isEqualTo(their.packets());
    assertThat(our.getLost()).isEqualTo(their.lost());
    assertThat(our.getDeltaMaxUs() / 1000.0).isCloseTo(their.deltaMaxMs(), within(0.0011));
    assertThat(our.getJitterMeanMs()).isCloseTo(their.jitterMeanMs(), within(THREE_DECIMALS));
    assertThat(our.getJitterMaxMs()).isCloseTo(their.jitterMaxMs(), within(THREE_DECIMALS));
  }

  private static String endpoints(RtpRow row) {
    return TsharkStreams.endpoints(
        row.getSenderIp(),
        row.getSenderPort(),
        row.getReceiverIp(),
        row.getReceiverPort(),
        row.getSsrc());
  }
}
