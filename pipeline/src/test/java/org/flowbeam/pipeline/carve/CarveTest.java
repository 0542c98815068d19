package org.flowbeam.pipeline.carve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.flowbeam.pipeline.enrich.PlaceFileWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets come out of captures as they were, or nothing does. */
class CarveTest {
  @TempDir Path folder;
  private Path evidence = Path.of("");
  private Path tables = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void makeFolders() throws IOException {
    evidence = Files.createDirectory(folder.resolve("evidence"));
    tables = folder.resolve("tables");
    output = folder.resolve("carved/out.pcapng");
  }

  @Test
  void thePacketsOfAFlowAreThoseOfTheCapture() throws IOException, SQLException {
    take("http-keep-alive.pcap", "dns-tunnel.pcap");
    sweep();
    JsonNode summary = carve("--where=dst_port = 80").summary();
    assertThat(summary.path("packets").asInt()).isEqualTo(14);
    assertThat(summary.path("hashes_checked").asBoolean()).isTrue();
    assertThat(CarvedPackets.of(output))
        .isEqualTo(CarvedPackets.of(evidence.resolve("http-keep-alive.pcap")));
  }

  @Test
  void everyFormatKeepsTimesBytesAndLinkTypes() throws IOException, SQLException {
    List<String> captures =
        List.of(
            "pcap-microseconds-big-endian.pcap",
            "pcap-modified.pcap",
            "pcap-nanoseconds-big-endian.pcap",
            "pcap-nanoseconds-little-endian.pcap",
            "pcapng-packet-blocks.pcapng",
            "pcapng-sections-and-interfaces.pcapng",
            "link-sll-direction.pcap");
    take(captures.toArray(String[]::new));
    sweep("--dedup=off");
    Path carved = folder.resolve("carved");
    assertThat(run("--where=true", "--per=source", "--output=" + carved).exitCode()).isZero();
    for (String capture : captures) {
      assertThat(CarvedPackets.of(carved.resolve(capture + ".pcapng")))
          .as(capture)
          .isEqualTo(CarvedPackets.of(evidence.resolve(capture)));
    }
  }

  @Test
  void compressedCapturesAndMembersOfArchivesAreReadAsWell() throws IOException, SQLException {
    byte[] http = Files.readAllBytes(Captures.fixture("http-keep-alive.pcap"));
    byte[] dns = Files.readAllBytes(Captures.fixture("dns-tunnel.pcap"));
    byte[] ng = Files.readAllBytes(Captures.fixture("pcapng-packet-blocks.pcapng"));
    try (OutputStream out = new GZIPOutputStream(create("a.pcap.gz"))) {
      out.write(http);
    }
    try (ZipOutputStream zip = new ZipOutputStream(create("b.zip"))) {
      put(zip, "readme.txt", new byte[] {'h', 'i'});
      put(zip, "one/dns.pcap", dns);
      put(zip, "two.pcapng", ng);
    }
    sweep();
    Path carved = folder.resolve("carved");
    assertThat(run("--where=true", "--per=source", "--output=" + carved).exitCode()).isZero();
    assertThat(CarvedPackets.of(carved.resolve("a.pcap.gz.pcapng")))
        .isEqualTo(CarvedPackets.of(Captures.fixture("http-keep-alive.pcap")));
    assertThat(CarvedPackets.of(carved.resolve("b.zip__one_dns.pcap.pcapng")))
        .isEqualTo(CarvedPackets.of(Captures.fixture("dns-tunnel.pcap")));
    assertThat(CarvedPackets.of(carved.resolve("b.zip__two.pcapng.pcapng")))
        .isEqualTo(CarvedPackets.of(Captures.fixture("pcapng-packet-blocks.pcapng")));
  }

