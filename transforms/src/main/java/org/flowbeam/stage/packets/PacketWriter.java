package org.flowbeam.stage.packets;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.packet.FlowKey;
import org.jspecify.annotations.Nullable;

/** Writes packet records by bucket, those of ESP to a writer of their own where they are opened. */
public final class PacketWriter {
  private final int buckets;
  private final FrameWriter packets;
  private final @Nullable FrameWriter esp;

  /**
   * @param esp null to leave ESP packets among the others
   */
  public PacketWriter(int buckets, FrameWriter packets, @Nullable FrameWriter esp) {
    this.buckets = buckets;
    this.packets = packets;
    this.esp = esp;
  }

  /** Writes a copy of the record {@code bytes[0, length)}. */
  public void write(byte[] record, int length) {
    FrameWriter writer = esp != null && FlowKey.isEsp(record, 0) ? esp : packets;
    try {
      writer.add(FlowKey.bucket(record, 0, buckets), record, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
