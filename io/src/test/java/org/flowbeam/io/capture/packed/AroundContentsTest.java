package org.flowbeam.io.capture.packed;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.io.capture.Packed;
import org.flowbeam.io.capture.Seen;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies around captures in compressed files and archives: checksums, limits, tails. */
class AroundContentsTest {
  private static final byte[] GARBAGE = {7, 'g', 'a', 'r', 'b', 'a', 'g', 'e', '\n'};
  private static final byte[] NEW_LINE = {'\n'};

  private static byte[] pcap(int packets) {
    PcapBuilder b = PcapBuilder.pcap();
    for (int i = 0; i < packets; i++) {
      b.packet(new byte[] {1, 2, 3, (byte) i, 5, 6, 7, 8});
    }
    return b.bytes();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static void assertCounted(SourceInfo source, byte[] tail, String behind) {
    String expected = tail.length + " bytes behind the end of the " + behind;
    assertThat(source.status()).isEqualTo(SourceStatus.RECOVERED);
    assertThat(source.skippedBytes()).isEqualTo(tail.length);
    assertThat(source.error()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "lz4", "xz", "bzip2"})
  void bytesBehindACompressedStreamAreCounted(String name) throws IOException {
    byte[] plain = pcap(9);
    for (byte[] tail : List.of(GARBAGE, NEW_LINE, new byte[5000], pcap(4))) {
      boolean zeros = tail.length == 5000;
      byte[] file = join(Packed.as(name, plain), Packed.as(name, new byte[0]), tail);
      SourceInfo source = Seen.one(file);
      assertThat(Seen.all(file)).isEqualTo(Seen.all(plain));
      if (zeros) {
        assertThat(source.status()).as("padding").isEqualTo(SourceStatus.OK);
      } else {
        assertCounted(source, tail, name + " data");
        assertThat(source.damages()).extracting(Damage::kind).containsExactly(Damage.TRAILING_DATA);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "lz4", "xz", "bzip2"})
  void bytesBehindAStreamInAnArchiveAreCountedWithItsMember(String name) throws IOException {
    byte[] member = join(Packed.as(name, pcap(3)), GARBAGE);
    for (byte[] archive :
        List.of(
            Packed.tar("a", member, "b", pcap(2)),
            Packed.zip(ZipEntry.DEFLATED, "a", member, "b", pcap(2)))) {
      List<SourceInfo> sources = Seen.inspect(archive);
      assertThat(sources).hasSize(2);
      assertCounted(sources.get(0), GARBAGE, name + " data");
      assertThat(sources.get(1).status()).isEqualTo(SourceStatus.OK);
      assertThat(Seen.all(archive)).hasSize(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "zip", "tar.gz", "zip.gz", "tar in gz"})
  void bytesBehindAnArchiveAreASourceOfTheirOwn(String name) throws IOException {
    byte[] tar = Packed.tar("a.pcap", pcap(3));
    byte[] zip = Packed.zip(ZipEntry.STORED, "a.pcap", pcap(3));
    byte[] archive =
        switch (name) {
          case "tar" -> join(tar, GARBAGE);
          case "zip" -> join(zip, GARBAGE);
          case "tar.gz" -> join(Packed.as("gzip", tar), GARBAGE);
          case "zip.gz" -> join(Packed.as("gzip", zip), GARBAGE);
          default -> Packed.as("gzip", join(tar, GARBAGE));
        };
    List<SourceInfo> sources = Seen.inspect(archive);
    assertThat(sources).hasSize(2);
    assertThat(sources.get(0).status()).isEqualTo(SourceStatus.OK);
    assertThat(sources.get(1).member()).isNull();
    String behind = name.endsWith(".gz") ? "gzip data" : name.substring(0, 3);
    assertCounted(sources.get(1), GARBAGE, behind);
    assertThat(Seen.all(archive)).hasSize(3);
  }

  @Test
  void archivesBehindEachOtherAreReadAsOne() throws IOException {
    for (byte[] one :
        List.of(
            Packed.tar("a", pcap(3)),
            Packed.zip(ZipEntry.DEFLATED, "a", pcap(3)),
            Packed.zip(ZipEntry.STORED, "a", pcap(3)))) {
      List<SourceInfo> sources = Seen.inspect(join(one, one, one));
      assertThat(sources).extracting(SourceInfo::packets).containsExactly(3L, 3L, 3L);
      assertThat(sources).extracting(SourceInfo::status).containsOnly(SourceStatus.OK);
    }
  }

  /** One member with its sizes in front, as most programs write it, and a directory. */
  private static byte[] zip(int method, byte[] packed, long crc, int contentBytes) {
    byte[] name = "a".getBytes(StandardCharsets.UTF_8);
    ByteBuffer zip = ByteBuffer.allocate(200 + packed.length).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(0x04034b50).putShort((short) 20).putShort((short) 0).putShort((short) method);
    zip.putInt(0).putInt((int) crc).putInt(packed.length).putInt(contentBytes);
    zip.putShort((short) name.length).putShort((short) 0).put(name).put(packed);
    int directory = zip.position();
    zip.putInt(0x02014b50).putShort((short) 20).putShort((short) 20).putShort((short) 0);
    zip.putShort((short) method).putInt(0).putInt((int) crc).putInt(packed.length);
    zip.putInt(contentBytes).putShort((short) name.length).put(new byte[16]).put(name);
    int bytes = zip.position() - directory;
    zip.putInt(0x06054b50).putInt(0).putShort((short) 1).putShort((short) 1);
    zip.putInt(bytes).putInt(directory).putShort((short) 0);
    return Arrays.copyOf(zip.array(), zip.position());
  }

  private static byte[] packed(int method, byte[] content) throws IOException {
    byte[] gzip = Packed.as("gzip", content);
    return switch (method) {
      case 0 -> content;
      case 8 -> Arrays.copyOfRange(gzip, 10, gzip.length - 8);
      case 12 -> Packed.as("bzip2", content);
      case 93 -> Packed.as("zstd", content);
      default -> Packed.as("xz", content);
    };
  }

  private static long crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return crc.getValue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 12, 93, 95})
  void aZipMembersChecksumIsVerifiedWhateverItsMethod(int method) throws IOException {
    byte[] content = pcap(7);
    byte[] packed = packed(method, content);
    byte[] right = zip(method, packed, crc(content), content.length);
    byte[] wrong = zip(method, packed, crc(content) ^ 0x100, content.length);
    assertThat(Seen.one(right).status()).isEqualTo(SourceStatus.OK);
    assertThat(Seen.all(right)).hasSize(7);
    assertThat(Seen.one(wrong).status()).isEqualTo(SourceStatus.TRUNCATED);
    assertThat(Seen.one(wrong).error()).isEqualTo("zip checksum differs");
    assertThat(Seen.all(wrong)).as("what is there is kept").isEqualTo(Seen.all(right));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 12, 93, 95})
  void bytesBehindTheStreamOfAZipMemberAreCounted(int method) throws IOException {
    byte[] content = pcap(7);
    byte[] packed = join(packed(method, content), GARBAGE);
    byte[] file = zip(method, packed, crc(content), content.length);
    assertThat(Seen.all(file)).hasSize(7);
    assertThat(Seen.one(file).skippedBytes()).isEqualTo(GARBAGE.length);
    assertThat(Seen.one(file).status()).isEqualTo(SourceStatus.RECOVERED);
  }

