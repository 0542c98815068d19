package org.flowbeam.packet.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.packet.decode.RawCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The datagrams that tshark rebuilds from every public capture with fragments: by the frame that
 * completes them, byte for byte.
 */
class WiresharkFragmentsTest {
  /**
   * Frames whose datagram differs, by capture: its first fragment has 18 bytes and is not the last,
   * which no datagram can have (RFC 791); tshark takes it.
   */
  private static final Map<String, List<Integer>> EXPECTED =
      Map.of("zeek+zeek/testing/btest/Traces/ipv4/fragmented-1.pcap", List.of(3));

  @Test
  void tsharkRebuildsTheSameDatagrams(@TempDir Path folder) throws Exception {
    Path tshark = Captures.program("tshark");
    Path root = Captures.shared();
    Map<String, List<Integer>> differences = new TreeMap<>();
    int compared = 0;
    for (Path file : RawCapture.files(root)) {
      CapturedFragments fragments = CapturedFragments.of(file);
      if (fragments.isEmpty()) {
        continue;
      }
      Map<Integer, String> theirs = theirs(folder, tshark, file);
      Map<Integer, String> ours = fragments.rebuiltPackets();
      List<Integer> different = new ArrayList<>();
      for (int frame : union(ours, theirs)) {
        String our = ours.getOrDefault(frame, "-");
        String their = theirs.getOrDefault(frame, "+");
        if (!our.endsWith(their)) {
          different.add(frame);
        }
        compared++;
      }
      if (!different.isEmpty()) {
        differences.put(root.relativize(file).toString(), different);
      }
    }
    System.out.println("datagrams compared with tshark's: " + compared);
    assertThat(differences).isEqualTo(new TreeMap<>(EXPECTED));
    assertThat(compared).isGreaterThan(50);
  }

  private static List<Integer> union(Map<Integer, String> ours, Map<Integer, String> theirs) {
    Map<Integer, String> all = new TreeMap<>(ours);
    all.putAll(theirs);
    return List.copyOf(all.keySet());
  }

  private static Map<Integer, String> theirs(Path folder, Path tshark, Path file)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "tshark", ".txt");
    Process process =
        new ProcessBuilder(
                tshark.toString(),
                "-nr",
                file.toString(),
                "-Tfields",
                "-eframe.number",
                "-eip.reassembled.data",
                "-eipv6.reassembled.data")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(file.toString()).isTrue();
    Map<Integer, String> rebuilt = new TreeMap<>();
    for (String line : Files.readAllLines(output)) {
      String[] fields = line.split("\t", -1);
      String data = fields.length < 3 ? "" : fields[1] + fields[2];
      if (!data.isEmpty()) {
        rebuilt.put(Integer.parseInt(fields[0]), data);
      }
    }
    return rebuilt;
  }
}
