package org.flowbeam.transforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.ReadUnit;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;
import org.flowbeam.stage.packets.ReadStage;
import org.flowbeam.stage.packets.Reading;

/**
 * {@link ReadStage} as a step: every slice is an element of its own, which holds what reading it
 * takes and no more; bundles of them are what runners spread over workers and try again. Reading
 * and grouping are one step so that a packet is never a Beam element, nor part of one
 * (docs/decisions/0002).
 */
public final class ReadCaptures extends PTransform<PCollection<InspectedPack>, PCollectionTuple> {
  /** Counters for the progress display only; a retry counts twice. */
  public static final String METRICS = "flowbeam";

  public static final String BYTES_READ = "bytes_read";
  public static final String PACKETS_READ = "packets_read";

  /**
   * Into so many bundles at most are units of reading spread, which is enough for any cluster that
   * one archive can feed: what a bundle costs must not be paid for every slice.
   */
  private static final int SPREAD = 2048;

  private final Spill spill;
  private final Reading reading;

  /** There is an output of {@link Lane#ESP} if {@link Reading#espAside}. */
  public ReadCaptures(Spill spill, Reading reading) {
    this.spill = spill;
    this.reading = reading;
  }

  @Override
  public PCollectionTuple expand(PCollection<InspectedPack> packs) {
    List<TupleTag<?>> aside = new ArrayList<>();
    aside.add(Outputs.of(Lane.FRAGMENTS));
    aside.add(Outputs.of(Lane.FACTS));
    if (reading.espAside()) {
      aside.add(Outputs.of(Lane.ESP));
    }
    return Outputs.withCoders(
        packs
            .apply("List slices", ParDo.of(new UnitsFn(reading.recordsBefore())))
            .setCoder(SerializableCoder.of(ReadUnit.class))
            .apply("Spread slices", Reshuffle.<ReadUnit>viaRandomKey().withNumBuckets(SPREAD))
            .apply(
                "Read, decode and sort",
                ParDo.of(new ReadFn(spill, reading))
                    .withOutputTags(Outputs.of(Lane.PACKETS), Outputs.list(aside))));
  }

  private static final class UnitsFn extends DoFn<InspectedPack, ReadUnit> {
    private final long recordsBefore;

    UnitsFn(long recordsBefore) {
      this.recordsBefore = recordsBefore;
    }

    @ProcessElement
    public void process(@Element InspectedPack pack, OutputReceiver<ReadUnit> out) {
      pack.units(recordsBefore).forEachRemaining(out::output);
    }
  }

  static final class ReadFn extends BundleFn<ReadUnit, KV<Integer, byte[]>, ReadStage> {
    private final Counter bytesRead = Metrics.counter(METRICS, BYTES_READ);
    private final Counter packetsRead = Metrics.counter(METRICS, PACKETS_READ);
    private final Spill spill;
    private final Reading reading;

    ReadFn(Spill spill, Reading reading) {
      this.spill = spill;
      this.reading = reading;
    }

    @Override
    ReadStage make(StageOutput to, Views views) {
      return new ReadStage(spill, reading, to);
    }

    @Override
    void read(ReadStage reader, ReadUnit unit) throws IOException {
      reader.read(unit);
      bytesRead.inc(reader.takeBytesRead());
      packetsRead.inc(reader.takePacketsRead());
    }
  }
}
