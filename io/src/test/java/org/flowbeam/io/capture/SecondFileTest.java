package org.flowbeam.io.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.capture.PcapngBuilder;
import org.flowbeam.fixtures.capture.PcapngBuilder.Option;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Captures that somebody put one behind the other in one file. */
class SecondFileTest {
  private static final int PACKETS = 6;
  private static final Map<String, byte[]> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("micro", pcap(PcapBuilder.microseconds(LITTLE_ENDIAN)));
    KINDS.put("micro-big", pcap(PcapBuilder.microseconds(BIG_ENDIAN)));
    KINDS.put("nano", pcap(PcapBuilder.nanoseconds(LITTLE_ENDIAN)));
    KINDS.put("nano-big", pcap(PcapBuilder.nanoseconds(BIG_ENDIAN)));
    KINDS.put("modified", pcap(PcapBuilder.modified(LITTLE_ENDIAN)));
    KINDS.put("modified-big", pcap(PcapBuilder.modified(BIG_ENDIAN)));
    KINDS.put("raw-ip", pcap(PcapBuilder.pcap().linkType(PcapBuilder.RAW)));
    KINDS.put("other-snaplen", pcap(PcapBuilder.pcap().snaplen(96)));
    KINDS.put("old", pcap(PcapBuilder.pcap().version(2, 2)));
    KINDS.put("pcapng", pcapng(LITTLE_ENDIAN, 6));
    KINDS.put("pcapng-big", pcapng(BIG_ENDIAN, 9));
  }

  private static byte[] frame(int number) {
    byte[] frame = new byte[40 + number];
    new SplittableRandom(number).nextBytes(frame);
    return frame;
  }

  private static byte[] pcap(PcapBuilder b) {
    for (int i = 0; i < PACKETS; i++) {
      b.packet(PcapBuilder.START_NANOS + i * 123_456_000L, frame(i));
    }
    return b.bytes();
  }

  private static byte[] pcapng(ByteOrder order, int resolution) {
    PcapngBuilder b =
        PcapngBuilder.pcapng()
            .section(order)
            .networkInterface(1, 0, Option.timeResolution(resolution));
    long ticks = PcapBuilder.START_NANOS / (resolution == 9 ? 1 : 1000);
    for (int i = 0; i < PACKETS; i++) {
      b.enhanced(0, ticks + i, frame(i));
    }
    return b.bytes();
  }

  static Stream<List<String>> pairs() {
    return KINDS.keySet().stream()
        .flatMap(first -> KINDS.keySet().stream().map(second -> List.of(first, second)));
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** What does not depend on where in a file a record lies. */
  private record Packet(long timeNanos, int linkType, int originalLength, String data) {
    static List<Packet> of(byte[] file) {
      return Seen.all(file).stream()
          .map(s -> new Packet(s.timeNanos(), s.linkType(), s.originalLength(), s.data()))
          .toList();
    }

    static List<Packet> of(byte[]... files) {
      List<Packet> all = new ArrayList<>();
      for (byte[] file : files) {
        all.addAll(of(file));
      }
      return all;
    }
  }

  private static byte[] kind(String name) {
    return KINDS.getOrDefault(name, new byte[0]);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void everyKindOfFileBehindEveryOtherIsRead(List<String> names) {
    byte[] first = kind(names.get(0));
    byte[] second = kind(names.get(1));
    byte[] file = join(first, second);
    assertThat(Packet.of(file)).hasSize(2 * PACKETS).isEqualTo(Packet.of(first, second));
    SourceInfo source = Seen.one(file);
    assertThat(source.format()).isEqualTo(Seen.one(first).format());
    assertThat(source.interfaces()).hasSize(2);
    if (names.stream().allMatch(name -> name.startsWith("pcapng"))) {
      assertThat(source.status()).as("sections are part of the format").isEqualTo(SourceStatus.OK);
      return;
    }
    assertThat(source.status()).isEqualTo(SourceStatus.RECOVERED);
    assertThat(source.error())
        .startsWith("a second file header (pcap")
        .endsWith(", at offset " + first.length);
    assertThat(source.skippedBytes()).isEqualTo(names.get(1).startsWith("pcapng") ? 0 : 24);
    assertThat(source.damages())
        .extracting(Damage::kind)
        .containsExactly(Damage.SECOND_FILE_HEADER);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void slicesOfSuchFilesReadAsTheWhole(List<String> names) {
    byte[] file = join(kind(names.get(0)), kind(names.get(1)), kind("nano"));
    List<Seen> whole = Seen.all(file);
    MemoryFile memory = MemoryFile.of(file);
    for (int size = 1; size <= file.length; size = size + 1 + size / 7) {
      List<SourceInfo> sliced = CaptureFiles.inspect(memory, new InspectOptions(size, true));
      assertThat(Seen.all(memory, sliced)).as("slices of %d bytes", size).isEqualTo(whole);
    }
  }

  /** A capture that was cut off in a record, whose length then leads into the file behind it. */
  @ParameterizedTest
  @MethodSource("pairs")
  void aFileBehindOneThatWasCutOffIsReadFromItsFirstPacket(List<String> names) {
    byte[] first = kind(names.get(0));
    byte[] second = kind(names.get(1));
    List<Packet> ofFirst = Packet.of(first);
    for (int length = first.length - 1; length > first.length - 150; length--) {
      byte[] cut = Arrays.copyOf(first, length);
      List<Packet> expected = new ArrayList<>(ofFirst.subList(0, Seen.all(cut).size()));
      expected.addAll(Packet.of(second));
      byte[] file = join(cut, second);
      assertThat(Packet.of(file)).as("cut to %d bytes", length).isEqualTo(expected);
      boolean sections = names.stream().allMatch(name -> name.startsWith("pcapng"));
      boolean whole = Seen.one(cut).status() == SourceStatus.OK;
      assertThat(Seen.one(file).status())
          .isEqualTo(sections && whole ? SourceStatus.OK : SourceStatus.RECOVERED);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aSecondFileThatEndsAnywhereGivesItsWholePackets(List<String> names) {
    byte[] first = kind(names.get(0));
    byte[] second = kind(names.get(1));
    for (int length = 1; length < second.length; length++) {
      byte[] cut = Arrays.copyOf(second, length);
      byte[] file = join(first, cut);
      List<Packet> expected = new ArrayList<>(Packet.of(first));
      expected.addAll(Packet.of(cut));
      assertThat(Packet.of(file)).as("%d bytes", length).isEqualTo(expected);
    }
  }

  @Test
  void manyFilesOfAllKindsAreOneSource() {
    byte[][] parts = KINDS.values().toArray(byte[][]::new);
    byte[] file = join(parts);
    assertThat(Packet.of(file)).isEqualTo(Packet.of(parts));
    SourceInfo source = Seen.one(file);
    assertThat(source.timeResolution()).isEqualTo("mixed");
    assertThat(source.linkTypes()).containsExactly(1, 101);
    assertThat(source.interfaces())
        .extracting(CaptureInterface::id)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void headersWithoutPacketsAreNoPackets() {
    byte[] empty = PcapBuilder.nanoseconds(BIG_ENDIAN).bytes();
    byte[] micro = kind("micro");
    assertThat(Packet.of(join(micro, empty, empty, micro, empty)))
        .isEqualTo(Packet.of(micro, micro));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aHeaderWithoutPacketsInFrontOfEveryKindIsNoPacket(List<String> names) {
    byte[] first = kind(names.get(0));
    byte[] second = kind(names.get(1));
    for (PcapBuilder b : List.of(PcapBuilder.pcap(), PcapBuilder.modified(BIG_ENDIAN))) {
      byte[] empty = b.bytes();
      for (byte[] file : List.of(join(first, empty, second), join(first, empty, empty, second))) {
        assertThat(Packet.of(file)).isEqualTo(Packet.of(first, second));
        assertThat(Seen.one(file).damages())
            .extracting(Damage::kind)
            .containsOnly(Damage.SECOND_FILE_HEADER);
      }
    }
  }

  @Test
  void aTimeZoneInTheSecondHeaderDoesNotHideIt() {
    byte[] second = kind("nano").clone();
    second[8] = 0x10;
    second[9] = 0x0e; // 3600 seconds
    assertThat(Packet.of(join(kind("micro"), second))).isEqualTo(Packet.of(kind("micro"), second));
  }

  /** A download of captures: what lies in packets is not in the file. */
  @ParameterizedTest
  @MethodSource("pairs")
  void aFileInsideOfPacketsIsPayload(List<String> names) {
    byte[] carried = join(kind(names.get(1)), kind(names.get(1)));
    PcapBuilder b = PcapBuilder.nanoseconds(LITTLE_ENDIAN);
    PcapngBuilder ng = PcapngBuilder.pcapng().section(LITTLE_ENDIAN).networkInterface(1, 0);
    for (int at = 0; at < carried.length; at += 500) {
      byte[] part = Arrays.copyOfRange(carried, at, Math.min(carried.length, at + 500));
      b.packet(part);
      ng.enhanced(0, at, part);
    }
    b.record(1, 0x7fffffff, 3, 2, new byte[] {1, 2, 3}); // odd, but whole
    for (int i = 0; i < 4; i++) {
      b.packet(frame(i));
    }
    assertThat(Seen.all(b.bytes())).extracting(Seen::offset).isEqualTo(b.offsets());
    assertThat(Seen.all(ng.bytes())).extracting(Seen::offset).isEqualTo(ng.offsets());
    byte[] cut = Arrays.copyOf(b.bytes(), (int) (long) b.offsets().get(0) + 400);
    assertThat(Seen.all(cut)).isEmpty();
  }
}