  /** The sizes and the checksum of a deflated member stand behind it. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "gzip", "zip", "tar", "nothing"})
  void aWrongChecksumIsSaidWhateverTheMemberHolds(String name) throws IOException {
    byte[] content =
        switch (name) {
          case "plain" -> pcap(3);
          case "gzip" -> Packed.as("gzip", pcap(3));
          case "zip" -> Packed.zip(ZipEntry.STORED, "c", pcap(3));
          case "tar" -> Packed.tar("c", pcap(3));
          default -> new byte[0];
        };
    byte[] zip = Packed.zip(ZipEntry.DEFLATED, "a", content, "b", pcap(2));
    List<SourceInfo> right = Seen.inspect(zip);
    assertThat(right).extracting(SourceInfo::error).filteredOn(e -> e != null).hasSizeLessThan(2);
    int descriptor = find(zip, 0x08074b50);
    zip[descriptor + 4] ^= 1;
    List<SourceInfo> sources = Seen.inspect(zip);
    assertThat(sources)
        .filteredOn(s -> "zip checksum differs".equals(s.error()))
        .singleElement()
        .matches(s -> s.status() != SourceStatus.OK && "a".equals(s.member()));
    assertThat(Seen.all(zip)).hasSize(name.equals("nothing") ? 2 : 5);
  }

  private static int find(byte[] bytes, int word) {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (b.getInt(at) != word) {
      at++;
    }
    return at;
  }

  @Test
  void aZipThatIsCutInItsDirectorySaysSo() throws IOException {
    byte[] zip = Packed.zip(ZipEntry.STORED, "a", pcap(3));
    List<SourceInfo> sources = Seen.inspect(Arrays.copyOf(zip, zip.length - 30));
    assertThat(sources.get(0).status()).isEqualTo(SourceStatus.OK);
    assertThat(sources.get(1).status()).isEqualTo(SourceStatus.UNREADABLE);
    assertThat(sources.get(1).error()).isEqualTo("zip is cut off");
  }

  @ParameterizedTest
  @CsvSource({"0x8f, 240", "0x90, 256", "0xa8, 2048", "0xff, 3932160"})
  void aZstdWindowAboveTheLimitIsRefusedInTheseWords(String descriptor, long mebibytes)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(bytes)) {
      out.write(pcap(3));
    }
    byte[] frame = bytes.toByteArray();
    assertThat(frame[4] & 0x20).as("has a window descriptor").isZero();
    assertThat(Seen.one(frame).status()).isEqualTo(SourceStatus.OK);
    frame[5] = Integer.decode(descriptor).byteValue();
    assertRefused(Seen.one(frame), "a zstd frame needs a window of " + mebibytes + " MiB");
    byte[] behind = join(Zstd.compress(pcap(2)), frame);
    assertThat(Seen.one(behind).status()).isEqualTo(SourceStatus.TRUNCATED);
    assertThat(Seen.one(behind).packets()).isEqualTo(2);
    assertThat(Seen.one(behind).error()).startsWith("refused: a zstd frame");
  }

  @Test
  void anXzDictionaryAboveTheLimitIsRefusedInTheseWords() throws IOException {
    byte[] xz = Packed.as("xz", pcap(3));
    int block = 12; // behind the stream header
    int bytes = (xz[block] + 1) * 4;
    assertThat(xz[block + 2]).as("LZMA2").isEqualTo((byte) 0x21);
    xz[block + 4] = 32; // 256 MiB
    CRC32 crc = new CRC32();
    crc.update(xz, block, bytes - 4);
    ByteBuffer.wrap(xz)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(block + bytes - 4, (int) crc.getValue());
    assertRefused(Seen.one(xz), "an xz block needs a window of 256 MiB");
  }

  private static void assertRefused(SourceInfo source, String text) {
    assertThat(source.status()).isEqualTo(SourceStatus.UNREADABLE);
    assertThat(source.error()).isEqualTo("refused: " + text + ", above the limit of 128 MiB");
    assertThat(source.damages())
        .extracting(Damage::kind)
        .containsExactly(Damage.DECOMPRESSION_LIMIT);
  }
}
