package org.flowbeam.io.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.capture.PcapngBuilder;
import org.flowbeam.fixtures.capture.PcapngBuilder.Option;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private static byte[] garbage(int length) {
    byte[] garbage = new byte[length];
    new SplittableRandom(length).nextBytes(garbage);
    return garbage;
  }

  /** Ties, damage, a second file header and a cut end. */
  private static byte[] damagedPcap() {
    PcapBuilder b = PcapBuilder.pcap();
    for (int i = 0; i < 12; i++) {
      b.packet(PcapBuilder.START_NANOS + i / 3, new byte[i]);
    }
    b.raw(garbage(300));
    for (int i = 0; i < 12; i++) {
      b.packet(PcapBuilder.START_NANOS + i / 5, new byte[i + 1]);
    }
    return b.raw(garbage(9)).bytes();
  }

  private static byte[] damagedPcapng() {
    PcapngBuilder b = PcapngBuilder.pcapng();
    for (int section = 0; section < 3; section++) {
      b.section(section == 1 ? BIG_ENDIAN : LITTLE_ENDIAN)
          .networkInterface(1, 0)
          .simple(new byte[8], 8)
          .enhanced(0, 5, new byte[3])
          .networkInterface(101, 0, Option.timeResolution(9))
          .simple(new byte[4], 4)
          .enhanced(1, 5000, new byte[9])
          .interfaceStatistics(0, 1)
          .raw(garbage(section * 100))
          .enhanced(1, 5000, new byte[9])
          .simple(new byte[4], 4)
          .simple(new byte[4], 4);
    }
    return b.raw(garbage(11)).bytes();
  }

  private static void everySliceSizeReadsTheSame(byte[] file) throws IOException {
    List<Seen> whole = Seen.all(file);
    assertThat(whole).hasSizeGreaterThan(15);
    CaptureFile memory = MemoryFile.of(file);
    for (int size = 1; size <= file.length + 1; size++) {
      List<SourceInfo> sources =
          CaptureFiles.inspect(memory, new InspectOptions(size, size % 2 == 0));
      SourceInfo source = sources.get(0);
      assertThat(source.slices()).hasSize(Math.max(1, (file.length + size - 1) / size));
      List<Seen> read = new ArrayList<>();
      for (int i = 0; i < source.slices().size(); i++) {
        int before = read.size();
        CaptureFiles.read(memory, sources, i, (s, r) -> read.add(Seen.of(s, r)));
        long start = (long) i * size;
        long end = start + size;
        assertThat(read.subList(before, read.size()))
            .as("slice %d of %d bytes", i, size)
            .hasSize((int) source.slices().get(i).packets())
            .allMatch(seen -> seen.offset() >= start && seen.offset() < end);
      }
      assertThat(read).as("slices of %d bytes", size).isEqualTo(whole);
    }
  }

  @Test
  void everySliceSizeOfAPcapReadsTheSameRecords() throws IOException {
    everySliceSizeReadsTheSame(damagedPcap());
  }

  @Test
  void everySliceSizeOfAPcapngReadsTheSameRecords() throws IOException {
    everySliceSizeReadsTheSame(damagedPcapng());
  }

  @Test
  void aChannelThatCannotJumpIsOneSlice() {
    MemoryFile file = new MemoryFile(damagedPcap(), false);
    List<SourceInfo> sources = CaptureFiles.inspect(file, new InspectOptions(50, true));
    assertThat(sources.get(0).slices()).hasSize(1);
    assertThat(Seen.all(file, sources)).isEqualTo(Seen.all(damagedPcap()));
  }

  @Test
  void slicesAreReadableThroughAChannelThatCannotJump() {
    List<SourceInfo> sources =
        CaptureFiles.inspect(MemoryFile.of(damagedPcapng()), new InspectOptions(50, true));
    assertThat(Seen.all(new MemoryFile(damagedPcapng(), false), sources))
        .isEqualTo(Seen.all(damagedPcapng()));
  }

  @Test
  void sourcesTravelBetweenMachines() throws Exception {
    CaptureFile file = MemoryFile.of(damagedPcapng());
    List<SourceInfo> sources = CaptureFiles.inspect(file, new InspectOptions(60, true));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sources.get(0));
    }
    ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    SourceInfo copy = (SourceInfo) in.readObject();
    assertThat(copy).isEqualTo(sources.get(0));
    assertThat(Seen.all(file, List.of(copy))).isEqualTo(Seen.all(damagedPcapng()));
  }

  @Test
  void largePlainFilesAreHashedOnlyWhenAskedFor() throws IOException {
    CaptureFile file = MemoryFile.of(damagedPcap());
    SourceInfo not = CaptureFiles.inspect(file, new InspectOptions(100, false)).get(0);
    SourceInfo hashed = CaptureFiles.inspect(file, new InspectOptions(100, true)).get(0);
    SourceInfo small = CaptureFiles.inspect(file, new InspectOptions(1 << 20, false)).get(0);
    assertThat(not.sha256()).isNull();
    assertThat(not.contentSha256()).isNull();
    assertThat(hashed.sha256()).isEqualTo(CaptureFiles.sha256(file));
    assertThat(hashed.contentSha256()).isEqualTo(hashed.sha256());
    assertThat(small.sha256()).isEqualTo(hashed.sha256());
    assertThat(not.endsDigest()).isEqualTo(hashed.endsDigest());
  }

  @Test
  void aFileThatHasShrunkGivesWhatIsLeftAndIsRefused() {
    byte[] file = damagedPcap();
    List<SourceInfo> sources = CaptureFiles.inspect(MemoryFile.of(file), Seen.WHOLE);
    MemoryFile shrunk = MemoryFile.of(Arrays.copyOf(file, 100));
    List<Seen> seen = new ArrayList<>();
    assertThatThrownBy(
            () -> CaptureFiles.read(shrunk, sources, 0, (s, r) -> seen.add(Seen.of(s, r))))
        .isInstanceOf(CaptureChangedException.class)
        .hasMessageContaining("memory changed since it was inspected")
        .hasMessageContaining("at offset");
    assertThat(seen).hasSize(4).isEqualTo(Seen.all(file).subList(0, 4));
  }

  /** Whatever was written behind: packets, the rest of a cut one, or what makes damage of it. */
  @Test
  void aFileThatHasGrownGivesWhatWasInspectedAndSaysByHowMuch() throws IOException {
    for (byte[] whole : List.of(damagedPcap(), damagedPcapng(), Packed.as("gzip", damagedPcap()))) {
      for (int length = 30; length < whole.length; length += 7) {
        byte[] before = Arrays.copyOf(whole, length);
        List<SourceInfo> sources =
            CaptureFiles.inspect(MemoryFile.of(before), new InspectOptions(200, true));
        List<Seen> seen = new ArrayList<>();
        for (int slice = 0; slice < sources.get(0).slices().size(); slice++) {
          long grown =
              CaptureFiles.read(
                  MemoryFile.of(whole), sources, slice, (s, r) -> seen.add(Seen.of(s, r)));
          assertThat(grown).isEqualTo(sources.get(0).packets() == 0 ? 0 : whole.length - length);
        }
        assertThat(seen).as("%d bytes", length).isEqualTo(Seen.all(before));
        assertThat(CaptureFiles.sha256(MemoryFile.of(whole), length))
            .isEqualTo(CaptureFiles.sha256(MemoryFile.of(before)));
      }
    }
  }

  @Test
  void aFileThatLostRecordsIsRefused() {
    byte[] file = damagedPcap();
    List<SourceInfo> sources = CaptureFiles.inspect(MemoryFile.of(file), Seen.WHOLE);
    byte[] cut = Arrays.copyOf(Arrays.copyOf(file, 300), file.length);
    assertThatThrownBy(
            () -> CaptureFiles.read(new MemoryFile(cut, false), sources, 0, (s, r) -> {}))
        .isInstanceOf(CaptureChangedException.class);
  }

  @Test
  void aVisitorsExceptionComesOutAsItIs() {
    IOException own = new IOException("full");
    CaptureFile file = MemoryFile.of(damagedPcap());
    List<SourceInfo> sources = CaptureFiles.inspect(file, Seen.WHOLE);
    assertThatThrownBy(
            () ->
                CaptureFiles.read(
                    file,
                    sources,
                    0,
                    (s, r) -> {
                      throw own;
                    }))
        .isSameAs(own);
  }

  /** Whatever the clock does, a slice says all that its reader has to know, and no more. */
  @Test
  void slicesKnowTheTimesTheyGoOnWith() throws IOException {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      PcapBuilder builder = PcapBuilder.pcap();
      int spread = 1 + random.nextInt(100);
      for (int i = 0; i < 400; i++) {
        long nanos = 1_000L * (random.nextBoolean() ? i / 2 : random.nextInt(spread));
        builder.packet(PcapBuilder.START_NANOS + nanos, new byte[2]);
      }
      byte[] file = builder.bytes();
      List<Seen> whole = Seen.all(file);
      List<SourceInfo> sources =
          CaptureFiles.inspect(
              MemoryFile.of(file), new InspectOptions(100 + random.nextInt(3_000), true));
      assertThat(Seen.all(MemoryFile.of(file), sources)).as("seed %d", seed).isEqualTo(whole);
    }
  }

  @Test
  void slicesOfATimeThatOnlyGrowsRememberNothing() throws IOException {
    PcapBuilder builder = PcapBuilder.pcap();
    for (int i = 0; i < 400; i++) {
      builder.packet(PcapBuilder.START_NANOS + 1_000L * i, new byte[2]);
    }
    List<SourceInfo> sources =
        CaptureFiles.inspect(MemoryFile.of(builder.bytes()), new InspectOptions(500, true));
    assertThat(sources.get(0).slices()).hasSizeGreaterThan(10);
    assertThat(sources.get(0).slices()).allSatisfy(slice -> assertThat(slice.ties()).isEmpty());
  }
}
