package org.flowbeam.io.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files large enough to be decompressed by a thread of their own. */
@Timeout(120)
class ReadAheadCapturesTest {
  private static final int PACKETS = 1500;

  @TempDir Path folder;

  private static byte[] pcap(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PcapBuilder capture = PcapBuilder.pcap();
    for (int i = 0; i < PACKETS; i++) {
      byte[] packet = new byte[1000 + random.nextInt(400)];
      random.nextBytes(packet);
      capture.packet(PcapBuilder.START_NANOS + i, packet);
    }
    return capture.raw(new byte[7]).bytes();
  }

  private static byte[] packed(String how) throws IOException {
    byte[] a = pcap(1);
    byte[] b = pcap(2);
    return switch (how) {
      case "zip of two" -> Packed.zip(ZipEntry.DEFLATED, "a", a, "b", b);
      case "tar.gz of two" -> Packed.as("gzip", Packed.tar("a", a, "b", b));
      case "tar of two gzips" ->
          Packed.tar("a.gz", Packed.as("gzip", a), "b.gz", Packed.as("gzip", b));
      case "zip of gzips" -> Packed.zip(ZipEntry.STORED, "a.gz", Packed.as("gzip", a), "b", b);
      case "gzip with bytes behind" -> Packets.concat(Packed.as("gzip", a), new byte[] {1, 2});
      default -> Packed.as(how, a);
    };
  }

  private InputFile stored(byte[] bytes) throws IOException {
    Path path = Files.write(folder.resolve("capture"), bytes);
    return new InputFile(0, "memory", path.toString(), bytes.length, true, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "zstd",
        "lz4",
        "xz",
        "bzip2",
        "zip",
        "tar.gz",
        "zip of two",
        "tar.gz of two",
        "tar of two gzips",
        "zip of gzips",
        "gzip with bytes behind"
      })
  void theSameRecordsAreReadAsWithoutIt(String how) throws IOException {
    byte[] bytes = packed(how);
    InputFile file = stored(bytes);
    List<SourceInfo> sources = CaptureIO.inspect(file, Seen.WHOLE);
    assertThat(sources).isEqualTo(Seen.inspect(bytes));
    List<Seen> read = new ArrayList<>();
    CaptureIO.read(new InspectedFile(file, sources), 0, (s, r) -> read.add(Seen.of(s, r)));
    assertThat(read).isEqualTo(Seen.all(bytes)).hasSize(PACKETS * sources.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "tar.gz of two", "zip of gzips", "tar of two gzips"})
  void inspectingShowsTheRecordsThatItCounts(String how) throws IOException {
    byte[] bytes = packed(how);
    for (int lengthBytes : new int[] {bytes.length, bytes.length - 9, bytes.length / 2}) {
      byte[] some = Arrays.copyOf(bytes, lengthBytes);
      List<SourceInfo> sources = Seen.inspect(some);
      List<Seen> shown = new ArrayList<>();
      Inspected found =
          CaptureIO.inspect(
              stored(some),
              Seen.WHOLE,
              (member, record) -> shown.add(Seen.of(sources.get(member), record)));
      assertThat(found).isEqualTo(new Inspected(sources, null));
      assertThat(shown).isEqualTo(Seen.all(some)).isNotEmpty();
    }
  }

  @Test
  void inspectingAPlainCaptureShowsNoRecords() throws IOException {
    byte[] bytes = pcap(1);
    Inspected found =
        CaptureIO.inspect(
            stored(bytes),
            Seen.WHOLE,
            (member, record) -> {
              throw new AssertionError("a record of a plain capture");
            });
    assertThat(found.sources()).isEqualTo(Seen.inspect(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zip of two", "tar of two gzips"})
  void whatAVisitorThrowsEndsTheInspection(String how) throws IOException {
    InputFile file = stored(packed(how));
    assertThatThrownBy(
            () ->
                CaptureIO.inspect(
                    file,
                    Seen.WHOLE,
                    (member, record) -> {
                      throw new IOException("no room");
                    }))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no room");
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("flowbeam-read-ahead"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zip of two", "tar of two gzips"})
  void aFileThatWasCutSinceIsAChangedOne(String how) throws IOException {
    byte[] bytes = packed(how);
    InputFile file = stored(bytes);
    InspectedFile inspected = new InspectedFile(file, CaptureIO.inspect(file, Seen.WHOLE));
    for (int lengthBytes : new int[] {bytes.length / 3, bytes.length / 2}) {
      Files.write(folder.resolve("capture"), Arrays.copyOf(bytes, lengthBytes));
      assertThatThrownBy(() -> CaptureIO.read(inspected, 0, (s, r) -> {}))
          .isInstanceOf(CaptureChangedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zip of two", "tar of two gzips"})
  void whatAVisitorThrowsEndsTheThreads(String how) throws IOException {
    byte[] bytes = packed(how);
    InputFile file = stored(bytes);
    InspectedFile inspected = new InspectedFile(file, CaptureIO.inspect(file, Seen.WHOLE));
    assertThatThrownBy(
            () ->
                CaptureIO.read(
                    inspected,
                    0,
                    (s, r) -> {
                      throw new IOException("no room");
                    }))
        .hasMessage("no room");
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("flowbeam-read-ahead"));
  }
}
