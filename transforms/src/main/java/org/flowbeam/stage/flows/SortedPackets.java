package org.flowbeam.stage.flows;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.flowbeam.assemble.PacketCursor;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.packet.PacketRecord;

/** The packets of the current group of merged frames, for the assembler. */
public final class SortedPackets implements PacketCursor {
  private final SortedRecords records;
  private final PacketRecord packet = new PacketRecord();

  public SortedPackets(SortedRecords records) {
    this.records = records;
  }

  @Override
  public boolean next() {
    try {
      if (!records.nextInGroup()) {
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    packet.wrap(records.bytes(), records.offset(), records.length());
    return true;
  }

  @Override
  public PacketRecord packet() {
    return packet;
  }
}
