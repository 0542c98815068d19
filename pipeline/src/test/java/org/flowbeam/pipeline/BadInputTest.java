package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.fixtures.Conversation;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.pipeline.sweep.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be read gets a row, a reason and an exit code; what can be read is not lost. */
class BadInputTest {
  @TempDir Path folder;
  private Path input = Path.of("");

  @BeforeEach
  void makeInput() throws IOException {
    input = Files.createDirectory(folder.resolve("in"));
  }

  @Test
  void emptyFilesAndOtherFilesThatWereFoundByWalkingChangeNoExitCode()
      throws IOException, SQLException {
    Files.createFile(input.resolve("empty.pcap"));
    Files.writeString(input.resolve("notes.txt"), "plain text\n");
    CommandRun run = sweep(input);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    assertThat(sources("uri, status, packets, source_id"))
        .containsExactly("empty.pcap|empty|0|null", "notes.txt|not_a_capture|0|null");
    assertThat(run.summary().path("flows").asInt(-1)).isZero();
    for (String table : List.of("sources", "flows", "packet_index", "anomalies")) {
      assertThat(run.summary().path("rows").has(table)).as(table).isTrue();
      assertThat(tables().rows("SELECT count(*) FROM {" + table + "}"))
          .containsExactly(table.equals("sources") ? "2" : "0");
    }
  }

  @Test
  void namedFilesThatAreNoCapturesGiveAnExitCode() throws IOException, SQLException {
    Path empty = Files.createFile(input.resolve("empty.pcap"));
    Path notes = Files.writeString(input.resolve("notes.txt"), "plain text\n");
    assertThat(sweep(Path.of(empty + "," + notes)).exitCode()).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(sources("uri, status"))
        .containsExactly("empty.pcap|empty", "notes.txt|not_a_capture");
  }

  @Test
  void everythingThatCannotBeReadWholeHasItsStatus() throws IOException, SQLException {
    Path outside = Files.copy(Captures.fixture("keepalive.pcap"), folder.resolve("outside.pcap"));
    byte[] good = Files.readAllBytes(Captures.fixture("sf-normal-close.pcap"));
    Files.write(input.resolve("a.pcap"), good);
    Files.write(input.resolve("b.pcap"), good);
    Files.write(input.resolve("c.bin"), gzip(good));
    Files.write(input.resolve("cut.pcap"), Arrays.copyOf(good, good.length - 5));
    Files.createSymbolicLink(input.resolve("dangling.pcap"), folder.resolve("absent.pcap"));
    Files.createSymbolicLink(input.resolve("link.pcap"), outside);
    Files.createSymbolicLink(input.resolve("own-link.pcap"), input.resolve("a.pcap"));
    Files.copy(damaged("zip-encrypted.zip"), input.resolve("secret.zip"));
    Files.copy(damaged("damaged-middle.pcap"), input.resolve("torn.pcap"));
    CommandRun run = sweep(input);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isEqualTo(ExitCode.INCOMPLETE);
    String original = sources("source_id").get(0);
    assertThat(sources("uri, status, packets, duplicate_of"))
        .containsExactly(
            "a.pcap|ok|11|null",
            "b.pcap|ok|11|" + original,
            "c.bin|ok|11|" + original,
            "cut.pcap|truncated|10|null",
            "dangling.pcap|unreadable|0|null",
            "link.pcap|unreadable|0|null",
            "secret.zip|encrypted|0|null",
            "torn.pcap|recovered|8|null");
    assertThat(sources("uri, error"))
        .filteredOn(row -> row.endsWith("|null"))
        .containsExactly("a.pcap|null", "b.pcap|null", "c.bin|null");
    assertThat(tables().rows("SELECT kind FROM {anomalies} WHERE source_id IS NOT NULL ORDER BY 1"))
        .contains("bad_record", "truncated_file");
    assertThat(run.summary().path("sources").path("ok").asInt()).isEqualTo(3);
  }

  @Test
  void aFileThatVanishedIsUnreadableWithAReason() {
    String location = input.resolve("gone.pcap").toString();
    InputFile gone = new InputFile(0, "gone.pcap", location, 100, false, "");
    List<SourceInfo> sources = CaptureIO.inspect(gone, new InspectOptions(1 << 20, false));
    assertThat(sources).singleElement().returns(SourceStatus.UNREADABLE, SourceInfo::status);
    assertThat(sources.get(0).error()).isNotBlank();
  }

