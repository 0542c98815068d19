package org.flowbeam.io.capture.pcapng;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.flowbeam.fixtures.capture.PcapngBuilder.pcapng;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.fixtures.capture.PcapngBuilder;
import org.flowbeam.fixtures.capture.PcapngBuilder.Option;
import org.flowbeam.io.capture.Seen;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.record.BlockPlace;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngTest {
  private static final byte[] FRAME = HexFormat.of().parseHex("0011223344556677889900");

  /** Ten packets on one interface, a second apart. */
  private static PcapngBuilder ten() {
    PcapngBuilder b = pcapng().section(LITTLE_ENDIAN).networkInterface(1, 65535);
    for (int i = 0; i < 10; i++) {
      b.enhanced(0, i * 1_000_000L, FRAME);
    }
    return b;
  }

  private static Option flags(ByteOrder order, int bits) {
    return new Option(2, ByteBuffer.allocate(4).order(order).putInt(bits).array());
  }

  @Test
  void aHandSpelledCaptureIsUnderstood() {
    byte[] file =
        HexFormat.of()
            .parseHex(
                "0a0d0d0a" // section header
                    + "0000001c" // of 28 bytes
                    + "1a2b3c4d" // big-endian
                    + "00010000" // version 1.0
                    + "ffffffffffffffff" // section of unknown length
                    + "0000001c"
                    + "00000001" // interface
                    + "00000014" // of 20 bytes
                    + "00710000" // link type 113
                    + "00000008" // snaplen 8
                    + "00000014"
                    + "00000006" // enhanced packet
                    + "00000024" // of 36 bytes
                    + "00000000" // interface 0
                    + "00000000000f4241" // 1,000,001 microseconds
                    + "00000002" // 2 bytes captured
                    + "00000003" // of 3
                    + "aabb0000" // padded
                    + "00000024");
    SourceInfo source = Seen.one(file);
    assertThat(source.status()).isEqualTo(SourceStatus.OK);
    assertThat(source.format()).isEqualTo("pcapng");
    assertThat(source.byteOrder()).isEqualTo("big");
    assertThat(source.timeResolution()).isEqualTo("us");
    assertThat(source.snaplen()).isEqualTo(8);
    assertThat(source.linkTypes()).containsExactly(113);
    assertThat(Seen.all(file))
        .containsExactly(new Seen(null, 48, 1_000_001_000L, 0, 113, 0, 0, 3, "aabb"));
  }

  @Test
  void sectionsOfEitherByteOrderFollowEachOther() {
    byte[] file =
        pcapng()
            .section(LITTLE_ENDIAN, Option.text(2, "box"), Option.text(3, "Linux"))
            .networkInterface(1, 100, Option.text(2, "eth0"), Option.text(3, "uplink"))
            .networkInterface(101, 200, Option.timeResolution(9))
            .enhanced(1, 5, FRAME)
            .section(BIG_ENDIAN, Option.text(4, "dumpcap"), Option.comment("seen"))
            .networkInterface(113, 300, Option.timeOffset(BIG_ENDIAN, 10))
            .enhanced(0, 7, FRAME, flags(BIG_ENDIAN, 2))
            .bytes();
    SourceInfo source = Seen.one(file);
    assertThat(source.interfaces())
        .containsExactly(
            new CaptureInterface(0, "eth0", "uplink", 1, 100),
            new CaptureInterface(1, null, null, 101, 200),
            new CaptureInterface(2, null, null, 113, 300));
    assertThat(source.captureHardware()).isEqualTo("box");
    assertThat(source.captureOs()).isEqualTo("Linux");
    assertThat(source.captureApplication()).isEqualTo("dumpcap");
    assertThat(source.comment()).isEqualTo("seen");
    assertThat(source.byteOrder()).isEqualTo("little");
    assertThat(source.timeResolution()).isEqualTo("mixed");
    assertThat(source.linkTypes()).containsExactly(1, 101, 113);
    List<Seen> seen = Seen.all(file);
    assertThat(seen).extracting(Seen::interfaceId).containsExactly(1, 2);
    assertThat(seen).extracting(Seen::linkType).containsExactly(101, 113);
    assertThat(seen).extracting(Seen::timeNanos).containsExactly(5L, 10_000_007_000L);
    assertThat(seen).extracting(Seen::direction).containsExactly(0, CaptureRecord.DIRECTION_OUT);
  }

  @Test
  void packetFlagsTellTheDirection() {
    byte[] file =
        pcapng()
            .section(LITTLE_ENDIAN)
            .networkInterface(1, 0)
            .enhanced(0, 1, FRAME, Option.comment("x"), flags(LITTLE_ENDIAN, 1))
            .enhanced(0, 1, FRAME, flags(LITTLE_ENDIAN, 2))
            .enhanced(0, 1, FRAME, flags(LITTLE_ENDIAN, 3))
            .enhanced(0, 1, FRAME, flags(LITTLE_ENDIAN, 4))
            .bytes();
    assertThat(Seen.all(file)).extracting(Seen::direction).containsExactly(1, 2, 0, 0);
  }

  @Test
  void simplePacketsTakeTheTimeBeforeThemInTheirSection() {
    byte[] file =
        pcapng()
            .section(LITTLE_ENDIAN)
            .networkInterface(1, 4)
            .simple(new byte[] {1, 2, 3, 4}, 60)
            .enhanced(0, 9, FRAME)
            .simple(new byte[] {1, 2}, 2)
            .section(LITTLE_ENDIAN)
            .networkInterface(1, 0)
            .simple(new byte[] {5, 6, 7, 8}, 4)
            .bytes();
    List<Seen> seen = Seen.all(file);
    assertThat(seen).extracting(Seen::timeNanos).containsExactly(0L, 9000L, 9000L, 0L);
    assertThat(seen).extracting(Seen::tie).containsExactly(0, 0, 1, 1);
    assertThat(seen).extracting(Seen::originalLength).containsExactly(60, 11, 2, 4);
    assertThat(seen.get(2).data()).isEqualTo("0102");
    Damage damage = Seen.one(file).damages().get(0);
    assertThat(damage.kind()).isEqualTo(Damage.NO_TIMESTAMP);
    assertThat(damage.count()).isEqualTo(3);
    assertThat(Seen.one(file).status()).isEqualTo(SourceStatus.OK);
  }

  @Test
  void obsoletePacketBlocksAreRead() {
    byte[] file =
        pcapng()
            .section(BIG_ENDIAN)
            .networkInterface(1, 0)
            .networkInterface(101, 0)
            .obsolete(1, 77, 3, FRAME)
            .bytes();
    assertThat(Seen.all(file)).extracting(Seen::linkType).containsExactly(101);
    assertThat(Seen.all(file)).extracting(Seen::timeNanos).containsExactly(3000L);
  }

  @Test
  void otherBlocksStayReachable() {
    byte[] file =
        pcapng()
            .section(LITTLE_ENDIAN)
            .networkInterface(1, 0)
            .nameResolution("10.0.0.1", "host")
            .tlsSecrets("CLIENT_RANDOM 00 11")
            .enhanced(0, 3, FRAME)
            .interfaceStatistics(0, 4)
            .block(0xbad, new byte[8])
            .block(0x1234567, new byte[0])
            .bytes();
    SourceInfo source = Seen.one(file);
    assertThat(source.status()).isEqualTo(SourceStatus.OK);
    assertThat(source.blocks())
        .extracting(BlockPlace::type)
        .containsExactly(4, 10, 5, 0xbad, 0x1234567);
    BlockPlace secrets = source.blocks().get(1);
    String block =
        new String(
            file, (int) secrets.offset(), (int) secrets.lengthBytes(), StandardCharsets.US_ASCII);
    assertThat(block).contains("CLIENT_RANDOM");
  }

  @Test
  void manyOtherBlocksAreCounted() {
    PcapngBuilder b = pcapng().section(LITTLE_ENDIAN).networkInterface(1, 0);
    for (int i = 0; i < 1003; i++) {
      b.block(0xbad, new byte[4]);
    }
    assertThat(Seen.one(b.bytes()).blocks()).hasSize(1000);
    assertThat(Seen.one(b.bytes()).blocksOmitted()).isEqualTo(3);
  }

  @Test
  void aPacketOfAnUnknownInterfaceIsKeptWithoutLinkType() {
    byte[] file =
        pcapng().section(LITTLE_ENDIAN).networkInterface(1, 0).enhanced(5, 3, FRAME).bytes();
    assertThat(Seen.all(file)).extracting(Seen::linkType).containsExactly(-1);
    assertThat(Seen.all(file)).extracting(Seen::interfaceId).containsExactly(-1);
    assertThat(Seen.one(file).damages().get(0).kind()).isEqualTo(Damage.UNKNOWN_INTERFACE);
  }

  @Test
  void timesOutsideOfNanosecondsSaturate() {
    byte[] file =
        pcapng()
            .section(LITTLE_ENDIAN)
            .networkInterface(1, 0, Option.timeResolution(0))
            .enhanced(0, -1, FRAME)
            .bytes();
    assertThat(Seen.all(file)).extracting(Seen::timeNanos).containsExactly(Long.MAX_VALUE);
    assertThat(Seen.one(file).damages().get(0).kind()).isEqualTo(Damage.BAD_TIMESTAMP);
  }

  @Test
  void everyPrefixGivesTheWholePackets() {
    PcapngBuilder builder = ten();
    byte[] whole = builder.bytes();
    List<Seen> all = Seen.all(whole);
    List<Long> ends = new ArrayList<>(builder.offsets().subList(1, 10));
    ends.add((long) whole.length);
    for (int length = 12; length < whole.length; length++) {
      int cut = length;
      int packets = (int) ends.stream().filter(end -> end <= cut).count();
      byte[] prefix = Arrays.copyOf(whole, length);
      boolean atBlock = length == 28 || length == 48 || ends.contains((long) length);
      assertThat(Seen.all(prefix)).as("length %d", length).isEqualTo(all.subList(0, packets));
      assertThat(Seen.one(prefix).status())
          .as("length %d", length)
          .isEqualTo(atBlock ? SourceStatus.OK : SourceStatus.TRUNCATED);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 11, 13, 40, 48, 52, 1 << 20, 1 << 30, -1, -4})
  void aWrongBlockLengthCostsOnePacket(int length) {
    PcapngBuilder builder = ten();
    byte[] file = builder.bytes();
    List<Seen> expected = new ArrayList<>(Seen.all(file));
    expected.remove(4);
    int at = builder.offsets().get(4).intValue();
    ByteBuffer.wrap(file).order(LITTLE_ENDIAN).putInt(at + 4, length);
    assertThat(Seen.all(file)).isEqualTo(expected);
    SourceInfo source = Seen.one(file);
    assertThat(source.status()).isEqualTo(SourceStatus.RECOVERED);
    assertThat(source.skippedBytes()).isEqualTo(44);
    assertThat(source.damages().get(0).offset()).isEqualTo(at);
  }

  @Test
  void aPacketAboveOneMebibyteIsOneBadRecord() {
    byte[] file =
        pcapng()
            .section(LITTLE_ENDIAN)
            .networkInterface(1, 0)
            .enhanced(0, 1, FRAME)
            .enhanced(0, 2, new byte[(1 << 20) + 1])
            .enhanced(0, 3, new byte[1 << 20])
            .bytes();
    assertThat(Seen.all(file)).extracting(Seen::timeNanos).containsExactly(1000L, 3000L);
    assertThat(Seen.one(file).status()).isEqualTo(SourceStatus.RECOVERED);
  }

  @Test
  void garbageIsSkippedToTheNextBlock() {
    byte[] garbage = new byte[777];
    new SplittableRandom(3).nextBytes(garbage);
    PcapngBuilder b = ten().raw(garbage).enhanced(0, 1, FRAME).enhanced(0, 2, FRAME);
    assertThat(Seen.all(b.bytes())).extracting(Seen::offset).isEqualTo(b.offsets());
    assertThat(Seen.one(b.bytes()).skippedBytes()).isEqualTo(777);
  }

  @Test
  void largeBlocksArePassedInBoundedMemory() {
    byte[] file =
        pcapng()
            .section(LITTLE_ENDIAN)
            .networkInterface(1, 0)
            .block(0xbad, new byte[3 << 20])
            .enhanced(0, 2, FRAME)
            .bytes();
    SourceInfo source = Seen.one(file);
    assertThat(source.packets()).isEqualTo(1);
    assertThat(source.blocks()).hasSize(1);
    assertThat(source.status()).isEqualTo(SourceStatus.OK);
  }

  /** As a merge of thousands of captures has them. */
  @Test
  void packetsOfThousandsOfInterfacesAreReadAndThatNotAllAreListedIsSaid() {
    PcapngBuilder b = pcapng().section(LITTLE_ENDIAN);
    int count = 5000;
    for (int i = 0; i < count; i++) {
      b.networkInterface(i % 2 == 0 ? 1 : 101, 0, Option.timeResolution(i % 3 == 0 ? 9 : 6));
    }
    for (int i = 0; i < count; i++) {
      b.enhanced(i, 1000, FRAME);
    }
    byte[] file = b.section(LITTLE_ENDIAN).networkInterface(228, 0).enhanced(0, 1, FRAME).bytes();
    List<Seen> seen = Seen.all(file);
    for (int i = 0; i < count; i++) {
      assertThat(seen.get(i).interfaceId()).isEqualTo(i);
      assertThat(seen.get(i).linkType()).isEqualTo(i % 2 == 0 ? 1 : 101);
      assertThat(seen.get(i).timeNanos()).isEqualTo(i % 3 == 0 ? 1000 : 1_000_000);
    }
    assertThat(seen.get(count).interfaceId()).isEqualTo(count);
    assertThat(seen.get(count).linkType()).isEqualTo(228);
    SourceInfo source = Seen.one(file);
    assertThat(source.interfaces()).hasSize(CaptureDescription.MAX_INTERFACES);
    assertThat(source.status()).isEqualTo(SourceStatus.RECOVERED);
    assertThat(source.error()).isEqualTo("more than 4096 interfaces: the others are not listed");
    assertThat(source.damages())
        .extracting(Damage::kind, Damage::count)
        .containsExactly(tuple(Damage.INTERFACE_LIMIT, count + 1L - 4096));
  }

  @Test
  void interfacesBeyondTheBoundHaveNoLinkTypeAndThatIsSaid() {
    PcapngBuilder b = pcapng().section(LITTLE_ENDIAN);
    for (int i = 0; i <= PcapngInterfaces.MAX; i++) {
      b.networkInterface(1, 0);
    }
    byte[] file =
        b.enhanced(PcapngInterfaces.MAX - 1, 1, FRAME)
            .enhanced(PcapngInterfaces.MAX, 2, FRAME)
            .bytes();
    assertThat(Seen.all(file)).extracting(Seen::linkType).containsExactly(1, -1);
    assertThat(Seen.one(file).status()).isEqualTo(SourceStatus.RECOVERED);
    assertThat(Seen.one(file).error())
        .startsWith("more than 65536 interfaces in a section: packets of the others");
  }
}
