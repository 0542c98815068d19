package org.flowbeam.stage.packets;

import java.io.IOException;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.fragment.FragmentAssembler;
import org.flowbeam.packet.fragment.FragmentOptions;
import org.flowbeam.stage.KeyedStage;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;

/**
 * The way of fragments back to the packets: grouped by addresses and identification, rebuilt one
 * datagram after the other, and put out as packets of the flows that the datagrams are of.
 */
public final class RebuildStage implements KeyedStage {
  private final Spill spill;
  private final FrameWriter packets;
  private final FrameWriter esp;
  private final FragmentAssembler assembler;
  private final PacketRecord fragment = new PacketRecord();

  /**
   * @param espAside whether ESP packets are put out apart, to be opened
   */
  public RebuildStage(Spill spill, FragmentOptions options, boolean espAside, StageOutput out) {
    this.spill = spill;
    this.packets = spill.writer((key, frame) -> out.frame(Lane.PACKETS, key, frame));
    this.esp = spill.writer((key, frame) -> out.frame(Lane.ESP, key, frame));
    PacketWriter writer = new PacketWriter(spill.buckets(), packets, espAside ? esp : null);
    this.assembler = new FragmentAssembler(options, writer::write);
  }

  @Override
  public void process(int bucket, Iterable<byte[]> frames) throws IOException {
    try (SortedRecords fragments = SortedRecords.open(frames, spill.store(), FlowKey.BYTES)) {
      while (fragments.nextGroup()) {
        while (fragments.nextInGroup()) {
          fragment.wrap(fragments.bytes(), 0, fragments.length());
          // Copies are removed later, with the flow: each record keeps its fragment's own hash.
          assembler.add(fragment);
        }
        assembler.end();
      }
    }
  }

  @Override
  public void finish() throws IOException {
    packets.finish();
    esp.finish();
  }

  @Override
  public void close() {
    packets.close();
    esp.close();
  }
}
