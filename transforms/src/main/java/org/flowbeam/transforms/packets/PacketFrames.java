package org.flowbeam.transforms.packets;

import java.io.Closeable;
import java.io.IOException;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.shuffle.Spill;
import org.jspecify.annotations.Nullable;

/**
 * The frame writers of one bundle that reads captures. They stay open from unit to unit, so that
 * how many frames there are follows from the packets and not from the number of units. What a
 * bundle that failed had not output is forgotten by {@link #close}.
 */
final class PacketFrames implements Closeable {
  /** Takes the frames of one output. */
  interface Receiver {
    void output(TupleTag<KV<Integer, byte[]>> tag, KV<Integer, byte[]> frame);
  }

  final FrameWriter packets;
  final FrameWriter fragments;
  final FrameWriter esp;
  final FrameWriter facts;
  private @Nullable Receiver receiver;

  PacketFrames(Spill spill) {
    packets = spill.writer((k, frame) -> output(GroupPackets.PACKETS, k, frame));
    fragments = spill.writer((k, frame) -> output(GroupPackets.FRAGMENTS, k, frame));
    esp = spill.writer((k, frame) -> output(GroupPackets.ESP, k, frame));
    facts = spill.factWriter((k, frame) -> output(GroupPackets.FACTS, k, frame));
  }

  /** Frames that are full from now on go to this receiver. */
  void to(Receiver next) {
    receiver = next;
  }

  private void output(TupleTag<KV<Integer, byte[]>> tag, int key, byte[] frame) {
    if (receiver == null) {
      throw new IllegalStateException("a flush outside of a bundle");
    }
    receiver.output(tag, KV.of(key, frame));
  }

  void finish() throws IOException {
    packets.finish();
    fragments.finish();
    esp.finish();
    facts.finish();
  }

  @Override
  public void close() {
    packets.close();
    fragments.close();
    esp.close();
    facts.close();
  }
}
