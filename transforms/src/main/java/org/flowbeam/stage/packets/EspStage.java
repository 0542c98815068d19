package org.flowbeam.stage.packets;

import java.io.IOException;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.esp.EspAssembler;
import org.flowbeam.packet.esp.EspNull;
import org.flowbeam.packet.fragment.FragmentOptions;
import org.flowbeam.stage.KeyedStage;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;

/**
 * The way of ESP packets back to the packets: grouped by security association, so that whether it
 * encrypts is decided once for the whole archive, and put out as packets of what is inside.
 */
public final class EspStage implements KeyedStage {
  private final Spill spill;
  private final FrameWriter packets;
  private final EspAssembler assembler;
  private final PacketRecord packet = new PacketRecord();

  public EspStage(Spill spill, EspNull choice, FragmentOptions options, StageOutput out) {
    this.spill = spill;
    this.packets = spill.writer((key, frame) -> out.frame(Lane.PACKETS, key, frame));
    PacketWriter writer = new PacketWriter(spill.buckets(), packets, null);
    this.assembler = new EspAssembler(choice, options.decoding(), options.carried(), writer::write);
  }

  @Override
  public void process(int bucket, Iterable<byte[]> frames) throws IOException {
    try (SortedRecords esp = SortedRecords.open(frames, spill.store(), FlowKey.BYTES)) {
      while (esp.nextGroup()) {
        while (esp.nextInGroup()) {
          assembler.add(packet.wrap(esp.bytes(), 0, esp.length()));
        }
        assembler.end();
      }
    }
  }

  @Override
  public void finish() throws IOException {
    packets.finish();
  }

  @Override
  public void close() {
    packets.close();
  }
}
