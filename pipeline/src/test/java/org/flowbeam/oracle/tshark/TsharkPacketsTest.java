package org.flowbeam.oracle.tshark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Difference;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.Tsv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The innermost addresses, protocol and ports of every packet of every public capture, against
 * tshark's, and against the texts of tcpdump's tests. After a change, {@code target/oracle} has
 * what was found in the form of the lists, and the table of the documentation.
 */
class TsharkPacketsTest {
  private static final Path TARGET = Path.of("target", "oracle");
  private static final Path DOCUMENT = Path.of("docs", "link-types-and-tunnels.md");
  private static final String COLUMN = "endpoints";

  private final List<Difference> fromTshark = new ArrayList<>();
  private final List<Difference> fromTcpdump = new ArrayList<>();
  private final AgreementTable table = new AgreementTable();

  @Test
  void everyPacketHasTheEndpointsOfOthersOrIsListedWithItsReason(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("all.pcapng");
    PacketArchive archive = PacketArchive.of(Captures.shared(), file);
    List<TsharkPackets.Packet> theirs = TsharkPackets.read(folder, file);
    assertThat(theirs).hasSameSizeAs(archive.packets).hasSizeGreaterThan(100_000);
    TcpdumpText tcpdump = TcpdumpText.of(Captures.shared());
    for (int i = 0; i < theirs.size(); i++) {
      compare(archive.packets.get(i), theirs.get(i), tcpdump);
    }
    Files.createDirectories(TARGET);
    Files.writeString(TARGET.resolve("link-types-and-tunnels.md"), table.toString());
    KnownDifferences ofTshark = written("tshark-packet-differences.tsv", fromTshark);
    KnownDifferences ofTcpdump = written("tcpdump-packet-differences.tsv", fromTcpdump);
    assertListed(ofTshark, fromTshark);
    assertListed(ofTcpdump, fromTcpdump);
    String document = Files.readString(Captures.root().resolve(DOCUMENT));
    assertThat(document).as("the table in " + DOCUMENT).contains(table.toString());
  }

  private void compare(PacketArchive.Packet our, TsharkPackets.Packet their, TcpdumpText tcpdump) {
    if (our.endpoints().startsWith(Endpoints.FRAGMENT)) {
      return; // one alone has no flow; WiresharkFragmentsTest compares the rebuilt datagrams
    }
    boolean asTshark = our.endpoints().equals(their.endpoints());
    if (!asTshark) {
      add(fromTshark, our, our.endpoints(), their.endpoints());
    }
    String pair = our.pair();
    String text =
        tcpdump.pair(our.capture(), our.number(), pair, our.endpoints().startsWith("icmp"));
    Boolean asTcpdump = text == null ? null : (Boolean) pair.equals(text);
    if (text != null && !pair.equals(text)) {
      add(fromTcpdump, our, pair, text);
    }
    Set<String> kinds = Encapsulations.of(our.linkType(), our.tunnels(), their.layers());
    boolean none =
        our.endpoints().equals(Endpoints.NONE) && their.endpoints().equals(Endpoints.NONE);
    table.add(kinds, our.capture(), !none, asTshark, asTcpdump);
  }

  private static void add(
      List<Difference> found, PacketArchive.Packet our, String ours, String theirs) {
    found.add(new Difference(our.capture(), our.row(), COLUMN, ours, theirs));
  }

  private static KnownDifferences written(String list, List<Difference> found) throws IOException {
    KnownDifferences known = KnownDifferences.of(Tsv.resource(list));
    known.write(found, TARGET.resolve(list));
    return known;
  }

  private static void assertListed(KnownDifferences known, List<Difference> found) {
    assertThat(known.unlisted(found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(found)).as("listed differences that have gone").isEmpty();
  }
}
