package org.flowbeam.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.rtp.RtpBytes.SSRC;
import static org.flowbeam.protocol.rtp.RtpBytes.after;
import static org.flowbeam.protocol.rtp.RtpBytes.audio;
import static org.flowbeam.protocol.rtp.RtpBytes.flow;
import static org.flowbeam.protocol.rtp.RtpBytes.joined;
import static org.flowbeam.protocol.rtp.RtpBytes.numbers;
import static org.flowbeam.protocol.rtp.RtpBytes.rtp;
import static org.flowbeam.protocol.rtp.RtpBytes.run;

import java.util.SplittableRandom;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.RtpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/** What is RTP: rule R, by packet and by flow. */
class RtpRuleTest {
  private final Bytes bytes = new Bytes();
  private final RtpPacket packet = new RtpPacket();

  private boolean reads(byte... bytes) {
    return packet.read(Bytes.of(bytes), bytes.length);
  }

  private static int streams(Script flow) {
    return joined(flow).rows(Tables.RTP).size();
  }

  @Test
  void aHeaderOfTwelveBytesIsAPacket() {
    assertThat(reads(rtp(0x80 | 8, 0xfffe, 0x80000001, SSRC))).isTrue();
    assertThat(packet.marker).isTrue();
    assertThat(packet.payloadType).isEqualTo(8);
    assertThat(packet.sequence).isEqualTo(0xfffe);
    assertThat(packet.timestamp).isEqualTo(0x80000001);
    assertThat(packet.ssrc).isEqualTo(SSRC);
    assertThat(packet.payloadBytes).isZero();
  }

  @Test
  void elevenBytesAreNone() {
    byte[] whole = rtp(0, 1, 1, SSRC);
    assertThat(packet.read(Bytes.of(whole).slice(0, 11), 11)).isFalse();
  }

  @Test
  void onlyVersionTwoIsRtp() {
    for (int version : new int[] {0, 1, 3}) {
      byte[] bytes = rtp(0, 1, 1, SSRC);
      bytes[0] = (byte) (version << 6);
      assertThat(reads(bytes)).as("version %d", version).isFalse();
    }
  }

  @Test
  void typesOfRtcpAreNoRtp() {
    for (int second = 0; second < 256; second++) {
      boolean expected = second < 192 || second > 223;
      assertThat(reads(rtp(second, 1, 1, SSRC))).as("second byte %d", second).isEqualTo(expected);
    }
  }

  @Test
  void contributorsMustFit() {
    byte[] bytes = rtp(0, 1, 1, SSRC, new byte[8]);
    bytes[0] = (byte) 0x82; // two CSRCs: eight bytes
    assertThat(reads(bytes)).isTrue();
    assertThat(packet.payloadBytes).isZero();
    bytes[0] = (byte) 0x83;
    assertThat(reads(bytes)).isFalse();
  }

  @Test
  void theExtensionMustFit() {
    byte[] extension = {(byte) 0xbe, (byte) 0xde, 0, 1, 0x10, 0, 0, 0, 42};
    byte[] bytes = rtp(0, 1, 1, SSRC, extension);
    bytes[0] = (byte) 0x90; // extension of one word
    assertThat(reads(bytes)).isTrue();
    assertThat(packet.payloadBytes).isEqualTo(1);
    bytes[15] = 2;
    assertThat(reads(bytes)).isFalse();
    bytes[14] = (byte) 0xff;
    assertThat(reads(bytes)).isFalse();
  }

  @Test
  void thePaddingMustFitUnlessItIsCutOff() {
    byte[] bytes = rtp(0, 1, 1, SSRC, (byte) 1, (byte) 0, (byte) 2);
    bytes[0] = (byte) 0xa0; // padding, its length in the last byte
    assertThat(reads(bytes)).isTrue();
    bytes[14] = 0;
    assertThat(reads(bytes)).isFalse();
    bytes[14] = 4;
    assertThat(reads(bytes)).isFalse();
    assertThat(packet.read(Bytes.of(bytes), bytes.length + 1)).isTrue();
  }

