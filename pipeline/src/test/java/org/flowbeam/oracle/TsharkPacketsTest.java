package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TsharkPacketsTest {
  @Test
  void explore(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("all.pcapng");
    PacketArchive archive = PacketArchive.of(Captures.shared(), file);
    Files.copy(
        file, Path.of("/tmp/links/all.pcapng"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    List<TsharkPackets.Packet> theirs = TsharkPackets.read(folder, file);
    assertThat(theirs).hasSize(archive.packets.size());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < theirs.size(); i++) {
      PacketArchive.Packet our = archive.packets.get(i);
      TsharkPackets.Packet their = theirs.get(i);
      text.append(
              String.join(
                  "\t",
                  our.capture(),
                  "" + our.number(),
                  "" + our.linkType(),
                  our.endpoints(),
                  their.endpoints(),
                  String.join(",", our.tunnels()),
                  String.join(":", their.layers())))
          .append('\n');
    }
    Files.writeString(Path.of("/tmp/links/compare.tsv"), text);
  }
}
