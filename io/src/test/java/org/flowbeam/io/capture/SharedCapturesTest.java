package org.flowbeam.io.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.junit.jupiter.api.Test;

/** The public captures beside a checkout, against the packet counts that their list states. */
class SharedCapturesTest {
  private static final String TCPDUMP = "the-tcpdump-group+tcpdump/tests/";
  private static final String LIBPCAP = "the-tcpdump-group+libpcap/tests/";
  private static final String GOPACKET = "elastic+gopacket/pcapgo/tests/";
  private static final String SURICATA = "OISF+suricata-verify/tests/";
  private static final String FUZZED =
      "seladb+PcapPlusPlus/Tests/Fuzzers/RegressionTests/regression_samples/";

  /** Packets that we count where the list counts otherwise, or (mostly) not at all. */
  private static final Map<String, Long> DIFFERENCES = new HashMap<>();

  static {
    // The list has no count since its tool refuses version 1; libpcap's rule is to refuse below 2,
    // but the records are those of 2.4.
    DIFFERENCES.put(LIBPCAP + "pcap-invalid-version-1.pcap", 1L);
    // Its tool refuses a section header of version 2.0; the packets of its sections are readable.
    DIFFERENCES.put(GOPACKET + "be/test901.pcapng", 3L);
    DIFFERENCES.put(GOPACKET + "le/test901.pcapng", 3L);
    // Its tool refuses link types that it does not know; records do not depend on them.
    DIFFERENCES.put(TCPDUMP + "juniper_es_oobr.pcap", 1L);
    DIFFERENCES.put(TCPDUMP + "vtp_asan-2.pcap", 1L);
    DIFFERENCES.put(TCPDUMP + "brcm-tag.pcap", 23L);
    DIFFERENCES.put(TCPDUMP + "dsa-high-vid.pcap", 4L);
    DIFFERENCES.put(TCPDUMP + "edsa.pcap", 10L);
    DIFFERENCES.put(LIBPCAP + "filter/brcm-tag.pcap", 15L);
    // Its tool refuses reserved bits in the link type that are not zero.
    DIFFERENCES.put(LIBPCAP + "linktype-reserved-field-not-zero.pcap", 0L);
    DIFFERENCES.put(FUZZED + "clusterfuzz-testcase-minimized-FuzzTarget-5752969003008000", 1L);
    // Damaged record headers: its tool gives up, or takes what follows for one cut packet; we keep
    // what is before, and what follows a search.
    DIFFERENCES.put(SURICATA + "bug-6875-01/fuzz.pcap", 1L);
    DIFFERENCES.put(SURICATA + "smtp-to-comma/10.7.29.101_49898-178.63.41.150_25.pcap", 199L);
    DIFFERENCES.put(FUZZED + "clusterfuzz-testcase-minimized-FuzzTarget-5758569646653440", 1L);
    DIFFERENCES.put(FUZZED + "clusterfuzz-testcase-minimized-FuzzTarget-5165538295939072", 1L);
    DIFFERENCES.put(FUZZED + "crash-exception-cast-constructed-record", 2L);
    DIFFERENCES.put(FUZZED + "igmplayer", 19L);
  }

  private record Stored(Path path) implements CaptureFile {
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

  private static List<String[]> listed(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("MANIFEST.tsv")).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .toList();
  }

  @Test
  void packetCountsAreThoseOfTheListButForExplainedDifferences() throws IOException {
    Path folder = Captures.shared();
    Map<String, Long> differences = new HashMap<>();
    for (String[] row : listed(folder)) {
      long packets = 0;
      for (SourceInfo source :
          CaptureFiles.inspect(new Stored(folder.resolve(row[0])), Seen.WHOLE)) {
        packets += source.packets();
      }
      if (!row[4].equals(Long.toString(packets))) {
        differences.put(row[0], packets);
      }
    }
    assertThat(differences).isEqualTo(DIFFERENCES);
  }

  @Test
  void slicesOfEveryCaptureReadAsTheWhole() throws IOException {
    Path folder = Captures.shared();
    for (String[] row : listed(folder)) {
      Stored file = new Stored(folder.resolve(row[0]));
      if (file.sizeBytes() > 1 << 18) {
        continue;
      }
      List<SourceInfo> whole = CaptureFiles.inspect(file, Seen.WHOLE);
      List<SourceInfo> sliced = CaptureFiles.inspect(file, new InspectOptions(777, true));
      List<Seen> records = Seen.all(file, sliced);
      assertThat(records).as(row[0]).isEqualTo(Seen.all(file, whole));
      assertThat(sliced.get(0).sha256()).as(row[0]).isEqualTo(CaptureFiles.sha256(file));
    }
  }

  /** Each behind the one before it in the list, as {@code cat} would make it. */
  @Test
  void captureFilesBehindOneAnotherGiveThePacketsOfBoth() throws IOException {
    Path folder = Captures.shared();
    byte[] before = new byte[0];
    List<Content> ofBefore = List.of();
    int pairs = 0;
    for (String[] row : listed(folder)) {
      Path path = folder.resolve(row[0]);
      SourceInfo source = CaptureFiles.inspect(new Stored(path), Seen.WHOLE).get(0);
      boolean whole = source.format() != null && source.status() == SourceStatus.OK;
      if (Files.size(path) > 1 << 18 || !source.compression().equals("none") || !whole) {
        continue;
      }
      byte[] file = Files.readAllBytes(path);
      List<Content> ofFile = Content.of(file);
      byte[] both = Arrays.copyOf(before, before.length + file.length);
      System.arraycopy(file, 0, both, before.length, file.length);
      if (before.length > 0) {
        List<Content> expected = new ArrayList<>(ofBefore);
        expected.addAll(ofFile);
        assertThat(Content.of(both)).as(row[0]).isEqualTo(expected);
        pairs++;
      }
      before = file;
      ofBefore = ofFile;
    }
    assertThat(pairs).isGreaterThan(1000);
  }

  private record Content(long timeNanos, int linkType, int originalLength, String data) {
    static List<Content> of(byte[] file) {
      return Seen.all(file).stream()
          .map(s -> new Content(s.timeNanos(), s.linkType(), s.originalLength(), s.data()))
          .toList();
    }
  }
}