  @Test
  void threePacketsThatGoOnAreAStreamTwoAreNone() {
    assertThat(streams(numbers(1, 2, 3))).isEqualTo(1);
    assertThat(streams(numbers(1, 2))).isZero();
  }

  @Test
  void copiesDoNotMakeAStream() {
    assertThat(streams(numbers(1, 1, 2, 2, 1, 2))).isZero();
    assertThat(streams(numbers(1, 1, 2, 2, 3, 3))).isEqualTo(1);
  }

  @Test
  void fourOfFiveStepsMustGoOn() {
    assertThat(streams(numbers(1, 2, 3, 4, 5, 2000))).isEqualTo(1);
    assertThat(streams(numbers(1, 2, 3, 4, 1500, 3000))).isZero();
    assertThat(streams(numbers(1, 102, 203))).as("steps of 101").isZero();
    assertThat(streams(numbers(1, 101, 201))).as("steps of 100").isEqualTo(1);
  }

  @Test
  void aClockThatStandsForTenSecondsIsNone() {
    Script shorter = flow();
    Script longer = flow();
    for (int i = 0; i < 11; i++) {
      after(shorter, 999, audio(i, 7));
      after(longer, 1000, audio(i, 7));
    }
    assertThat(streams(shorter)).isEqualTo(1);
    assertThat(streams(longer)).isZero();
  }

  @Test
  void halfOfTheSidesOwnDatagramsMustBeOfStreams() {
    RtpSide side = new RtpSide();
    for (int i = 0; i < 3; i++) {
      assertThat(reads(audio(i, 160 * i))).isTrue();
      side.next(packet, 20 * RtpBytes.MILLI * i);
    }
    side.others = 3;
    assertThat(side.isRtp()).isTrue();
    side.others = 4;
    assertThat(side.isRtp()).isFalse();
  }

  @Test
  void eachSsrcIsAStreamOfItsOwn() {
    Script flow = flow();
    for (int i = 0; i < 3; i++) {
      flow.client(rtp(0, i, 160 * i, 1)).client(rtp(96, 900 + i, 3000 * i, 0xfffffffe));
      flow.server(rtp(8, 5 + i, 160 * i, 1));
    }
    assertThat(joined(flow).rows(Tables.RTP))
        .extracting(RtpRow::getSsrc)
        .containsExactlyInAnyOrder("00000001", "fffffffe", "00000001");
  }

  @Test
  void aMillionSsrcsAreCountedAndSixtyFourKept() {
    RtpSide side = new RtpSide();
    System.gc();
    long before = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    for (int i = 0; i < 1_000_000; i++) {
      assertThat(packet.read(bytes.wrap(rtp(0, i, 160 * i, i), 0, 12), 12)).isTrue();
      side.next(packet, RtpBytes.MILLI * i);
    }
    System.gc();
    long kept = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() - before;
    assertThat(side.beyond).isEqualTo(1_000_000 - RtpSide.MAX_STREAMS);
    assertThat(side.accepted()).isEmpty();
    assertThat(kept).isLessThan(8 << 20);
  }

  @Test
  void ssrcsBeyondThoseThatAreKeptAreSaid() {
    Script flow = flow();
    for (int i = 0; i < 1000; i++) {
      flow.client(rtp(0, i, 160 * i, i));
    }
    ParserRun run = run(flow);
    assertThat(run.anomalies).containsExactly("rtp_too_many_streams CLIENT -1");
    assertThat(run.summarize().rows(Tables.RTP)).isEmpty();
  }

  @Test
  void randomBytesAreNoRtpAndDoNoHarm() {
    long seed = 20261129;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      Script flow = flow();
      for (int i = 0; i < 50; i++) {
        byte[] bytes = new byte[1 + random.nextInt(80)];
        random.nextBytes(bytes);
        bytes[0] = (byte) (0x80 | (bytes[0] & 0x3f));
        flow.client(bytes);
      }
      assertThat(streams(flow)).as("seed %d, round %d", seed, round).isZero();
    }
  }
}
