package org.flowbeam.pipeline.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small captures of what goes wrong with files, beside the public captures. */
class FaultCasesCapturesTest {
  private static final String[] PLACES = {
    "sources", "sources_count", "first_source_id", "first_offset"
  };

  /** How files of the cases begin: pcap of either resolution, little-endian, and pcapng. */
  private static final List<String> STARTS =
      List.of("d4c3b2a102000400", "4d3cb2a102000400", "0a0d0d0a");

  @TempDir Path folder;

  private RunTables sweep(Path input, String run, int exitCode, String... options) {
    Path output = folder.resolve(run);
    CommandRun sweep = CommandRun.sweep(input, output, options);
    assertThat(sweep.exitCode()).as(String.join("\n", sweep.err())).isEqualTo(exitCode);
    return new RunTables(output);
  }

  private static List<byte[]> parts(byte[] file) {
    List<byte[]> parts = new ArrayList<>();
    String hex = HexFormat.of().formatHex(file);
    int start = 0;
    for (int at = 2; at <= hex.length(); at += 2) {
      String rest = hex.substring(at);
      if (at == hex.length() || STARTS.stream().anyMatch(rest::startsWith)) {
        parts.add(Arrays.copyOfRange(file, start / 2, at / 2));
        start = at;
      }
    }
    return parts;
  }

  /** Wireshark's count of the packets in a file that is one capture. */
  private static int capinfos(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Captures.program("capinfos").toString(), "-T", "-r", "-c", "-M", "" + file)
            .redirectErrorStream(true)
            .start();
    String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(line).isZero();
    return Integer.parseInt(line.strip().split("\t", -1)[1]);
  }

  @ParameterizedTest
  @CsvSource({
    "cat-micro-then-nano.pcap, 2, pcap, 20",
    "cat-nano-then-micro.pcap, 2, pcap, 20",
    "cat-ethernet-then-raw-ip.pcap, 2, pcap, 20",
    "cat-three-middle-nano.pcap, 3, pcap, 30",
    "cat-pcapng-then-pcap.pcapng, 2, pcapng, 20"
  })
  void aSecondFileHeaderBeginsAnotherCaptureInTheSameSource(
      String name, int count, String format, int packets) throws Exception {
    Path cat = FaultCases.of("K9-second-file-header/" + name);
    List<byte[]> parts = parts(Files.readAllBytes(cat));
    assertThat(parts).hasSize(count);
    Path apart = Files.createDirectory(folder.resolve("apart"));
    int counted = 0;
    for (int i = 0; i < count; i++) {
      counted += capinfos(Files.write(apart.resolve(i + ".pcap"), parts.get(i)));
    }
    assertThat(counted).isEqualTo(packets);
    RunTables whole = sweep(cat, "whole", 3, "--dedup=off");
    RunTables sliced = sweep(cat, "sliced", 3, "--dedup=off", "--blockBytes=100");
    RunTables pieces = sweep(apart, "pieces", 0, "--dedup=off");
    assertThat(
            whole.rows(
                "select packets, flow_packets, format, status, error like 'a second file header%'"
                    + " from {sources}"))
        .containsExactly(packets + "|" + packets + "|" + format + "|recovered|true");
    assertThat(
            whole.rows(
                "select count(*) from {anomalies} where kind = 'second_file_header'"
                    + " and source_id is not null"))
        .containsExactly(Integer.toString(count - 1));
    for (RunTables other : List.of(sliced, pieces)) {
      assertThat(RunTables.difference(whole, other, Tables.FLOWS.name(), PLACES)).isEmpty();
    }
    assertThat(sliced.files()).isEqualTo(whole.files());
  }

  @ParameterizedTest
  @ValueSource(strings = {"badcrc-stored.zip", "badcrc-deflated.zip"})
  void aZipMemberWithAWrongChecksumSaysSo(String name) throws SQLException {
    RunTables run = sweep(FaultCases.of("farm/" + name), "zip", 3);
    assertThat(run.rows("select member, status, error, packets > 0 from {sources} order by member"))
        .containsExactly("g.pcap|truncated|zip checksum differs|true", "h.pcap|ok|null|true");
    assertThat(run.rows("select kind, detail from {anomalies} where flow_id is null"))
        .containsExactly("corrupt_compression|zip checksum differs");
  }

  @Test
  void strictChecksumsMakeNoFlowWithoutPackets() throws SQLException {
    Path capture = FaultCases.of("farm/one-bad-checksum.pcap");
    RunTables run = sweep(capture, "strict", 0, "--checksums=strict");
    assertThat(run.rows("select count(*) from {flows}")).containsExactly("0");
    assertThat(
            run.rows(
                "select u.unnest.reason, u.unnest.packets"
                    + " from {sources}, unnest(unkeyed_packets) u"))
        .containsExactly("bad_checksum|1");
  }

  /** Both captures of {@code whole} have a half in common, which {@code cut} has as two files. */
  @Test
  void filesWithEqualBytesInPiecesGiveTheTablesOfTheWhole() throws SQLException {
    Path cases = FaultCases.of("farm/shared-half");
    String volume = "select sum(src_packets + dst_packets), sum(duplicate_packets) from {flows}";
    RunTables off = sweep(cases.resolve("whole"), "whole-off", 0, "--dedup=off");
    RunTables cutOff = sweep(cases.resolve("cut"), "cut-off", 0, "--dedup=off");
    assertThat(off.rows(volume)).containsExactly("8|0");
    RunTables whole = sweep(cases.resolve("whole"), "whole", 0);
    RunTables cut = sweep(cases.resolve("cut"), "cut", 0);
    assertThat(whole.rows(volume)).containsExactly("6|2");
    assertThat(RunTables.difference(off, cutOff, Tables.FLOWS.name(), PLACES)).isEmpty();
    assertThat(RunTables.difference(whole, cut, Tables.FLOWS.name(), PLACES)).isEmpty();
    assertThat(
            cut.rows(
                "select status, duplicate_of is null, source_id like '%-2'"
                    + " from {sources} order by uri"))
        .containsExactlyInAnyOrder(
            "ok|true|false", "ok|true|false", "ok|true|false", "ok|false|true");
    assertThat(
            cut.rows(
                "select count(*) from {sources} s join {sources} d on s.duplicate_of = d.source_id"
                    + " and s.content_sha256 = d.content_sha256"))
        .containsExactly("1");
  }
}
