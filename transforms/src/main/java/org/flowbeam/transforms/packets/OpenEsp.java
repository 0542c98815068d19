package org.flowbeam.transforms.packets;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.esp.EspNull;
import org.flowbeam.packet.fragment.FragmentOptions;

/**
 * The way of ESP packets back to the packets: grouped by security association, so that whether it
 * encrypts is decided once for the whole archive, and put out as packets of what is inside.
 */
public final class OpenEsp
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollection<KV<Integer, byte[]>>> {
  private final Spill spill;
  private final EspNull choice;
  private final FragmentOptions options;

  public OpenEsp(Spill spill, EspNull choice, FragmentOptions options) {
    this.spill = spill;
    this.choice = choice;
    this.options = options;
  }

  @Override
  public PCollection<KV<Integer, byte[]>> expand(PCollection<KV<Integer, byte[]>> packets) {
    return packets
        .apply("Group by security association", SortedGroups.group())
        .apply("Open", ParDo.of(new OpenFn(spill, choice, options)))
        .setCoder(SortedGroups.frameCoder());
  }

  private static final class OpenFn
      extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final Spill spill;
    private final EspNull choice;
    private final FragmentOptions options;

    OpenFn(Spill spill, EspNull choice, FragmentOptions options) {
      this.spill = spill;
      this.choice = choice;
      this.options = options;
    }

    @ProcessElement
    public void process(ProcessContext c) throws IOException {
      try (SortedRecords esp =
              SortedGroups.open(c.element().getValue(), spill.store(), FlowKey.BYTES);
          FrameWriter packets = spill.writer((k, ref) -> c.output(KV.of(k, ref)))) {
        PacketWriter writer = new PacketWriter(spill.buckets(), packets, null);
        new EspGroups(choice, options.decoding(), options.carried(), writer).open(esp);
        packets.finish();
      }
    }
  }
}
