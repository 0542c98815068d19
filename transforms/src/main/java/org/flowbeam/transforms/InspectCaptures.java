package org.flowbeam.transforms;

import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.PackList;

/**
 * Finds out what lies in each file: one pass over it, with the exact borders of its slices. Which
 * files there are is read from a {@link PackList}, so that the graph does not grow with them.
 */
public final class InspectCaptures extends PTransform<PBegin, PCollection<InspectedPack>> {
  /** Into so many bundles at most are files spread, so that many files cost no more than few. */
  private static final int SPREAD = 2048;

  private final String list;
  private final long unitBytes;

  /**
   * @param list where the list of packs lies
   */
  public InspectCaptures(String list, long unitBytes) {
    this.list = list;
    this.unitBytes = unitBytes;
  }

  @Override
  public PCollection<InspectedPack> expand(PBegin begin) {
    return begin
        .apply("List of files", Create.of(list))
        .apply("List files", ParDo.of(new ListFn()))
        .setCoder(SerializableCoder.of(FilePack.class))
        .apply("Spread files", Reshuffle.<FilePack>viaRandomKey().withNumBuckets(SPREAD))
        .apply("Inspect", ParDo.of(new InspectFn(unitBytes)))
        .setCoder(SerializableCoder.of(InspectedPack.class))
        .apply("Spread captures", Reshuffle.<InspectedPack>viaRandomKey().withNumBuckets(SPREAD));
  }

  private static final class ListFn extends DoFn<String, FilePack> {
    @ProcessElement
    public void process(@Element String list, OutputReceiver<FilePack> packs) throws IOException {
      PackList.read(list, packs::output);
    }
  }

  private static final class InspectFn extends DoFn<FilePack, InspectedPack> {
    private final long unitBytes;

    InspectFn(long unitBytes) {
      this.unitBytes = unitBytes;
    }

    @ProcessElement
    public void process(@Element FilePack pack, OutputReceiver<InspectedPack> out) {
      out.output(pack.inspect(unitBytes));
    }
  }
}
