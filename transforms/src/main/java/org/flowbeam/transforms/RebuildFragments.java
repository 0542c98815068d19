package org.flowbeam.transforms;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.flowbeam.io.SortedGroups;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.FlowKeys;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;

/**
 * The way of later fragments back to the packets, one datagram after the other. Datagrams are not
 * rebuilt yet: each later fragment comes back as a packet without a flow, reason {@code fragment}.
 */
public final class RebuildFragments
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollection<KV<Integer, byte[]>>> {
  private final Spill spill;

  public RebuildFragments(Spill spill) {
    this.spill = spill;
  }

  @Override
  public PCollection<KV<Integer, byte[]>> expand(PCollection<KV<Integer, byte[]>> fragments) {
    return fragments
        .apply("Group by datagram", SortedGroups.group())
        .apply("Rebuild", ParDo.of(new RebuildFn(spill)))
        .setCoder(GroupPackets.frameCoder());
  }

  private static final class RebuildFn
      extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final Spill spill;

    RebuildFn(Spill spill) {
      this.spill = spill;
    }

    @ProcessElement
    public void process(ProcessContext c) throws IOException {
      PacketRecord fragment = new PacketRecord();
      try (SortedRecords records =
              SortedGroups.open(c.element().getValue(), spill.store(), FlowKey.BYTES);
          FrameWriter packets = spill.writer((k, ref) -> c.output(KV.of(k, ref)))) {
        while (records.nextGroup()) {
          while (records.nextInGroup()) {
            fragment.wrap(records.bytes(), records.offset(), records.length());
            putBack(fragment, records.length(), packets);
          }
        }
        packets.finish();
      }
    }

    private void putBack(PacketRecord fragment, int length, FrameWriter packets)
        throws IOException {
      int at = packets.begin(length);
      byte[] out = packets.buffer();
      System.arraycopy(fragment.bytes(), fragment.keyOffset(), out, at, length);
      FlowKeys.encodeNoFlow(
          Unkeyed.FRAGMENT, fragment.contentHashHigh(), fragment.contentHashLow(), out, at);
      packets.commit(FlowKey.bucket(out, at, spill.buckets()), length);
    }
  }
}
