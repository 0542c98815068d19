package org.flowbeam.io.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.table.RowBuffer;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** A pipeline from flow rows to a committed folder, as small as can be. */
final class TableRun {
  static final String RUN_ID = "0123456789abcdef";
  static final Map<String, String> FOOTER =
      Map.of("flowbeam.version", "0.1.0", "flowbeam.schema_version", "1");

  private final FrameStore store;
  private final Path output;
  private final int shards;
  private final int flushBytes;
  private @Nullable String damaged;

  TableRun(FrameStore store, Path output, int shards, int flushBytes) {
    this.store = store;
    this.output = output;
    this.shards = shards;
    this.flushBytes = flushBytes;
  }

  /** Cuts every file of that folder in half between the write and the read. */
  TableRun damaging(Path spill) {
    damaged = spill.toString();
    return this;
  }

  PipelineResult.State run(List<FlowRow> rows, int parallelism) {
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs(
                "--targetParallelism=" + parallelism, "--enforceImmutability=false")
            .create();
    Pipeline pipeline = Pipeline.create(options);
    List<byte[]> encoded = rows.stream().map(TableRun::encode).toList();
    PCollectionTuple written =
        pipeline
            .apply(Create.of(encoded).withCoder(ByteArrayCoder.of()))
            .apply(
                ParDo.of(new WriteRows(new TableOutput(shards, store, flushBytes), damaged))
                    .withOutputTags(TableOutput.ROWS, TupleTagList.of(TableOutput.DATES)));
    PCollection<String> manifest =
        pipeline.apply("Manifest", Create.of("{\"run_id\": \"" + RUN_ID + "\"}"));
    written
        .get(TableOutput.ROWS)
        .apply(
            WriteTables.to(
                output.toString(),
                shards,
                store,
                FOOTER,
                pipeline.apply("Run id", Create.of(RUN_ID)).apply(View.asSingleton()),
                written.get(TableOutput.DATES).apply(DateCounts.asView())))
        .apply(Commit.to(output.toString(), manifest));
    return pipeline.run().waitUntilFinish();
  }

  private static byte[] encode(FlowRow row) {
    try {
      RowBuffer buffer = new RowBuffer();
      row.customEncode(buffer);
      return Arrays.copyOf(buffer.bytes, buffer.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final class WriteRows extends DoFn<byte[], KV<Integer, byte[]>> {
    private final TableOutput rows;
    private final @Nullable String damaged;

    WriteRows(TableOutput rows, @Nullable String damaged) {
      this.rows = rows;
      this.damaged = damaged;
    }

    @StartBundle
    public void start() {
      rows.start();
    }

    @ProcessElement
    public void process(@Element byte[] encoded, MultiOutputReceiver out) throws IOException {
      rows.to(out.get(TableOutput.ROWS));
      FlowRow row =
          new SpecificDatumReader<FlowRow>(FlowRow.getClassSchema())
              .read(null, DecoderFactory.get().binaryDecoder(encoded, null));
      rows.add(Tables.FLOWS, row, row.getFlowId());
    }

    @FinishBundle
    public void finish(FinishBundleContext context) throws IOException {
      rows.finish(context);
      if (damaged != null) {
        halveFiles(Path.of(damaged));
      }
    }

    private static void halveFiles(Path folder) throws IOException {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          byte[] bytes = Files.readAllBytes(file);
          Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        }
      }
    }

    @Teardown
    public void teardown() {
      rows.close();
    }
  }
}
