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
import org.flowbeam.packet.FragmentOptions;

/**
 * The way of fragments back to the packets: grouped by addresses and identification, rebuilt one
 * datagram after the other, and put out as packets of the flows that the datagrams are of.
 */
public final class RebuildFragments
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollection<KV<Integer, byte[]>>> {
  private final Spill spill;
  private final FragmentOptions options;

  public RebuildFragments(Spill spill, FragmentOptions options) {
    this.spill = spill;
    this.options = options;
  }

  @Override
  public PCollection<KV<Integer, byte[]>> expand(PCollection<KV<Integer, byte[]>> fragments) {
    return fragments
        .apply("Group by datagram", SortedGroups.group())
        .apply("Rebuild", ParDo.of(new RebuildFn(spill, options)))
        .setCoder(GroupPackets.frameCoder());
  }

  private static final class RebuildFn
      extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final Spill spill;
    private final FragmentOptions options;

    RebuildFn(Spill spill, FragmentOptions options) {
      this.spill = spill;
      this.options = options;
    }

    @ProcessElement
    public void process(ProcessContext c) throws IOException {
      try (SortedRecords fragments =
              SortedGroups.open(c.element().getValue(), spill.store(), FlowKey.BYTES);
          FrameWriter packets = spill.writer((k, ref) -> c.output(KV.of(k, ref)))) {
        new FragmentGroups(options, spill.buckets(), packets).rebuild(fragments);
        packets.finish();
      }
    }
  }
}
