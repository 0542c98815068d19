package org.flowbeam.stage.flows;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.flowbeam.assemble.PacketCursor;
import org.flowbeam.io.capture.CaptureChangedException;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.input.PayloadReader;
import org.flowbeam.packet.AwayPayload;
import org.flowbeam.packet.PacketRecord;
import org.jspecify.annotations.Nullable;

/**
 * The packets of the current group of merged frames, for the assembler, with the payload that had
 * stayed in its capture. Where that has changed, the packet is one without captured payload.
 */
public final class SortedPackets implements PacketCursor {
  /** Hears of captures that changed after their packets were read. */
  interface Changes {
    void changed(long source, CaptureChangedException change);
  }

  private final SortedRecords records;
  private final @Nullable PayloadReader payloads;
  private final Changes changes;
  private final PacketRecord packet = new PacketRecord();
  private byte[] whole = new byte[2048];

  /** For packets that carry their payload. */
  public SortedPackets(SortedRecords records) {
    this(records, null, (source, change) -> {});
  }

  SortedPackets(SortedRecords records, @Nullable PayloadReader payloads, Changes changes) {
    this.records = records;
    this.payloads = payloads;
    this.changes = changes;
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
    packet.wrap(records.bytes(), 0, records.length());
    if (payloads != null && packet.isPayloadAway()) {
      bringBack(payloads);
    }
    return true;
  }

  private void bringBack(PayloadReader reader) {
    int room = AwayPayload.wholeLength(packet);
    if (room > whole.length) {
      whole = new byte[2 * room];
    }
    int length = room;
    int at = AwayPayload.bringBack(packet, whole);
    int file = (int) (packet.source() >>> 32);
    int checksum = packet.awayChecksum();
    try {
      reader.read(file, packet.awayOffset(), packet.awayLength(), checksum, whole, at);
    } catch (CaptureChangedException change) {
      changes.changed(packet.source(), change);
      length = AwayPayload.giveUp(packet, whole);
    }
    packet.wrap(whole, 0, length);
  }

  @Override
  public PacketRecord packet() {
    return packet;
  }
}