  @Test
  void everyPrefixOfACaptureGivesThePacketsThatAreWhole() throws IOException {
    PcapBuilder capture =
        PcapBuilder.pcap()
            .packets(
                Conversation.between("10.1.1.1", 40000, "10.1.1.2", 80)
                    .open()
                    .clientSends("request")
                    .close()
                    .frames());
    byte[] whole = capture.bytes();
    for (int length = 0; length <= whole.length; length++) {
      Path prefix = Files.write(input.resolve("prefix"), Arrays.copyOf(whole, length));
      PlainSweep.Result result = PlainSweep.of(prefix).run();
      long packets =
          result.flows().stream().mapToLong(f -> f.getSrcPackets() + f.getDstPackets()).sum();
      assertThat(packets).as("prefix of %s bytes", length).isEqualTo(wholeRecords(capture, length));
    }
  }

  private static long wholeRecords(PcapBuilder capture, int length) {
    List<Long> ends = new ArrayList<>(capture.offsets().subList(1, capture.offsets().size()));
    ends.add((long) capture.bytes().length);
    return ends.stream().filter(end -> end <= length).count();
  }

  @Test
  void aDecompressionBombIsStoppedAndReported() throws IOException, SQLException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    byte[] member = gzip(new byte[64 << 20]);
    for (int i = 0; i < 32; i++) {
      members.writeBytes(member);
    }
    Files.write(input.resolve("bomb"), gzip(members.toByteArray()));
    Files.copy(Captures.fixture("sf-normal-close.pcap"), input.resolve("good.pcap"));
    CommandRun run = sweep(input);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(sources("uri, status, packets, error"))
        .hasSize(2)
        .last()
        .isEqualTo("good.pcap|ok|11|null");
    assertThat(sources("uri, error").get(0)).contains("decompression stopped");
  }

  @Test
  void timesThatJumpAndPacketsThatWereCutAreRowsLikeOthers() throws IOException, SQLException {
    List<byte[]> frames =
        Conversation.between("10.1.1.1", 40000, "10.1.1.2", 80)
            .open()
            .clientSends("request")
            .serverSends("a reply that the snap length cuts")
            .clientAcks()
            .close()
            .frames();
    PcapBuilder jumps = PcapBuilder.pcap();
    PcapBuilder snapped = PcapBuilder.pcap();
    long[] seconds = {0, 0xffff_ffffL, 5, 0x8000_0000L, 1, 2, 3, 4, 6};
    for (int i = 0; i < frames.size(); i++) {
      byte[] frame = frames.get(i);
      jumps.packet(seconds[i] * 1_000_000_000L, frame);
      snapped.snapped(PcapBuilder.START_NANOS + i * 1_000_000L, frame, frame.length * i / 9);
    }
    Files.write(input.resolve("jumps.pcap"), jumps.bytes());
    Files.write(input.resolve("snapped.pcap"), snapped.bytes());
    CommandRun run = sweep(input);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    assertThat(
            sources(
                "uri, packets, snapped_packets, out_of_order_packets > 0, flow_packets +"
                    + " list_sum([0] || [u.packets FOR u IN unkeyed_packets])"))
        .containsExactly("jumps.pcap|9|0|true|9", "snapped.pcap|9|9|false|9");
    assertThat(
            tables().rows("SELECT min(year(start_time)), max(year(last_packet_time)) FROM {flows}"))
        .containsExactly("1970|2106");
  }

  @Test
  void packetsThatWereNotWantedAreCountedWithTheirReason() throws IOException, SQLException {
    PcapBuilder capture = PcapBuilder.pcap().startingAt(PcapBuilder.START_NANOS);
    capture.packets(
        Conversation.between("10.1.1.1", 40000, "10.1.1.2", 80).open().close().frames());
    Files.write(input.resolve("a.pcap"), capture.bytes());
    assertThat(
            sweep(
                    input,
                    "--since=2026-11-21T03:30:00.001Z",
                    "--until=2026-11-21T03:30:00.005Z",
                    "--filter=src host 10.1.1.1")
                .exitCode())
        .isZero();
    assertThat(
            sources(
                "packets, flow_packets, [u.reason || ' ' || u.packets FOR u IN unkeyed_packets]"))
        .containsExactly(
            "6|2|[%s 2, %s 2]".formatted(Unkeyed.TIME_RANGE.reason(), Unkeyed.FILTER.reason()));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static Path damaged(String name) {
    return Captures.root().resolve("fixtures/damaged").resolve(name);
  }

  private CommandRun sweep(Path inputs, String... options) {
    return CommandRun.sweep(inputs, folder.resolve("out"), options);
  }

  private RunTables tables() {
    return new RunTables(folder.resolve("out"));
  }

  private List<String> sources(String columns) throws SQLException {
    return tables().rows("SELECT " + columns + " FROM {sources} ORDER BY uri");
  }
}
