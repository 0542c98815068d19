package org.flowbeam.io.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectedPackTest {
  /**
   * What is shuffled to spread the reading of a file: so much per slice, however many there are.
   */
  private static final int MAX_UNIT_BYTES = 3_000;

  @TempDir Path folder;

  @Test
  void aUnitOfReadingIsAsSmallInAFileOfManySlices() throws IOException {
    assertUnits(20);
    assertUnits(2_000);
  }

  private void assertUnits(int slices) throws IOException {
    PcapBuilder capture = PcapBuilder.pcap();
    for (int i = 0; i < slices; i++) {
      capture.packet(Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(i, 9).payload("slice"));
    }
    Path file = Files.write(folder.resolve(slices + ".pcap"), capture.bytes());
    InputFile input = new InputFile(0, "a.pcap", file.toString(), Files.size(file), false, "");
    Iterator<ReadUnit> units = new FilePack(List.of(input)).inspect(40).units(0);
    int count = 0;
    for (; units.hasNext(); count++) {
      assertThat(bytes(units.next())).isLessThan(MAX_UNIT_BYTES);
    }
    assertThat(count).isEqualTo(slices);
  }

  private static int bytes(ReadUnit unit) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(unit);
    }
    return bytes.size();
  }
}
