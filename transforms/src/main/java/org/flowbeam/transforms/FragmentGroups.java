package org.flowbeam.transforms;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.FragmentAssembler;
import org.flowbeam.packet.FragmentOptions;
import org.flowbeam.packet.PacketRecord;

/** Rebuilds the datagrams of merged fragments and writes what becomes of them as packets. */
public final class FragmentGroups {
  private final int buckets;
  private final FrameWriter packets;
  private final FragmentAssembler assembler;
  private final PacketRecord fragment = new PacketRecord();

  public FragmentGroups(FragmentOptions options, int buckets, FrameWriter packets) {
    this.buckets = buckets;
    this.packets = packets;
    this.assembler = new FragmentAssembler(options, this::write);
  }

  /** Takes all fragments, group by group. */
  public void rebuild(SortedRecords fragments) throws IOException {
    while (fragments.nextGroup()) {
      while (fragments.nextInGroup()) {
        fragment.wrap(fragments.bytes(), fragments.offset(), fragments.length());
        // The place for dedup: a removed copy goes on with PacketRecord.DUPLICATE set.
        assembler.add(fragment);
      }
      assembler.end();
    }
  }

  private void write(byte[] record, int length) {
    try {
      packets.add(FlowKey.bucket(record, 0, buckets), record, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
