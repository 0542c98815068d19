package org.flowbeam.transforms.packets;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.fragment.FragmentOptions;

/**
 * The way of fragments back to the packets: grouped by addresses and identification, rebuilt one
 * datagram after the other, and put out as packets of the flows that the datagrams are of: {@link
 * GroupPackets#PACKETS} and, where ESP is opened, {@link GroupPackets#ESP}.
 */
public final class RebuildFragments
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollectionTuple> {
  private final Spill spill;
  private final FragmentOptions options;
  private final boolean espAside;

  public RebuildFragments(Spill spill, FragmentOptions options, boolean espAside) {
    this.spill = spill;
    this.options = options;
    this.espAside = espAside;
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, byte[]>> fragments) {
    PCollectionTuple out =
        fragments
            .apply("Group by datagram", SortedGroups.group())
            .apply(
                "Rebuild",
                ParDo.of(new RebuildFn(spill, options, espAside))
                    .withOutputTags(
                        GroupPackets.PACKETS,
                        espAside ? TupleTagList.of(GroupPackets.ESP) : TupleTagList.empty()));
    out.getAll().values().forEach(GroupPackets::setFrameCoder);
    return out;
  }

  private static final class RebuildFn
      extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final Spill spill;
    private final FragmentOptions options;
    private final boolean espAside;

    RebuildFn(Spill spill, FragmentOptions options, boolean espAside) {
      this.spill = spill;
      this.options = options;
      this.espAside = espAside;
    }

    @ProcessElement
    public void process(ProcessContext c) throws IOException {
      try (SortedRecords fragments =
              SortedGroups.open(c.element().getValue(), spill.store(), FlowKey.BYTES);
          FrameWriter packets = spill.writer((k, ref) -> c.output(KV.of(k, ref)));
          FrameWriter esp = spill.writer((k, ref) -> c.output(GroupPackets.ESP, KV.of(k, ref)))) {
        PacketWriter writer = new PacketWriter(spill.buckets(), packets, espAside ? esp : null);
        new FragmentGroups(options, writer).rebuild(fragments);
        packets.finish();
        esp.finish();
      }
    }
  }
}
