package org.flowbeam.transforms.packets;

import java.io.IOException;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.transforms.sources.RunSources;
import org.flowbeam.transforms.sources.SourceFact;

/**
 * Reads captures slice by slice and puts out their packets as sorted frames keyed by bucket,
 * fragments aside, and what became of each source's packets.
 *
 * <p>The restriction counts slices: claim one, read it, flush, claim the next. Reading and grouping
 * are one step so that a packet is never a Beam element, nor part of one (docs/decisions/0002).
 */
public final class GroupPackets extends PTransform<PCollection<InspectedPack>, PCollectionTuple> {
  /** Counters for the progress display only; a retry counts twice. */
  public static final String METRICS = "flowbeam";

  public static final String BYTES_READ = "bytes_read";
  public static final String PACKETS_READ = "packets_read";

  /** Keyed by bucket: every packet but fragments. */
  public static final TupleTag<KV<Integer, byte[]>> PACKETS = new TupleTag<>() {};

  /** Keyed by bucket: fragments, whose flow is known when their datagram is rebuilt. */
  public static final TupleTag<KV<Integer, byte[]>> FRAGMENTS = new TupleTag<>() {};

  /** Keyed by bucket: ESP packets, where they are to be opened. */
  public static final TupleTag<KV<Integer, byte[]>> ESP = new TupleTag<>() {};

  /** {@link SourceFact} records under one key. */
  public static final TupleTag<KV<Integer, byte[]>> FACTS = new TupleTag<>() {};

  private final Spill spill;
  private final Reading reading;
  private final PCollectionView<RunSources> copies;

  /**
   * @param reading {@link Reading#espAside} decides whether there is an output {@link #ESP}
   */
  public GroupPackets(Spill spill, Reading reading, PCollectionView<RunSources> copies) {
    this.spill = spill;
    this.reading = reading;
    this.copies = copies;
  }

  @Override
  public PCollectionTuple expand(PCollection<InspectedPack> packs) {
    TupleTagList aside = TupleTagList.of(FRAGMENTS).and(FACTS);
    PCollectionTuple out =
        packs.apply(
            "Read, decode and sort",
            ParDo.of(new ReadFn(spill, reading, copies))
                .withSideInputs(copies)
                .withOutputTags(PACKETS, reading.espAside() ? aside.and(ESP) : aside));
    out.getAll().values().forEach(GroupPackets::setFrameCoder);
    return out;
  }

  @SuppressWarnings("unchecked")
  static void setFrameCoder(PCollection<?> frames) {
    ((PCollection<KV<Integer, byte[]>>) frames).setCoder(SortedGroups.frameCoder());
  }

  static final class ReadFn extends DoFn<InspectedPack, KV<Integer, byte[]>> {
    private final Counter bytesRead = Metrics.counter(METRICS, BYTES_READ);
    private final Counter packetsRead = Metrics.counter(METRICS, PACKETS_READ);
    private final Spill spill;
    private final Reading reading;
    private final PCollectionView<RunSources> copies;

    ReadFn(Spill spill, Reading reading, PCollectionView<RunSources> copies) {
      this.spill = spill;
      this.reading = reading;
      this.copies = copies;
    }

    @GetInitialRestriction
    public OffsetRange allSlices(@Element InspectedPack pack) {
      return new OffsetRange(0, pack.slices());
    }

    @SplitRestriction
    public void oneEach(@Restriction OffsetRange slices, OutputReceiver<OffsetRange> out) {
      for (long i = slices.getFrom(); i < slices.getTo(); i++) {
        out.output(new OffsetRange(i, i + 1));
      }
    }

    @ProcessElement
    public void process(ProcessContext c, RestrictionTracker<OffsetRange, Long> slices)
        throws IOException {
      RunSources run = c.sideInput(copies);
      for (long i = slices.currentRestriction().getFrom(); slices.tryClaim(i); i++) {
        readSlice(c.element(), (int) i, run, c);
      }
    }

    private void readSlice(InspectedPack pack, int slice, RunSources run, ProcessContext c)
        throws IOException {
      try (FrameWriter packets = spill.writer((k, ref) -> c.output(PACKETS, KV.of(k, ref)));
          FrameWriter fragments = spill.writer((k, ref) -> c.output(FRAGMENTS, KV.of(k, ref)));
          FrameWriter esp = spill.writer((k, ref) -> c.output(ESP, KV.of(k, ref)));
          FrameWriter facts = spill.factWriter((k, ref) -> c.output(FACTS, KV.of(k, ref)))) {
        SliceSorter sorter = new SliceSorter(reading, spill.buckets(), packets, fragments, esp);
        for (InspectedFile file : pack.files()) {
          sorter.read(file, slice, run, facts);
          bytesRead.inc(sorter.takeBytesRead());
          packetsRead.inc(sorter.takePacketsRead());
        }
        packets.finish();
        fragments.finish();
        esp.finish();
        facts.finish();
      }
    }
  }
}
