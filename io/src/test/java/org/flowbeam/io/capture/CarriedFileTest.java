package org.flowbeam.io.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.capture.PcapngBuilder;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Captures that travel in packets, and what looks like them: files behind records cut off. */
class CarriedFileTest {
  private static final int HEADER = 24;
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final long START = PcapBuilder.START_NANOS;

  private static PcapBuilder pcap(boolean nanoseconds, ByteOrder order) {
    return nanoseconds ? PcapBuilder.nanoseconds(order) : PcapBuilder.microseconds(order);
  }

  private static Stream<PcapBuilder> empty() {
    return Stream.of(true, false)
        .flatMap(nanos -> Stream.of(LITTLE_ENDIAN, BIG_ENDIAN).map(order -> pcap(nanos, order)));
  }

  /** A capture of each kind, and the file header of each kind. */
  static Stream<List<PcapBuilder>> pairs() {
    return empty().flatMap(carrier -> empty().map(carried -> List.of(carrier, carried)));
  }

  private static byte[] frame(int length) {
    byte[] frame = new byte[length];
    Arrays.fill(frame, (byte) 0x45);
    return frame;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] behindHeaders(byte[] payload) {
    return join(frame(42), payload);
  }

  private static void assertWhole(PcapBuilder b) {
    assertThat(Seen.all(b.bytes())).extracting(Seen::offset).isEqualTo(b.offsets());
    assertThat(Seen.one(b.bytes()).status()).isEqualTo(SourceStatus.OK);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aFileHeaderAtTheEndOfAPayloadIsPayload(List<PcapBuilder> kinds) {
    PcapBuilder carrier = kinds.get(0);
    carrier.packet(behindHeaders(kinds.get(1).bytes()));
    for (int i = 0; i < 6; i++) {
      carrier.packet(frame(60));
      assertWhole(carrier);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aWholeFileInAPacketBeforeALongPauseIsPayload(List<PcapBuilder> kinds) {
    PcapBuilder carrier = kinds.get(0);
    byte[] carried = kinds.get(1).packet(frame(60)).packet(frame(70)).packet(frame(80)).bytes();
    carrier.packet(START + SECOND, behindHeaders(carried));
    carrier.startingAt(START + 10 * DAY);
    for (int i = 0; i < 6; i++) {
      carrier.packet(frame(60));
      assertWhole(carrier);
    }
  }

  @Test
  void packetsSlightlyOutOfOrderBehindAFileHeaderChangeNothing() {
    byte[] payload = behindHeaders(PcapBuilder.pcap().bytes());
    assertWhole(
        PcapBuilder.pcap()
            .packet(START, payload)
            .packet(START - 2_000_000, frame(60))
            .packet(START + 1_000_000, frame(60)));
  }

  @Test
  void aFileHeaderAtTheEndOfAPayloadInAPcapngIsPayload() {
    PcapngBuilder ng = PcapngBuilder.pcapng().section(LITTLE_ENDIAN).networkInterface(1, 0);
    ng.enhanced(0, 1, behindHeaders(PcapBuilder.pcap().bytes()));
    ng.enhanced(0, 2, frame(60));
    assertThat(Seen.all(ng.bytes())).extracting(Seen::offset).isEqualTo(ng.offsets());
    assertThat(Seen.one(ng.bytes()).status()).isEqualTo(SourceStatus.OK);
  }

  /** A first file without the last {@code missing} bytes of its second packet, then another. */
  private static byte[] cutAndContinued(PcapBuilder first, int missing, byte[] second) {
    byte[] whole = first.packet(frame(60)).packet(frame(1400)).bytes();
    return join(Arrays.copyOf(whole, whole.length - missing), second);
  }

  private static byte[] fourPackets(PcapBuilder b, long startNanos) {
    b.startingAt(startNanos);
    for (int i = 0; i < 4; i++) {
      b.packet(frame(60));
    }
    return b.bytes();
  }

  private static void assertRecovered(byte[] file) {
    assertThat(Seen.all(file)).as("one of the first file, four of the second").hasSize(5);
    assertThat(Seen.one(file).status()).isEqualTo(SourceStatus.RECOVERED);
  }

  @Test
  void aLaterFileWhoseHeaderFillsTheCutRecordIsReadWhenItsTimesAreOfAnotherKind() {
    long later = START + SECOND + 7_000_000;
    for (ByteOrder order : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
      byte[] micro = fourPackets(pcap(false, order), later);
      byte[] nano = fourPackets(pcap(true, order), later);
      assertRecovered(cutAndContinued(pcap(true, order), HEADER, micro));
      assertRecovered(cutAndContinued(pcap(false, order), HEADER, nano));
    }
  }

  @Test
  void anEarlierFileWhoseHeaderFillsTheCutRecordIsRead() {
    byte[] second = fourPackets(PcapBuilder.pcap(), START - SECOND);
    assertRecovered(cutAndContinued(PcapBuilder.pcap(), HEADER, second));
  }

  @Test
  void aFileOfAnotherDayWhoseRecordEndsWithTheCutOneIsRead() {
    int record = 16 + 60;
    for (int day : new int[] {-2, 2}) {
      byte[] second = fourPackets(PcapBuilder.pcap(), START + day * DAY);
      assertRecovered(cutAndContinued(PcapBuilder.pcap(), HEADER + 2 * record, second));
    }
  }
}
