package org.flowbeam.stage.flows;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.frames.LocalSpill;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.io.input.OpenCaptures;
import org.flowbeam.io.input.PayloadReader;
import org.flowbeam.io.input.ReadUnit;
import org.flowbeam.io.output.DateCounts;
import org.flowbeam.io.output.WrittenFile;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;
import org.flowbeam.stage.Tally;
import org.flowbeam.stage.packets.ReadStage;
import org.flowbeam.stage.packets.Reading;
import org.flowbeam.stage.packets.Selection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets on their way from a capture to the assembler, with and without their payload. */
class SortedPacketsTest {
  private static final int PACKETS = 90;

  @TempDir Path folder;

  private final List<byte[]> frames = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private Path capture = Path.of("");

  @BeforeEach
  void writeCapture() throws IOException {
    PcapBuilder pcap = PcapBuilder.pcap();
    for (int i = 0; i < PACKETS; i++) {
      String text = ("packet " + i + " ").repeat(i);
      int port = 1000 + i % 3;
      pcap.packet(Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(port, 53).payload(text));
    }
    capture = Files.write(folder.resolve("capture.pcap"), pcap.bytes());
  }

  private void read(@Nullable OpenCaptures captures) throws IOException {
    InputFile file =
        new InputFile(0, "capture.pcap", capture.toString(), Files.size(capture), true, "");
    InspectedFile inspected =
        new InspectedFile(file, CaptureIO.inspect(file, new InspectOptions(Long.MAX_VALUE, true)));
    Reading reading =
        new Reading(
            Selection.ALL,
            DecodeOptions.DEFAULT,
            CarriedPayload.ALL,
            false,
            DedupOptions.defaults());
    Spill spill = new Spill(new LocalSpill(folder.toString()), 1, 1 << 20);
    try (ReadStage stage = new ReadStage(spill, reading, captures, new Frames())) {
      stage.read(new ReadUnit(List.of(inspected), 0, true));
      stage.finish();
    }
  }

  private List<String> payloads(@Nullable OpenCaptures captures) throws IOException {
    List<String> texts = new ArrayList<>();
    PayloadReader reader = captures == null ? null : new PayloadReader(captures);
    try (SortedRecords records =
        SortedRecords.open(frames, new LocalSpill(folder.toString()), FlowKey.BYTES)) {
      SortedPackets packets =
          new SortedPackets(records, reader, (source, change) -> changes.add(change.getMessage()));
      while (records.nextGroup()) {
        while (packets.next()) {
          texts.add(text(packets.packet()));
        }
      }
    }
    return texts;
  }

  private static String text(PacketRecord p) {
    String text = new String(p.bytes(), p.payloadOffset(), p.payloadCarried(), ISO_8859_1);
    return "%d bytes at %d: %s".formatted(p.payloadCaptured(), p.place(), text);
  }

  private long spilledBytes() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".frames")).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  @Test
  void payloadThatStayedInItsCaptureIsTheSame() throws IOException {
    read(null);
    List<String> carried = payloads(null);
    long bytesCarried = spilledBytes();
    frames.clear();
    try (OpenCaptures captures = new OpenCaptures(Long.MAX_VALUE)) {
      read(captures);
      assertThat(spilledBytes() - bytesCarried).isLessThan(bytesCarried / 2);
      assertThat(payloads(captures)).isEqualTo(carried).hasSize(PACKETS);
    }
    assertThat(changes).isEmpty();
  }

  @Test
  void aCaptureThatChangesMeanwhileIsNoticedAndItsOtherPacketsStay() throws IOException {
    try (OpenCaptures captures = new OpenCaptures(Long.MAX_VALUE)) {
      read(captures);
      List<String> before = payloads(captures);
      byte[] changed = Files.readAllBytes(capture);
      changed[changed.length - 1] ^= 1;
      Files.write(capture, changed);
      List<String> after = payloads(captures);
      assertThat(changes)
          .singleElement()
          .asString()
          .startsWith("capture.pcap changed since it was inspected: another content at offset ");
      assertThat(after).hasSize(PACKETS);
      after.removeAll(before);
      assertThat(after).singleElement().asString().startsWith("0 bytes at ").endsWith(": ");
    }
  }

  private final class Frames implements StageOutput {
    @Override
    public void frame(Lane lane, int shuffleKey, byte[] reference) {
      if (lane == Lane.PACKETS) {
        frames.add(reference);
      }
    }

    @Override
    public void tally(Tally tally) {}

    @Override
    public void dates(DateCounts dates) {}

    @Override
    public void file(WrittenFile file) {}

    @Override
    public void inputs(String json) {}
  }
}
