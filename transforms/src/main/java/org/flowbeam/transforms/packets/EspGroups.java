package org.flowbeam.transforms.packets;

import java.io.IOException;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.esp.EspAssembler;
import org.flowbeam.packet.esp.EspNull;

/** Opens the ESP packets of merged security associations and writes them as packets. */
public final class EspGroups {
  private final EspAssembler assembler;
  private final PacketRecord packet = new PacketRecord();

  public EspGroups(
      EspNull choice, DecodeOptions decoding, CarriedPayload payload, PacketWriter packets) {
    this.assembler = new EspAssembler(choice, decoding, payload, packets::write);
  }

  /** Takes all ESP packets, group by group. */
  public void open(SortedRecords packets) throws IOException {
    while (packets.nextGroup()) {
      while (packets.nextInGroup()) {
        assembler.add(packet.wrap(packets.bytes(), packets.offset(), packets.length()));
      }
      assembler.end();
    }
  }
}
