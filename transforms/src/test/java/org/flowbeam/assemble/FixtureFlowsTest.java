package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.fixtures.Expected;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.io.capture.CaptureFile;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The project's captures give the flows that were reasoned by hand, without Beam in between. */
class FixtureFlowsTest {
  private final PacketDecoder decoder = new PacketDecoder();
  private final PacketEncoder encoder = new PacketEncoder(true, DedupScope.IP);
  private final DecodedPacket decoded = new DecodedPacket();

  static Stream<String> captures() {
    return Expected.rows("flows").stream().map(row -> row.get("capture")).distinct();
  }

  static Stream<Map<String, String>> compressed() {
    return Expected.rows("compressed").stream();
  }

  static Stream<Map<String, String>> damaged() {
    return Expected.rows("damaged").stream();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void aCaptureGivesItsExpectedFlows(String capture) throws IOException {
    CaptureFile file = new LocalFile(Captures.fixture(capture));

    assertFlows(file, CaptureFiles.inspect(file, inspectOptions()), Expected.flows(capture));
  }

  @ParameterizedTest
  @MethodSource("compressed")
  void aPackedCaptureGivesTheFlowsOfTheCaptureInIt(Map<String, String> row) throws IOException {
    CaptureFile file =
        new LocalFile(
            Captures.fixtures().resolveSibling("compressed").resolve(row.getOrDefault("file", "")));
    String member = row.getOrDefault("member", "");
    List<SourceInfo> sources =
        CaptureFiles.inspect(file, inspectOptions()).stream()
            .filter(source -> member.equals(Expected.NULL) || member.equals(source.member()))
            .toList();

    assertThat(sources).hasSize(1);
    assertFlows(file, sources, Expected.flows(row.getOrDefault("capture", "")));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void aDamagedCaptureSaysSoAndKeepsWhatIsWhole(Map<String, String> row) throws IOException {
    CaptureFile file =
        new LocalFile(
            Captures.fixtures().resolveSibling("damaged").resolve(row.getOrDefault("file", "")));
    List<SourceInfo> sources = CaptureFiles.inspect(file, inspectOptions());

    assertThat(sources).hasSize(1);
    if (row.containsKey("status")) {
      assertThat(sources.get(0).status())
          .hasToString(row.getOrDefault("status", "").toUpperCase(Locale.ROOT));
    }
    if (row.containsKey("packets")) {
      assertThat(sources.get(0).packets()).hasToString(row.getOrDefault("packets", ""));
    }
  }

  private void assertFlows(
      CaptureFile file, List<SourceInfo> sources, List<Map<String, String>> expected)
      throws IOException {
    List<byte[]> records = new ArrayList<>();
    CaptureFiles.read(file, sources, 0, (source, record) -> records.add(encode(record)));
    List<FlowRow> flows = Assembled.of(records, FlowOptions.defaults()).flows;

    assertThat(flows).hasSameSizeAs(expected);
    List<FlowRow> unmatched = new ArrayList<>(flows);
    for (Map<String, String> row : expected) {
      FlowRow match =
          unmatched.stream()
              .filter(flow -> columns(flow, row.keySet()).equals(withoutCapture(row)))
              .findFirst()
              .orElse(null);
      assertThat(match)
          .as(
              "flow %s among %s",
              row, unmatched.stream().map(f -> columns(f, row.keySet())).toList())
          .isNotNull();
      unmatched.remove(match);
    }
  }

  private byte[] encode(CaptureRecord record) {
    decoder.decode(
        record.buffer(),
        record.dataOffset(),
        record.capturedLength(),
        record.originalLength(),
        record.linkType(),
        record.captureDirection(),
        decoded);
    byte[] out = new byte[PacketEncoder.maxLength(decoded)];
    int length =
        encoder.encode(decoded, record.timeNanos(), record.tieIndex(), 0, record.offset(), out, 0);
    return Arrays.copyOf(out, length);
  }

  private static Map<String, String> withoutCapture(Map<String, String> row) {
    Map<String, String> columns = new LinkedHashMap<>(row);
    columns.remove("capture");
    return columns;
  }

  private static Map<String, String> columns(FlowRow flow, Set<String> names) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String name : names) {
      if (!name.equals("capture")) {
        Object value = flow.get(flow.getSchema().getField(name).pos());
        columns.put(name, value == null ? Expected.NULL : value.toString());
      }
    }
    return columns;
  }

  private static InspectOptions inspectOptions() {
    return new InspectOptions(1 << 20, true);
  }

  private record LocalFile(Path path) implements CaptureFile {
    @Override
    public String uri() {
      return path.getFileName().toString();
    }

    @Override
    public long sizeBytes() {
      return path.toFile().length();
    }

    @Override
    public ReadableByteChannel open() throws IOException {
      return Files.newByteChannel(path);
    }
  }
}
