package org.flowbeam.pipeline.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.RtpDtmfRow;
import org.flowbeam.schemas.RtpRow;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls are a function of the packets, wherever they were captured. */
class CallsTest {
  @TempDir Path folder;

  private final CallTraffic traffic = new CallTraffic();

  @Test
  void aCallIsToldWithItsMedia() throws IOException {
    PlainSweep.Result result = sweep("whole", traffic.all());
    assertThat(result.rows(Tables.SIP)).hasSize(7);
    assertThat(result.rows(Tables.CALLS)).hasSize(1);
    CallRow call = result.rows(Tables.CALLS).get(0);
    assertThat(call.getState()).isEqualTo("ended");
    assertThat(call.getUriUser()).isEqualTo("+4930123456");
    assertThat(call.getCallerIp()).isEqualTo("192.0.2.1");
    assertThat(call.getPostDialUs()).isEqualTo(100_000);
    assertThat(call.getRingUs()).isEqualTo(1_900_000);
    assertThat(call.getDurationUs()).isEqualTo(10_600_000);
    assertThat(call.getEndRule()).isEqualTo("bye");
    assertThat(call.getEndedBy()).isEqualTo("caller");
    assertThat(call.getRtpStreams()).isEqualTo(2);
    assertThat(call.getRtpPackets()).isEqualTo(497 + 6 + 500);
    assertThat(call.getRtpLost()).isEqualTo(3);
    assertThat(call.getDtmf()).isEqualTo("42");
    assertThat(call.getCodecs()).containsExactly("PCMU");
    assertThat(call.getFlows()).hasSize(2);
    assertThat(call.getSrtp()).isEqualTo("none");
  }

  @Test
  void lossCopiesAndLatePacketsAreApartAndNumbersWrap() throws IOException {
    List<RtpRow> streams = sweep("whole", traffic.all()).rows(Tables.RTP);
    RtpRow caller = stream(streams, "0a0b0c0d");
    assertThat(caller.getIsOrig()).isTrue();
    assertThat(caller.getMatch()).isEqualTo("dst");
    assertThat(caller.getCallId()).isEqualTo("call-1");
    assertThat(caller.getPackets()).isEqualTo(503);
    assertThat(caller.getExpected()).isEqualTo(506);
    assertThat(caller.getLost()).isEqualTo(3);
    assertThat(caller.getDuplicates()).isEqualTo(2);
    assertThat(caller.getReordered()).isEqualTo(1);
    assertThat(caller.getMaxGap()).isEqualTo(2);
    assertThat(caller.getRestarts()).isZero();
    assertThat(caller.getPacketUs()).isEqualTo(20_000);
    assertThat(caller.getDtmf())
        .extracting(RtpDtmfRow::getDigit, RtpDtmfRow::getDurationMs, RtpDtmfRow::getPackets)
        .containsExactly(tuple("4", 100.0, 3), tuple("2", 100.0, 3));
    RtpRow callee = stream(streams, "01020304");
    assertThat(callee.getLost()).isZero();
    assertThat(callee.getJitterMaxMs()).isCloseTo(0, within(1e-6));
    assertThat(callee.getClockRate()).isEqualTo(8000);
    assertThat(callee.getClockRateMeasured()).isCloseTo(8000, within(1e-6));
    assertThat(callee.getMos()).isCloseTo(4.41, within(0.01));
    assertThat(callee.getPayloadBytes()).isEqualTo(500 * 160);
  }

  private static RtpRow stream(List<RtpRow> streams, String ssrc) {
    return streams.stream().filter(row -> row.getSsrc().equals(ssrc)).findFirst().orElseThrow();
  }

  @Test
  void signallingAndMediaMayLieInTwoFilesInAnyOrder() throws IOException {
    List<String> expected = rows(sweep("whole", traffic.all()));
    assertThat(rows(sweep("sip-first", traffic.signalling(), traffic.media()))).isEqualTo(expected);
    assertThat(rows(sweep("rtp-first", traffic.media(), traffic.signalling()))).isEqualTo(expected);
  }

  @Test
  void aCutAnywhereDoesNotShow() throws IOException {
    List<String> expected = rows(sweep("whole", traffic.all()));
    int count = traffic.count();
    for (int cut : new int[] {1, 4, 7, count / 3, count / 2, count - 1}) {
      byte[] begin = traffic.part(0, cut);
      byte[] end = traffic.part(cut, count);
      assertThat(rows(sweep("cut" + cut, end, begin))).as("cut at %d", cut).isEqualTo(expected);
    }
  }

  @Test
  void mediaAloneIsACallOfItsOwn() throws IOException {
    PlainSweep.Result result = sweep("media", traffic.media());
    assertThat(result.rows(Tables.RTP)).extracting(RtpRow::getCallId).containsOnlyNulls();
    assertThat(result.rows(Tables.CALLS)).extracting(CallRow::getKind).containsExactly("rtp_only");
    CallRow call = result.rows(Tables.CALLS).get(0);
    assertThat(call.getCallId()).startsWith("rtp-");
    assertThat(call.getRtpStreams()).isEqualTo(2);
    assertThat(call.getCodecs()).containsExactly("PCMU");
    assertThat(call.getDtmf()).isEqualTo("42");
  }

  @Test
  void twoPacketsAreAStreamOnlyWhereSdpNamesTheirEndpoint() throws IOException {
    byte[] begin = traffic.part(0, 8);
    assertThat(sweep("described", begin).rows(Tables.RTP))
        .extracting(RtpRow::getCallId)
        .containsOnly("call-1")
        .hasSize(2);
    PlainSweep.Result alone = sweep("alone", traffic.part(5, 8));
    assertThat(alone.rows(Tables.RTP)).isEmpty();
    assertThat(alone.rows(Tables.CALLS)).isEmpty();
  }

  /** All rows of the four tables, as text. */
  private static List<String> rows(PlainSweep.Result result) {
    List<String> rows = new ArrayList<>();
    result.rows(Tables.CALLS).forEach(row -> rows.add(row.toString()));
    result.rows(Tables.RTP).forEach(row -> rows.add(row.toString()));
    result.rows(Tables.CALL_LINKS).forEach(row -> rows.add(row.toString()));
    for (SipRow row : result.rows(Tables.SIP)) {
      rows.add(row.toString());
    }
    rows.sort(null);
    assertThat(rows).hasSize(10);
    return rows;
  }

  private PlainSweep.Result sweep(String name, byte[]... captures) throws IOException {
    Path input = Files.createDirectories(folder.resolve(name));
    Path[] files = new Path[captures.length];
    for (int i = 0; i < captures.length; i++) {
      files[i] = Files.write(input.resolve(i + ".pcap"), captures[i]);
    }
    return PlainSweep.of(files).run();
  }
}