  private OutputStream create(String name) throws IOException {
    return Files.newOutputStream(evidence.resolve(name));
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  @Test
  void fragmentsAndPacketsInTunnelsAreTheRecordsOfTheCaptureOnceEach()
      throws IOException, SQLException {
    List<String> captures =
        List.of("fragments-out-of-order.pcap", "fragments-of-tunnel.pcap", "tunnel-nested.pcap");
    for (String tunnels : List.of("inner", "both")) {
      take(captures.toArray(String[]::new));
      tables = folder.resolve("tables-" + tunnels);
      sweep("--tunnels=" + tunnels);
      Path carved = folder.resolve("carved-" + tunnels);
      assertThat(run("--where=true", "--per=source", "--output=" + carved).exitCode()).isZero();
      for (String capture : captures) {
        assertThat(CarvedPackets.of(carved.resolve(capture + ".pcapng")))
            .as(capture)
            .isEqualTo(CarvedPackets.of(evidence.resolve(capture)));
      }
    }
  }

  @Test
  void aChangedSourceIsNamedAndNothingIsWritten() throws IOException, SQLException {
    take("http-keep-alive.pcap", "sf-normal-close.pcap");
    sweep();
    Path changed = evidence.resolve("sf-normal-close.pcap");
    byte[] bytes = Files.readAllBytes(changed);
    bytes[bytes.length - 1] ^= 1;
    Files.write(changed, bytes);
    assertFails(1, "sf-normal-close.pcap", "SHA-256");
    Files.write(changed, Arrays.copyOf(bytes, bytes.length - 20));
    assertFails(1, "sf-normal-close.pcap", "has changed");
    Files.delete(changed);
    assertFails(1, "sf-normal-close.pcap", "is gone");
    assertThat(carve("--where=dst_port = 80").exitCode()).as("the other one is whole").isZero();
  }

  @Test
  void aNameWithALineFeedCutsNoMessage() throws IOException {
    Path odd = evidence.resolve("a\nb.pcap");
    Files.copy(Captures.fixture("http-keep-alive.pcap"), odd);
    sweep();
    Files.delete(odd);
    assertFails(1, "a\\u000ab.pcap", "is gone");
  }

  private void assertFails(int exitCode, String... words) throws IOException {
    CommandRun run = run("--where=true", "--output=" + output);
    assertThat(run.exitCode()).as("%s", run.err()).isEqualTo(exitCode);
    assertThat(run.log()).hasSize(1);
    assertThat(run.log().get(0)).contains(words);
    assertThat(run.out()).isEmpty();
    assertThat(filesBelow(folder.resolve("carved"))).isEmpty();
  }

  private static List<String> filesBelow(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }

  @Test
  void aGrownSourceIsReadAsFarAsItWas() throws IOException, SQLException {
    take("http-keep-alive.pcap");
    sweep();
    Path grown = evidence.resolve("http-keep-alive.pcap");
    Files.write(grown, new byte[100], StandardOpenOption.APPEND);
    CommandRun run = carve("--where=true");
    assertThat(run.err().get(0)).contains("has grown by 100 bytes");
    assertThat(CarvedPackets.of(output))
        .isEqualTo(CarvedPackets.of(Captures.fixture("http-keep-alive.pcap")));
  }

  @Test
  void sizeAndTimeCanBeTrustedAndTheOutputSaysSo() throws IOException, SQLException {
    take("http-keep-alive.pcap");
    sweep();
    Path capture = evidence.resolve("http-keep-alive.pcap");
    byte[] bytes = Files.readAllBytes(capture);
    bytes[bytes.length - 1] ^= 1;
    FileTime before = Files.getLastModifiedTime(capture);
    Files.write(capture, bytes);
    Files.setLastModifiedTime(capture, before);
    JsonNode summary = carve("--where=true", "--trust=size,mtime").summary();
    assertThat(summary.path("hashes_checked").asBoolean()).isFalse();
    assertThat(new String(Files.readAllBytes(output), StandardCharsets.UTF_8))
        .contains("their hashes were not checked");
    Files.delete(output);
    Files.setLastModifiedTime(capture, FileTime.fromMillis(System.currentTimeMillis() + 3_600_000));
    CommandRun later = run("--where=true", "--trust=size,mtime", "--output=" + output);
    assertThat(later.exitCode()).isEqualTo(1);
    assertThat(later.err().get(0)).contains("was modified after the run");
  }

  @Test
  void movedSourcesAreFoundByTheMap() throws IOException, SQLException {
    take("http-keep-alive.pcap");
    sweep();
    Path moved = folder.resolve("elsewhere=here");
    Files.move(evidence, moved);
    assertFails(1, "is gone", "--sourceMap");
    assertThat(carve("--where=true", "--sourceMap=" + evidence + "=" + moved).exitCode()).isZero();
  }

  @Test
  void nothingIsOverwrittenNorWrittenBesideTheEvidenceOrAmongTables()
      throws IOException, SQLException {
    take("http-keep-alive.pcap");
    sweep();
    Files.createDirectories(output.getParent());
    Files.writeString(output, "kept");
    assertRefused("exists already", "--where=true", "--output=" + output);
    assertThat(output).hasContent("kept");
    for (Path beside : List.of(evidence.resolve("x.pcapng"), evidence.resolve("sub/x.pcapng"))) {
      assertRefused("lies beside the evidence", "--where=true", "--output=" + beside);
    }
    assertRefused("lies in the tables", "--where=true", "--output=" + tables.resolve("x.pcapng"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), evidence);
    assertRefused("beside", "--where=true", "--output=" + link.resolve("x.pcapng"));
    assertThat(filesBelow(evidence)).hasSize(1);
  }

  private void assertRefused(String words, String... options) throws IOException {
    CommandRun run = run(options);
    assertThat(run.exitCode()).as("%s", run.err()).isEqualTo(2);
    assertThat(run.log()).hasSize(1);
    assertThat(run.log().get(0)).contains(words);
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException, SQLException {
    take("http-keep-alive.pcap");
    sweep();
    String out = "--output=" + output;
    assertRefused("one of --where, --sql, --flowId and --exchange", out);
    assertRefused("one of --where", out, "--where=true", "--flowId=AAAAAAAAAAAAAAAA");
    assertRefused("--where: no flow matches", out, "--where=dst_port = 4444");
    assertRefused("--where: ", out, "--where=no_such_column = 1");
    assertRefused("--where: ", out, "--where=true); drop table flows; select (1");
    assertRefused("--sql: ", out, "--sql=copy flows to '" + folder.resolve("x") + "'");
    assertRefused("--sql: ", out, "--sql=select * from '/etc/passwd'");
    assertRefused("--sql: ", out, "--sql=select 1");
    assertRefused("--flowId=AAAAAAAAAAAAAAAA: no such flow", out, "--flowId=AAAAAAAAAAAAAAAA");
    assertRefused("expected a flow_id", out, "--flowId=x'y");
    assertRefused("expected FLOW_ID,TX", out, "--exchange=AAAAAAAAAAAAAAAA");
    assertRefused("--output= names nothing", "--output=", "--where=true");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertRefused("file is no folder", "--output=" + file.resolve("x.pcapng"), "--where=true");
    assertRefused("--trust=none", out, "--where=true", "--trust=none");
    assertRefused("--limitBytes=x", out, "--where=true", "--limitBytes=x");
    assertRefused("--sourceMap=x", out, "--where=true", "--sourceMap=x");
    assertRefused("has no _SUCCESS", "--tables=" + evidence, out, "--where=true");
  }

  @Test
  void theSqlKnowsWhatThatOfQueryKnows() throws IOException, SQLException {
    take("http-keep-alive.pcap", "dns-tunnel.pcap");
    sweep();
    Path servers = Files.writeString(folder.resolve("s.csv"), "address\n192.0.2.2\n192.0.2.77\n");
    Path places =
        new PlaceFileWriter("Test")
            .put("192.0.2.0", 24, Map.of("country", Map.of("iso_code", "DE")))
            .write(folder.resolve("places.mmdb"));
    for (List<String> options :
        List.of(
            List.of(
                "--attach=servers=" + servers,
                "--where=dst_ip in (select address from servers) and dst_port = 80"),
            List.of(
                "--mmdb=" + places,
                "--sql=select flow_id from flows join address_info on address = dst_ip"
                    + " where country = 'DE' -- it is theirs;\n;"),
            List.of("--param=port=80", "--where=dst_port = $port"),
            List.of(
                "--param=net=192.0.2.0/24",
                "--sql=select flow_id from flows where in_cidr(dst_ip_hi, dst_ip_lo, $net)"))) {
      assertThat(carve(options.toArray(String[]::new)).summary().path("packets").asInt())
          .as("%s", options)
          .isEqualTo(14);
      Files.delete(output);
    }
    String out = "--output=" + output;
    assertRefused("there is no --param port", out, "--where=dst_port = $port");
    assertRefused("there is no file", out, "--where=true", "--mmdb=" + folder.resolve("none"));
    assertRefused("takes one statement", out, "--sql=select flow_id from flows; select 1");
  }

  @Test
  void packetsAreDividedByFlowAndHost() throws IOException, SQLException {
    take("http-keep-alive.pcap", "dns-tunnel.pcap");
    sweep();
    Path flows = folder.resolve("flows");
    run("--where=true", "--per=flow", "--output=" + flows);
    List<String> ids = rows("select flow_id || '.pcapng' from {flows} order by 1");
    assertThat(names(flows)).hasSize(ids.size());
    Path hosts = folder.resolve("hosts");
    run("--where=dst_port = 80", "--per=host", "--output=" + hosts);
    assertThat(names(hosts)).containsExactly("192.0.2.1.pcapng", "192.0.2.2.pcapng");
    assertThat(CarvedPackets.of(hosts.resolve("192.0.2.1.pcapng")))
        .isEqualTo(CarvedPackets.of(evidence.resolve("http-keep-alive.pcap")));
    Path calls = folder.resolve("calls");
    run("--where=true", "--per=call", "--output=" + calls);
    assertThat(names(calls)).containsExactly("no-call.pcapng");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void capturesOfOneNameStayApart() throws IOException, SQLException {
    List<String> captures = List.of("http-keep-alive.pcap", "dns-tunnel.pcap");
    List<Path> days = new ArrayList<>();
    for (String capture : captures) {
      Path day = Files.createDirectory(evidence.resolve("day" + days.size()));
      Files.copy(Captures.fixture(capture), day.resolve("eth0.pcap"));
      days.add(day);
    }
    CommandRun.of("sweep", "--input=" + days.get(0) + "," + days.get(1), "--output=" + tables);
    Path carved = folder.resolve("carved");
    run("--where=true", "--per=source", "--comments", "--output=" + carved);
    List<List<String>> found = new ArrayList<>();
    for (String name : List.of("eth0.pcap.pcapng", "eth0.pcap-2.pcapng")) {
      found.add(CarvedPackets.of(carved.resolve(name)));
    }
    assertThat(names(carved)).hasSize(2);
    assertThat(found)
        .containsExactlyInAnyOrder(
            CarvedPackets.of(days.get(0).resolve("eth0.pcap")),
            CarvedPackets.of(days.get(1).resolve("eth0.pcap")));
    carve("--where=true", "--comments");
    assertThat(new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1))
        .contains("frame 1 of " + days.get(0) + "/eth0.pcap")
        .contains("frame 1 of " + days.get(1) + "/eth0.pcap");
  }

  @Test
  void copiesCanBeLeftOut() throws IOException, SQLException {
    take("two-taps-first.pcap", "two-taps-second.pcap");
    sweep();
    List<String> sums =
        rows(
            "select sum(packets)::INT, sum(coalesce(len(duplicates), 0))::INT from {packet_index}");
    String[] numbers = sums.get(0).split("\\|", -1);
    int all = Integer.parseInt(numbers[0]);
    int copies = Integer.parseInt(numbers[1]);
    assertThat(copies).isPositive();
    assertThat(rows("select sum(duplicate_packets)::INT from {flows}")).containsExactly(numbers[1]);
    assertThat(carve("--where=true").summary().path("packets").asInt()).isEqualTo(all);
    Files.delete(output);
    JsonNode dropped = carve("--where=true", "--dropDuplicates").summary();
    assertThat(dropped.path("packets").asInt()).isEqualTo(all - copies);
  }

  @Test
  void anExchangeIsThePacketsThatCarryItsBytes() throws IOException, SQLException {
    take("http-keep-alive.pcap", "dns-several-on-one-connection.pcap");
    sweep();
    String http = rows("select distinct flow_id from {http}").get(0);
    assertThat(carve("--exchange=" + http + ",1", "--comments").exitCode()).isZero();
    List<String> carved = CarvedPackets.of(output);
    List<String> original = CarvedPackets.of(evidence.resolve("http-keep-alive.pcap"));
    // Frame 8 is the second request, frame 9 its response.
    assertThat(carved).containsExactly(original.get(7), original.get(8));
    Files.delete(output);
    assertRefused("no exchange with tx 99", "--exchange=" + http + ",99", "--output=" + output);
  }

  @Test
  void aDatagramExchangeIsThePacketsOfItsTimes() throws IOException, SQLException {
    take("dns-dig-udp-tcp.pcap");
    sweep();
    String flow =
        rows("select flow_id from {dns} where transport = 'udp' and outcome = 'answered'").get(0);
    assertThat(carve("--exchange=" + flow + ",0").summary().path("packets").asInt()).isEqualTo(2);
  }

  @Test
  void theLimitEndsTheFileAtARecord() throws IOException, SQLException {
    take("http-keep-alive.pcap");
    sweep();
    CommandRun run = run("--where=true", "--limitBytes=1500", "--output=" + output);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err().get(0)).contains("--limitBytes=1500 was reached");
    assertThat(Files.size(output)).isLessThanOrEqualTo(1500).isGreaterThan(1000);
    List<String> packets = CarvedPackets.of(output);
    assertThat(CarvedPackets.of(evidence.resolve("http-keep-alive.pcap")))
        .startsWith(packets.toArray(String[]::new))
        .hasSizeGreaterThan(packets.size());
    assertThat(sectionComment()).endsWith("--limitBytes left packets out");
    Files.delete(output);
    assertThat(run("--where=true", "--limitBytes=1MB", "--output=" + output).exitCode()).isZero();
    assertThat(sectionComment()).endsWith("--limitBytes left nothing out");
  }

  /** The first option of the first block. */
  private String sectionComment() throws IOException {
    ByteBuffer section = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(section.getShort(24)).isEqualTo((short) 1); // opt_comment
    return new String(section.array(), 28, section.getShort(26), StandardCharsets.UTF_8);
  }

  @Test
  void aRunThatLiesInTwoFoldersIsReadOnce() throws IOException, SQLException {
    take("http-keep-alive.pcap");
    sweep();
    Path copy = folder.resolve("copy");
    CommandRun.sweep(evidence, copy);
    String both = "--tables=" + copy + "," + tables;
    CommandRun carved = run(both, "--where=true", "--output=" + output);
    assertThat(carved.summary().path("packets").asInt()).isEqualTo(14);
    assertThat(carved.log())
        .singleElement()
        .asString()
        .startsWith("flowbeam: warning: " + copy + " and " + tables + " are one run, ");
  }

  @Test
  void runsThatShareACaptureCarveItOnce() throws IOException, SQLException {
    take("http-keep-alive.pcap");
    sweep();
    Path first = tables;
    tables = folder.resolve("again");
    sweep("--protocols=none");
    CommandRun both =
        CommandRun.of(
            "carve", "--tables=" + first + "," + tables, "--where=true", "--output=" + output);
    assertThat(both.summary().path("packets").asInt()).isEqualTo(14);
    assertThat(both.log()).isEmpty();
  }

  @Test
  void runsThatHaveReadCopiesOfACaptureAreTold() throws IOException, SQLException {
    take("http-keep-alive.pcap");
    sweep();
    Path copies = Files.createDirectory(folder.resolve("copies"));
    Files.copy(Captures.fixture("http-keep-alive.pcap"), copies.resolve("copy.pcap"));
    Path again = folder.resolve("again");
    CommandRun.sweep(copies, again, "--tcpLinger=3s"); // or it was the same run
    String both = "--tables=" + tables + "," + again;
    CommandRun carved = run(both, "--where=true", "--output=" + output);
    assertThat(carved.summary().path("packets").asInt()).isEqualTo(28);
    String flow = rows("select flow_id from {flows}").get(0);
    CommandRun listed = CommandRun.of("packets", both, "--flowId=" + flow);
    assertThat(listed.out().get(listed.out().size() - 1)).isEqualTo("(28 rows)");
    for (CommandRun run : List.of(carved, listed)) {
      assertThat(run.log()).hasSize(1);
      assertThat(run.log().get(0))
          .startsWith("flowbeam: warning: the packets of 1 source are there more than once");
    }
  }

  @Test
  void anIndexIsNeeded() throws IOException, SQLException {
    take("http-keep-alive.pcap");
    sweep("--packetIndex=false");
    assertRefused("has no packet_index", "--where=true", "--output=" + output);
  }

  private void take(String... captures) throws IOException {
    for (String capture : captures) {
      Path copy = evidence.resolve(capture);
      if (!Files.exists(copy)) {
        Files.copy(Captures.fixture(capture), copy);
      }
    }
  }

  private void sweep(String... options) {
    CommandRun run = CommandRun.sweep(evidence, tables, options);
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
  }

  private CommandRun carve(String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--output=" + output);
    CommandRun run = run(all.toArray(String[]::new));
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    return run;
  }

  private CommandRun run(String... options) {
    List<String> all = new ArrayList<>(List.of("carve"));
    if (Stream.of(options).noneMatch(option -> option.startsWith("--tables"))) {
      all.add("--tables=" + tables);
    }
    all.addAll(List.of(options));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private List<String> rows(String sql) throws SQLException {
    return new RunTables(tables).rows(sql);
  }
}
