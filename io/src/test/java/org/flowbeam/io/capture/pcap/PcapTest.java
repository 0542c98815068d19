package org.flowbeam.io.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.fixtures.capture.PcapBuilder.START_NANOS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.io.capture.Seen;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapTest {
  private static final byte[] FRAME = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");

  private static byte[] frame(int length) {
    byte[] frame = new byte[length];
    Arrays.fill(frame, (byte) 0xaa);
    return frame;
  }

  /** Twenty packets of 40 bytes each, a second apart. */
  private static PcapBuilder twenty() {
    PcapBuilder b = PcapBuilder.pcap();
    for (int i = 0; i < 20; i++) {
      b.packet(START_NANOS + i * 1_000_000_000L, frame(40));
    }
    return b;
  }

  @Test
  void aHandSpelledCaptureIsUnderstood() {
    byte[] file =
        HexFormat.of()
            .parseHex(
                "d4c3b2a1" // magic, little-endian, microseconds
                    + "02000400" // version 2.4
                    + "0000000000000000" // zone, accuracy
                    + "60000000" // snaplen 96
                    + "01000000" // Ethernet
                    + "01000000" // second 1
                    + "02000000" // microsecond 2
                    + "03000000" // 3 bytes captured
                    + "05000000" // of 5
                    + "aabbcc");
    SourceInfo source = Seen.one(file);
    assertThat(source.status()).isEqualTo(SourceStatus.OK);
    assertThat(source.format()).isEqualTo("pcap");
    assertThat(source.byteOrder()).isEqualTo("little");
    assertThat(source.timeResolution()).isEqualTo("us");
    assertThat(source.snaplen()).isEqualTo(96);
    assertThat(source.linkTypes()).containsExactly(1);
    assertThat(source.interfaces()).containsExactly(new CaptureInterface(0, null, null, 1, 96));
    assertThat(source.capturedBytes()).isEqualTo(3);
    assertThat(source.wireBytes()).isEqualTo(5);
    assertThat(source.snappedPackets()).isEqualTo(1);
    assertThat(source.firstTimeNanos()).isEqualTo(1_000_002_000L);
    assertThat(source.lastTimeNanos()).isEqualTo(1_000_002_000L);
    assertThat(source.sizeBytes()).isEqualTo(file.length);
    assertThat(Seen.all(file))
        .containsExactly(new Seen(null, 24, 1_000_002_000L, 0, 1, 0, 0, 5, "aabbcc"));
  }

  @ParameterizedTest
  @CsvSource({"LITTLE_ENDIAN, little", "BIG_ENDIAN, big"})
  void allMagicsOfBothByteOrdersAreRead(String order, String name) {
    ByteOrder byteOrder =
        order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    long time = START_NANOS + 123_456_789;
    byte[] micros = PcapBuilder.microseconds(byteOrder).packet(time, FRAME).bytes();
    byte[] nanos = PcapBuilder.nanoseconds(byteOrder).packet(time, FRAME).bytes();
    byte[] modified =
        PcapBuilder.modified(byteOrder).packet(time, FRAME).packet(time, FRAME).bytes();
    assertThat(Seen.all(micros)).extracting(Seen::timeNanos).containsExactly(time - 789);
    assertThat(Seen.all(nanos)).extracting(Seen::timeNanos).containsExactly(time);
    assertThat(Seen.all(modified)).extracting(Seen::offset).containsExactly(24L, 24L + 24 + 16);
    assertThat(Seen.all(modified)).extracting(Seen::tie).containsExactly(0, 1);
    assertThat(Seen.one(micros).byteOrder()).isEqualTo(name);
    assertThat(Seen.one(nanos).timeResolution()).isEqualTo("ns");
  }

  @ParameterizedTest
  @CsvSource({
    "2,1,true",
    "2,2,true",
    "2,3,true",
    "543,0,true",
    "2,4,false",
    "2,5,false",
    "1,4,false"
  })
  void oldVersionsWriteTheOriginalLengthFirst(int major, int minor, boolean swapped) {
    byte[] data = {1, 2};
    byte[] file =
        PcapBuilder.pcap()
            .version(major, minor)
            .record(1, 0, swapped ? 9 : 2, swapped ? 2 : 9, data)
            .bytes();
    assertThat(Seen.all(file))
        .containsExactly(new Seen(null, 24, 1_000_000_000L, 0, 1, 0, 0, 9, "0102"));
  }

  @Test
  void version23MayWriteTheCapturedLengthFirst() {
    byte[] file = PcapBuilder.pcap().version(2, 3).record(1, 0, 1, 9, new byte[] {7}).bytes();
    assertThat(Seen.all(file)).extracting(Seen::data).containsExactly("07");
  }

  @Test
  void frameCheckSequenceFlagsAreNotPartOfTheLinkType() {
    byte[] file = PcapBuilder.pcap().linkType(0x24000001).packet(FRAME).bytes();
    assertThat(Seen.one(file).linkTypes()).containsExactly(1);
  }

  @Test
  void secondsAreUnsignedAndOversizeFractionsCarry() {
    byte[] file = PcapBuilder.pcap().record(-1, -1, 1, 1, new byte[1]).bytes();
    assertThat(Seen.all(file))
        .extracting(Seen::timeNanos)
        .containsExactly(0xffffffffL * 1_000_000_000L + 0xffffffffL * 1000L);
  }

  @Test
  void tiesCountRecordsOfEqualTimeAlsoWhereTheClockStepsBack() {
    PcapBuilder b = PcapBuilder.pcap();
    for (int second : new int[] {5, 5, 5, 4, 5, 5}) {
      b.record(second, 0, 1, 1, new byte[1]);
    }
    assertThat(Seen.all(b.bytes())).extracting(Seen::tie).containsExactly(0, 1, 2, 0, 3, 4);
    assertThat(Seen.one(b.bytes()).outOfOrderPackets()).isEqualTo(1);
    assertThat(Seen.one(b.bytes()).firstTimeNanos()).isEqualTo(4_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource({"0", "10", "65535", "-1"})
  void recordsAboveTheSnapLengthAreKept(int snaplen) {
    byte[] file = PcapBuilder.pcap().snaplen(snaplen).packet(frame(70_000)).packet(FRAME).bytes();
    assertThat(Seen.one(file).status()).isEqualTo(SourceStatus.OK);
    assertThat(Seen.all(file)).hasSize(2);
  }

  @Test
  void everyPrefixGivesTheWholePackets() {
    byte[] whole = twenty().bytes();
    List<Seen> all = Seen.all(whole);
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      int packets = Math.max(0, length - 24) / 56;
      boolean cut = length >= 4 && (length < 24 || (length - 24) % 56 != 0);
      SourceInfo source = Seen.one(prefix);
      assertThat(Seen.all(prefix)).as("length %d", length).isEqualTo(all.subList(0, packets));
      assertThat(source.status())
          .as("length %d", length)
          .isEqualTo(
              length == 0
                  ? SourceStatus.EMPTY
                  : length < 4
                      ? SourceStatus.NOT_A_CAPTURE
                      : cut ? SourceStatus.TRUNCATED : SourceStatus.OK);
      assertThat(source.damages()).hasSize(cut ? 1 : 0);
    }
  }

  @Test
  void aWrongLengthCostsOnePacketAndSaysWhere() {
    for (int length : new int[] {-1, 0x7fffffff, 0x100001, 100_000, 41, 97}) {
      byte[] file = twenty().bytes();
      int header = 24 + 5 * 56;
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(header + 8, length);
      List<Seen> expected = new ArrayList<>(Seen.all(twenty().bytes()));
      expected.remove(5);
      assertThat(Seen.all(file)).as("length %d", length).isEqualTo(expected);
      SourceInfo source = Seen.one(file);
      assertThat(source.status()).isEqualTo(SourceStatus.RECOVERED);
      assertThat(source.skippedBytes()).isEqualTo(56);
      Damage damage = source.damages().get(0);
      assertThat(damage.kind()).isEqualTo(Damage.BAD_RECORD);
      assertThat(damage.offset()).isEqualTo(header);
      assertThat(damage.lengthBytes()).isEqualTo(56);
    }
  }

  @Test
  void garbageBetweenRecordsIsSkipped() {
    byte[] garbage = new byte[5000];
    new SplittableRandom(7).nextBytes(garbage);
    PcapBuilder b = twenty().raw(garbage);
    for (int i = 0; i < 4; i++) {
      b.packet(FRAME);
    }
    byte[] file = b.bytes();
    assertThat(Seen.all(file)).extracting(Seen::offset).isEqualTo(b.offsets());
    assertThat(Seen.one(file).skippedBytes()).isEqualTo(5000);
  }

  @Test
  void garbageToTheEndIsSkipped() {
    byte[] file = twenty().raw(frame(3000)).bytes();
    SourceInfo source = Seen.one(file);
    assertThat(source.packets()).isEqualTo(20);
    assertThat(source.status()).isEqualTo(SourceStatus.RECOVERED);
    assertThat(source.skippedBytes()).isEqualTo(3000);
    assertThat(source.error()).contains("at offset " + (24 + 20 * 56));
  }

  @Test
  void preallocatedZerosAreNoPackets() {
    SourceInfo source = Seen.one(twenty().raw(new byte[100_000]).bytes());
    assertThat(source.packets()).isEqualTo(20);
    assertThat(source.skippedBytes()).isEqualTo(100_000);
  }

  @Test
  void aConcatenatedCaptureLosesItsFileHeaderOnly() {
    byte[] one = twenty().bytes();
    byte[] two = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    SourceInfo source = Seen.one(two);
    assertThat(source.packets()).isEqualTo(40);
    assertThat(source.skippedBytes()).isEqualTo(24);
  }

  @Test
  void numerousDamagesAreCountedInBoundedSpace() {
    PcapBuilder b = PcapBuilder.pcap();
    for (int i = 0; i < 300; i++) {
      for (int k = 0; k < 4; k++) {
        b.packet(FRAME);
      }
      b.raw(frame(20));
    }
    SourceInfo source = Seen.one(b.bytes());
    assertThat(source.packets()).isEqualTo(1200);
    assertThat(source.damages()).hasSize(DamageLog.MAX_PLACES_PER_KIND);
    assertThat(source.damages().stream().mapToLong(Damage::count).sum()).isEqualTo(300);
    assertThat(source.damages().stream().mapToLong(Damage::lengthBytes).sum()).isEqualTo(6000);
  }
}
