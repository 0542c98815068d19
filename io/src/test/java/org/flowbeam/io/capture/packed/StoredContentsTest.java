package org.flowbeam.io.capture.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.io.capture.CaptureFile;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.io.capture.MemoryFile;
import org.flowbeam.io.capture.Packed;
import org.flowbeam.io.capture.Seen;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.window.ByteWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compression and archives. */
class StoredContentsTest {
  /** The empty last block of every bgzf file (SAM specification, 4.1.2). */
  private static final byte[] BGZF_END =
      HexFormat.of().parseHex("1f8b08040000000000ff0600424302001b0003000000000000000000");

  private static byte[] pcap(int packets) {
    SplittableRandom random = new SplittableRandom(packets);
    PcapBuilder b = PcapBuilder.pcap();
    for (int i = 0; i < packets; i++) {
      byte[] frame = new byte[60];
      random.nextBytes(frame);
      b.packet(frame);
    }
    return b.bytes();
  }

  private static byte[] join(byte[]... parts) {
    byte[] all = new byte[0];
    for (byte[] part : parts) {
      int at = all.length;
      all = Arrays.copyOf(all, at + part.length);
      System.arraycopy(part, 0, all, at, part.length);
    }
    return all;
  }

  private static List<Seen> named(String member, List<Seen> seen) {
    return seen.stream()
        .map(
            s ->
                new Seen(
                    member,
                    s.offset(),
                    s.timeNanos(),
                    s.tie(),
                    s.linkType(),
                    s.interfaceId(),
                    s.direction(),
                    s.originalLength(),
                    s.data()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "lz4", "xz", "bzip2"})
  void aCompressedCaptureReadsAsThePlainOne(String name) throws IOException {
    byte[] plain = pcap(100);
    byte[] packed = Packed.as(name, plain);
    SourceInfo source = Seen.one(packed);
    assertThat(source.status()).isEqualTo(SourceStatus.OK);
    assertThat(source.compression()).isEqualTo(name);
    assertThat(source.sizeBytes()).isEqualTo(packed.length);
    assertThat(source.contentBytes()).isEqualTo(plain.length);
    assertThat(source.sha256()).isEqualTo(CaptureFiles.sha256(MemoryFile.of(packed)));
    assertThat(source.contentSha256()).isEqualTo(CaptureFiles.sha256(MemoryFile.of(plain)));
    assertThat(source.endsDigest()).isEqualTo(Seen.one(plain).endsDigest());
    assertThat(Seen.all(packed)).isEqualTo(Seen.all(plain));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "lz4", "xz", "bzip2"})
  void concatenatedStreamsAreOneCapture(String name) throws IOException {
    byte[] plain = pcap(100);
    byte[] packed =
        join(
            Packed.as(name, Arrays.copyOf(plain, 1000)),
            Packed.as(name, Arrays.copyOfRange(plain, 1000, 1001)),
            Packed.as(name, Arrays.copyOfRange(plain, 1001, plain.length)));
    assertThat(Seen.one(packed).status()).isEqualTo(SourceStatus.OK);
    assertThat(Seen.all(packed)).isEqualTo(Seen.all(plain));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "lz4", "xz", "bzip2"})
  void everyPrefixKeepsWhatDecompresses(String name) throws IOException {
    byte[] plain = pcap(20);
    List<Seen> all = Seen.all(plain);
    byte[] packed =
        join(
            Packed.as(name, Arrays.copyOf(plain, 900)),
            Packed.as(name, Arrays.copyOfRange(plain, 900, plain.length)));
    int most = 0;
    int step = name.equals("xz") || name.equals("bzip2") ? 43 : 3;
    for (int length = 10; length < packed.length; length += step) {
      byte[] prefix = Arrays.copyOf(packed, length);
      List<Seen> seen = Seen.all(prefix);
      SourceStatus status = Seen.one(prefix).status();
      assertThat(seen.size()).as("length %d", length).isGreaterThanOrEqualTo(most);
      assertThat(seen).as("length %d", length).isEqualTo(all.subList(0, seen.size()));
      assertThat(status).as("length %d", length).isEqualTo(SourceStatus.TRUNCATED);
      most = seen.size();
    }
    assertThat(most).isGreaterThanOrEqualTo(11);
  }

  @Test
  void everyPrefixOfAGzipGivesTheWholePackets() throws IOException {
    byte[] plain = pcap(20);
    byte[] packed = Packed.as("gzip", plain);
    for (int length = 3; length < packed.length; length++) {
      byte[] prefix = Arrays.copyOf(packed, length);
      SourceInfo source = Seen.one(prefix);
      int whole = (int) Math.max(0, (source.contentBytes() - 24) / 76);
      assertThat(Seen.all(prefix)).isEqualTo(Seen.all(plain).subList(0, whole));
      assertThat(source.status()).as("length %d", length).isEqualTo(SourceStatus.TRUNCATED);
      assertThat(source.error()).isEqualTo("gzip data is cut off");
    }
  }

  @Test
  void blockedGzipIsToldApart() throws IOException {
    byte[] plain = pcap(5);
    byte[] gzip = Packed.as("gzip", plain);
    byte[] extra = HexFormat.of().parseHex("0600424302000000"); // BC, 2 bytes, block size
    byte[] block = join(Arrays.copyOf(gzip, 10), extra, Arrays.copyOfRange(gzip, 10, gzip.length));
    block[3] = 4; // has extra fields
    byte[] file = join(block, BGZF_END);
    assertThat(Seen.one(file).compression()).isEqualTo("bgzf");
    assertThat(Seen.one(file).status()).isEqualTo(SourceStatus.OK);
    assertThat(Seen.all(file)).isEqualTo(Seen.all(plain));
  }

  @Test
  void gzipHeadersWithNamesAndCommentsArePassed() throws IOException {
    byte[] gzip = Packed.as("gzip", pcap(2));
    byte[] names = "capture.pcap\0a comment\0".getBytes(StandardCharsets.UTF_8);
    byte[] file =
        join(
            Arrays.copyOf(gzip, 10), names, new byte[2], Arrays.copyOfRange(gzip, 10, gzip.length));
    file[3] = 2 + 8 + 16; // header checksum, name, comment
    assertThat(Seen.one(file).status()).isEqualTo(SourceStatus.OK);
    assertThat(Seen.all(file)).hasSize(2);
  }

  @Test
  void paddingBehindGzipIsNothingAndGarbageIsNoted() throws IOException {
    byte[] gzip = Packed.as("gzip", pcap(2));
    SourceInfo padded = Seen.one(join(gzip, new byte[1000]));
    SourceInfo garbage = Seen.one(join(gzip, new byte[3], new byte[] {7, 7, 7, 7}));
    assertThat(padded.status()).isEqualTo(SourceStatus.OK);
    assertThat(padded.damages()).isEmpty();
    assertThat(garbage.status()).isEqualTo(SourceStatus.OK);
    assertThat(garbage.damages())
        .extracting(Damage::kind, Damage::lengthBytes)
        .containsExactly(tuple(Damage.TRAILING_DATA, 4L));
  }

  @Test
  void aWrongGzipChecksumIsSaid() throws IOException {
    byte[] gzip = Packed.as("gzip", pcap(2));
    gzip[gzip.length - 8] ^= 1;
    SourceInfo source = Seen.one(gzip);
    assertThat(source.packets()).isEqualTo(2);
    assertThat(source.status()).isEqualTo(SourceStatus.TRUNCATED);
    assertThat(source.error()).isEqualTo("gzip checksum differs");
  }

  @ParameterizedTest
  @CsvSource({"zip, zip", "stored-zip, zip", "tar, tar", "tar.gz, tar+gzip"})
  void anArchivesMemberReadsAsThePlainCapture(String name, String compression) throws IOException {
    byte[] plain = pcap(50);
    byte[] packed = Packed.as(name, plain);
    SourceInfo source = Seen.one(packed);
    assertThat(source.status()).isEqualTo(SourceStatus.OK);
    assertThat(source.member()).isEqualTo("a.pcap");
    assertThat(source.compression()).isEqualTo(compression);
    assertThat(source.sha256()).isNull();
    assertThat(source.contentSha256()).isEqualTo(CaptureFiles.sha256(MemoryFile.of(plain)));
    assertThat(Seen.all(packed)).isEqualTo(named("a.pcap", Seen.all(plain)));
  }

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.DEFLATED, ZipEntry.STORED, -1})
  void everyFileOfAnArchiveIsOneSource(int method) throws IOException {
    Object[] files = {
      "a/1.pcap", pcap(3),
      "empty", new byte[0],
      "read.me", new byte[] {'h', 'i', '!', '!'},
      "a/b/2.pcap.gz", Packed.as("gzip", pcap(4)),
      "cut.pcap", Arrays.copyOf(pcap(5), 120)
    };
    byte[] archive = method < 0 ? Packed.tar(files) : Packed.zip(method, files);
    List<SourceInfo> sources = Seen.inspect(archive);
    assertThat(sources)
        .extracting(SourceInfo::member)
        .containsExactly("a/1.pcap", "empty", "read.me", "a/b/2.pcap.gz", "cut.pcap");
    assertThat(sources).extracting(SourceInfo::memberIndex).containsExactly(0, 1, 2, 3, 4);
    assertThat(sources)
        .extracting(SourceInfo::status)
        .containsExactly(
            SourceStatus.OK,
            SourceStatus.EMPTY,
            SourceStatus.NOT_A_CAPTURE,
            SourceStatus.OK,
            SourceStatus.TRUNCATED);
    assertThat(sources.get(3).compression()).isEqualTo(method < 0 ? "gzip+tar" : "gzip+zip");
    assertThat(Seen.all(archive)).hasSize(3 + 4 + 1);
  }

  @Test
  void aSourceThatIsNotListedIsPassedOver() throws IOException {
    byte[] archive = Packed.tar("1", pcap(3), "2", pcap(4), "3", pcap(5));
    List<SourceInfo> sources = new ArrayList<>(Seen.inspect(archive));
    sources.remove(1);
    List<Seen> seen = Seen.all(MemoryFile.of(archive), sources);
    assertThat(seen).extracting(Seen::member).containsOnly("1", "3");
    assertThat(seen).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.DEFLATED, ZipEntry.STORED})
  void aMemberWithAPasswordIsPassedOver(int method) throws IOException {
    byte[] zip = Packed.zip(method, "secret.pcap", pcap(3), "open.pcap", pcap(2));
    zip[6] |= 1; // encrypted, by the first local header
    List<SourceInfo> sources = Seen.inspect(zip);
    assertThat(sources)
        .extracting(SourceInfo::status)
        .containsExactly(SourceStatus.ENCRYPTED, SourceStatus.OK);
    assertThat(Seen.all(zip)).hasSize(2);
  }

  @Test
  void everyPrefixOfAnArchiveKeepsWhatIsWhole() throws IOException {
    Object[] files = {"1", pcap(3), "2", pcap(4)};
    for (byte[] archive :
        List.of(
            Packed.zip(ZipEntry.DEFLATED, files),
            Packed.zip(ZipEntry.STORED, files),
            Packed.tar(files))) {
      List<Seen> all = Seen.all(archive);
      for (int length = 600; length < archive.length; length += 3) {
        List<Seen> seen = Seen.all(Arrays.copyOf(archive, length));
        assertThat(seen).as("length %d", length).isEqualTo(all.subList(0, seen.size()));
      }
    }
  }

  @Test
  void longTarNamesAreRead() throws IOException {
    String name = "folder/".repeat(40) + "a.pcap";
    assertThat(Seen.one(Packed.tar(name, pcap(1))).member()).isEqualTo(name);
  }

  @Test
  void nestingIsFollowedToItsBound() throws IOException {
    byte[] inner = Packed.tar("c.pcap", pcap(2));
    byte[] nested = Packed.zip(ZipEntry.DEFLATED, "b.tgz", Packed.as("gzip", inner));
    assertThat(Seen.one(nested).member()).isEqualTo("b.tgz!/c.pcap");
    assertThat(Seen.one(nested).compression()).isEqualTo("tar+gzip+zip");
    byte[] deep = pcap(2);
    for (int layer = 1; layer <= StoredContents.MAX_LAYERS + 1; layer++) {
      deep = Packed.as("gzip", deep);
      SourceStatus expected =
          layer <= StoredContents.MAX_LAYERS ? SourceStatus.OK : SourceStatus.UNREADABLE;
      assertThat(Seen.one(deep).status()).as("%d layers", layer).isEqualTo(expected);
    }
  }

  @Test
  void aBombIsStoppedAndWhatWasReadIsKept() throws IOException {
    byte[] capture = pcap(10);
    byte[] zeros = Zstd.compress(new byte[1 << 22]);
    byte[][] parts = new byte[20][];
    Arrays.fill(parts, zeros);
    parts[0] = Zstd.compress(capture);
    MemoryFile bomb = MemoryFile.of(join(parts));
    long free = 1 << 20;
    SourceInfo source = CaptureFiles.inspect(bomb, Seen.WHOLE, free).get(0);
    assertThat(source.status()).isIn(SourceStatus.TRUNCATED, SourceStatus.RECOVERED);
    assertThat(source.packets()).isEqualTo(10);
    assertThat(source.error()).startsWith("decompression stopped");
    assertThat(source.contentBytes()).isBetween(free, free + 1000 * source.sizeBytes() + (1 << 20));
    assertThat(Seen.all(bomb, List.of(source))).isEqualTo(Seen.all(capture));
    assertThat(source.damages())
        .extracting(Damage::kind)
        .contains(Damage.DECOMPRESSION_LIMIT, Damage.BAD_RECORD);
  }

  @Test
  void theLimitFollowsWhatIsStored() throws IOException {
    ByteWindow stored = new ByteWindow(new ByteArrayInputStream(new byte[100]));
    stored.require(100);
    InputStream content =
        new DecompressionLimit(stored, 1000).on(new ByteArrayInputStream(new byte[1 << 20]));
    stored.skip(50);
    byte[] chunk = new byte[1000];
    int read = 0;
    try {
      while (true) {
        read += content.read(chunk);
      }
    } catch (DecompressionLimit.ExceededException e) {
      assertThat(read).isBetween(1000 + 50 * 1000, 1000 + 52 * 1000);
    }
  }

  @Test
  void whatIsNoCaptureIsSaid() {
    assertThat(Seen.one(new byte[0]).status()).isEqualTo(SourceStatus.EMPTY);
    assertThat(Seen.one(new byte[5000]).status()).isEqualTo(SourceStatus.NOT_A_CAPTURE);
    assertThat(Seen.one(new byte[5000]).slices()).isEmpty();
    assertThat(Seen.one(new byte[5000]).sha256()).isNotNull();
  }

  @Test
  void aFileThatCannotBeReadIsOneUnreadableSource() {
    CaptureFile vanished =
        new CaptureFile() {
          @Override
          public String uri() {
            return "gone.pcap";
          }

          @Override
          public long sizeBytes() {
            return 0;
          }

          @Override
          public ReadableByteChannel open() throws IOException {
            throw new NoSuchFileException("/some/machine/gone.pcap");
          }
        };
    SourceInfo source = CaptureFiles.inspect(vanished, Seen.WHOLE).get(0);
    assertThat(source.status()).isEqualTo(SourceStatus.UNREADABLE);
    assertThat(source.error()).isEqualTo("cannot be read: no such file");
  }
}
