package org.flowbeam.transforms.packets;

import static org.apache.beam.sdk.transforms.windowing.BoundedWindow.TIMESTAMP_MIN_VALUE;

import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.io.input.ReadUnit;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.transforms.sources.SourceFact;
import org.jspecify.annotations.Nullable;

/**
 * Reads captures slice by slice and puts out their packets as sorted frames keyed by bucket,
 * fragments aside, and what became of each source's packets.
 *
 * <p>Every slice is an element of its own, which holds what reading it takes and no more; bundles
 * of them are what runners spread over workers and try again. Reading and grouping are one step so
 * that a packet is never a Beam element, nor part of one (docs/decisions/0002).
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

  /**
   * Into so many bundles at most are units of reading spread, which is enough for any cluster that
   * one archive can feed: what a bundle costs must not be paid for every slice.
   */
  private static final int SPREAD = 2048;

  private final Spill spill;
  private final Reading reading;

  /** There is an output {@link #ESP} if {@link Reading#espAside}. */
  public GroupPackets(Spill spill, Reading reading) {
    this.spill = spill;
    this.reading = reading;
  }

  @Override
  public PCollectionTuple expand(PCollection<InspectedPack> packs) {
    TupleTagList aside = TupleTagList.of(FRAGMENTS).and(FACTS);
    PCollectionTuple out =
        packs
            .apply("List slices", ParDo.of(new UnitsFn(reading.recordsBefore())))
            .setCoder(SerializableCoder.of(ReadUnit.class))
            .apply("Spread slices", Reshuffle.<ReadUnit>viaRandomKey().withNumBuckets(SPREAD))
            .apply(
                "Read, decode and sort",
                ParDo.of(new ReadFn(spill, reading))
                    .withOutputTags(PACKETS, reading.espAside() ? aside.and(ESP) : aside));
    out.getAll().values().forEach(GroupPackets::setFrameCoder);
    return out;
  }

  @SuppressWarnings("unchecked")
  static void setFrameCoder(PCollection<?> frames) {
    ((PCollection<KV<Integer, byte[]>>) frames).setCoder(SortedGroups.frameCoder());
  }

  private static final class UnitsFn extends DoFn<InspectedPack, ReadUnit> {
    private final long recordsBefore;

    UnitsFn(long recordsBefore) {
      this.recordsBefore = recordsBefore;
    }

    @ProcessElement
    public void process(@Element InspectedPack pack, OutputReceiver<ReadUnit> out) {
      pack.forEachUnit(recordsBefore, out::output);
    }
  }

  static final class ReadFn extends DoFn<ReadUnit, KV<Integer, byte[]>> {
    private final Counter bytesRead = Metrics.counter(METRICS, BYTES_READ);
    private final Counter packetsRead = Metrics.counter(METRICS, PACKETS_READ);
    private final Spill spill;
    private final Reading reading;
    private transient @Nullable PacketFrames frames;
    private transient @Nullable SliceSorter sorter;

    ReadFn(Spill spill, Reading reading) {
      this.spill = spill;
      this.reading = reading;
    }

    @StartBundle
    public void start() {
      close();
      PacketFrames opened = new PacketFrames(spill);
      frames = opened;
      sorter =
          new SliceSorter(
              reading, spill.buckets(), opened.packets, opened.fragments, opened.esp, opened.facts);
    }

    @ProcessElement
    public void process(ProcessContext c) throws IOException {
      frames().to(c::output);
      for (InspectedFile file : c.element().files()) {
        sorter().read(file, c.element());
        bytesRead.inc(sorter().takeBytesRead());
        packetsRead.inc(sorter().takePacketsRead());
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext c) throws IOException {
      frames().to((tag, frame) -> c.output(tag, frame, TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
      sorter().writeLeftOut();
      frames().finish();
      close();
    }

    @Teardown
    public void close() {
      if (frames != null) {
        frames.close();
      }
      frames = null;
      sorter = null;
    }

    private PacketFrames frames() {
      if (frames == null) {
        throw new IllegalStateException("start was not called");
      }
      return frames;
    }

    private SliceSorter sorter() {
      if (sorter == null) {
        throw new IllegalStateException("start was not called");
      }
      return sorter;
    }
  }
}
