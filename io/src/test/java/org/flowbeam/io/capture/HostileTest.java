package org.flowbeam.io.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.capture.PcapngBuilder;
import org.flowbeam.fixtures.capture.PcapngBuilder.Option;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing in a file makes inspecting throw, and reading visits what inspecting counted. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileTest {
  private static final int ROUNDS = 400;

  private static byte[] pcap() {
    PcapBuilder b = PcapBuilder.nanoseconds(BIG_ENDIAN);
    for (int i = 0; i < 12; i++) {
      b.packet(new byte[20 + i]);
    }
    return b.bytes();
  }

  private static byte[] pcapng() {
    PcapngBuilder b = PcapngBuilder.pcapng();
    for (int i = 0; i < 3; i++) {
      b.section(i == 1 ? BIG_ENDIAN : LITTLE_ENDIAN, Option.comment("c"))
          .networkInterface(1, 0, Option.timeResolution(0x86), Option.text(2, "eth0"))
          .enhanced(0, 5, new byte[13], Option.comment("x"))
          .simple(new byte[8], 8)
          .obsolete(0, 0, 9, new byte[5])
          .nameResolution("10.0.0.1", "host");
    }
    return b.bytes();
  }

  private static byte[] seed(String name) throws IOException {
    return switch (name) {
      case "pcap" -> pcap();
      case "pcapng" -> pcapng();
      case "gzip" -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
          gzip.write(pcap());
        }
        yield out.toByteArray();
      }
      default -> Packed.as(name, pcap());
    };
  }

  private static byte[] mutate(byte[] seed, SplittableRandom random) {
    byte[] bytes = seed.clone();
    for (int n = random.nextInt(1, 6); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0 : -1);
        default -> {
          int from = random.nextInt(bytes.length);
          int length = random.nextInt(Math.min(40, bytes.length - Math.max(at, from)));
          System.arraycopy(bytes, from, bytes, at, length);
        }
      }
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 20)) : bytes;
  }

  private static void readsWhatInspectCounted(byte[] bytes, int sliceBytes, String round) {
    CaptureFile file = MemoryFile.of(bytes);
    List<SourceInfo> sources = CaptureFiles.inspect(file, new InspectOptions(sliceBytes, false));
    assertThat(sources).as(round).isNotEmpty();
    long packets = sources.stream().mapToLong(SourceInfo::packets).sum();
    List<Seen> seen = Seen.all(file, sources);
    assertThat(seen).as(round).hasSize((int) packets);
    assertThat(seen).as(round).isEqualTo(Seen.all(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pcap",
        "pcapng",
        "gzip",
        "zstd",
        "lz4",
        "xz",
        "bzip2",
        "zip",
        "stored-zip",
        "tar",
        "tar.gz"
      })
  void mutatedFilesNeverThrow(String name) throws IOException {
    byte[] seed = seed(name);
    for (int round = 0; round < ROUNDS; round++) {
      SplittableRandom random = new SplittableRandom(round);
      byte[] bytes = mutate(seed, random);
      readsWhatInspectCounted(bytes, random.nextInt(1, 600), name + ", seed " + round);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pcap", "pcapng", "gzip", "zstd", "lz4", "xz", "bzip2", "zip", "tar"})
  void randomBytesBehindAMagicNeverThrow(String name) throws IOException {
    byte[] seed = seed(name);
    for (int round = 0; round < ROUNDS; round++) {
      SplittableRandom random = new SplittableRandom(round);
      byte[] bytes = new byte[random.nextInt(1, 2000)];
      random.nextBytes(bytes);
      int kept = random.nextInt(4, 60);
      System.arraycopy(seed, 0, bytes, 0, Math.min(kept, bytes.length));
      readsWhatInspectCounted(bytes, random.nextInt(1, 600), name + ", seed " + round);
    }
  }
}
