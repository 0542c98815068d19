package org.flowbeam.io.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.io.capture.CaptureChangedException;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadReaderTest {
  private static final long SEED = 20261129;

  @TempDir Path folder;

  private static byte[] capture(int packets, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PcapBuilder pcap = PcapBuilder.pcap();
    for (int i = 0; i < packets; i++) {
      byte[] payload = new byte[random.nextInt(1400)];
      random.nextBytes(payload);
      pcap.packet(Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(1, 2).payload(payload));
    }
    return pcap.bytes();
  }

  private InspectedFile inspected(int ordinal, byte[] content) throws IOException {
    Path path = Files.write(folder.resolve("capture-" + ordinal), content);
    InputFile file =
        new InputFile(ordinal, "c" + ordinal, path.toString(), content.length, true, "");
    return new InspectedFile(
        file, CaptureIO.inspect(file, new InspectOptions(Long.MAX_VALUE, true)));
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  @Test
  void bytesComeBackInAnyOrderFromAnyFile() throws IOException {
    byte[][] contents = {capture(300, 1), capture(200, 2)};
    try (OpenCaptures captures = new OpenCaptures(Long.MAX_VALUE)) {
      for (int file = 0; file < contents.length; file++) {
        assertThat(captures.keep(inspected(file, contents[file]))).isTrue();
      }
      PayloadReader reader = new PayloadReader(captures);
      SplittableRandom random = new SplittableRandom(SEED);
      byte[] out = new byte[40_000];
      int offset = 0;
      for (int i = 0; i < 5000; i++) {
        int file = random.nextInt(50) == 0 ? 1 : 0;
        byte[] content = contents[file];
        int length = random.nextInt(20) == 0 ? 1 + random.nextInt(30_000) : 1 + random.nextInt(900);
        boolean near = random.nextInt(3) > 0 && offset + 5000 + length < content.length;
        offset = near ? offset + random.nextInt(5000) : random.nextInt(content.length - length);
        reader.read(file, offset, length, crc(content, offset, length), out, 7);
        assertThat(Arrays.mismatch(out, 7, 7 + length, content, offset, offset + length))
            .as("seed %d, read %d: %d bytes at %d", SEED, i, length, offset)
            .isNegative();
      }
    }
  }

  @Test
  void aChangeOfAnyByteIsNoticedAndOthersCanStillBeRead() throws IOException {
    byte[] content = capture(50, 3);
    try (OpenCaptures captures = new OpenCaptures(Long.MAX_VALUE)) {
      InspectedFile file = inspected(0, content);
      captures.keep(file);
      PayloadReader reader = new PayloadReader(captures);
      byte[] changed = content.clone();
      changed[5000] ^= 1;
      Files.write(Path.of(file.file().location()), changed);
      byte[] out = new byte[2000];
      assertThatThrownBy(() -> reader.read(0, 4500, 1000, crc(content, 4500, 1000), out, 0))
          .isInstanceOf(CaptureChangedException.class)
          .hasMessage("c0 changed since it was inspected: another content at offset 4500");
      reader.read(0, 5001, 1000, crc(content, 5001, 1000), out, 0);
      assertThat(Arrays.copyOf(out, 1000)).isEqualTo(Arrays.copyOfRange(content, 5001, 6001));
    }
  }

  @Test
  void aFileThatWasCutIsNoticed() throws IOException {
    byte[] content = capture(50, 4);
    try (OpenCaptures captures = new OpenCaptures(Long.MAX_VALUE)) {
      InspectedFile file = inspected(0, content);
      captures.keep(file);
      try (FileChannel cut =
          FileChannel.open(Path.of(file.file().location()), StandardOpenOption.WRITE)) {
        cut.truncate(5500);
      }
      PayloadReader reader = new PayloadReader(captures);
      byte[] out = new byte[30_000];
      for (int length : new int[] {1000, 20_000}) {
        assertThatThrownBy(() -> reader.read(0, 5000, length, crc(content, 5000, length), out, 0))
            .isInstanceOf(CaptureChangedException.class);
      }
      reader.read(0, 4000, 1000, crc(content, 4000, 1000), out, 0);
    }
  }

  @Test
  void aFileThatIsDeletedMeanwhileIsReadToItsEnd() throws IOException {
    byte[] content = capture(50, 5);
    try (OpenCaptures captures = new OpenCaptures(Long.MAX_VALUE)) {
      InspectedFile file = inspected(0, content);
      captures.keep(file);
      Files.delete(Path.of(file.file().location()));
      byte[] out = new byte[1000];
      new PayloadReader(captures).read(0, 4000, 1000, crc(content, 4000, 1000), out, 0);
      assertThat(out).isEqualTo(Arrays.copyOfRange(content, 4000, 5000));
    }
  }

  @Test
  void onlyPlainCapturesThatFitAreKept() throws IOException {
    byte[] content = capture(50, 6);
    InspectedFile plain = inspected(0, content);
    InspectedFile second = inspected(1, content);
    InspectedFile packed = inspected(2, gzip(content));
    try (OpenCaptures captures = new OpenCaptures(content.length + 10)) {
      assertThat(captures.keep(packed)).isFalse();
      assertThat(captures.keep(plain)).isTrue();
      assertThat(captures.keep(second)).isFalse();
      assertThat(captures.keep(plain)).isTrue();
    }
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
