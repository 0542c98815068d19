package org.flowbeam.pipeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.flowbeam.io.frames.ShuffleBytes;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.input.PackList;
import org.flowbeam.pipeline.input.Inputs;
import org.flowbeam.pipeline.options.SweepOptions;
import org.flowbeam.pipeline.options.SweepSettings;
import org.flowbeam.pipeline.store.FarRunner;
import org.flowbeam.session.Protocols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a runner gets of a run, and what becomes of its job. */
class BeamRunTest {
  /** Dataflow takes graphs of 10 MB; one that is a tenth leaves room for its own encoding. */
  private static final int MAX_GRAPH_BYTES = 1_000_000;

  private static final int MAX_LIST_BYTES_PER_FILE = 200;

  @TempDir Path folder;

  @Test
  void theGraphDoesNotGrowWithTheFiles() throws IOException {
    int few = graphBytes("few", packs(1));
    int many = graphBytes("many", packs(100_000));
    // Functions are compressed, so that other names make a difference of some bytes.
    assertThat(many).isBetween(few - 500, few + 500);
    assertThat(many).isLessThan(MAX_GRAPH_BYTES);
    try (Stream<Path> lists = Files.list(folder.resolve("many/_temporary/inputs"))) {
      Path list = lists.findFirst().orElseThrow();
      assertThat(Files.size(list)).isLessThan(100_000L * MAX_LIST_BYTES_PER_FILE);
      List<FilePack> read = new ArrayList<>();
      PackList.read(list.toString(), read::add);
      assertThat(read).isEqualTo(packs(100_000));
    }
  }

  private int graphBytes(String name, List<FilePack> packs) throws IOException {
    Pipeline pipeline = far().pipeline(plan(name), packs);
    return PipelineTranslation.toProto(pipeline).getSerializedSize();
  }

  @Test
  void anInterruptedRunCancelsItsJobAndWaitsForItsEnd() throws Exception {
    BeamRun run = far();
    PipelineResult job = run.start(plan("out"), packs(1));
    assertThat(job.getState()).isEqualTo(PipelineResult.State.RUNNING);
    run.stop();
    assertThat(job.getState()).isEqualTo(PipelineResult.State.CANCELLED);
  }

  private static BeamRun far() {
    return BeamRun.of(List.of("--runner=" + FarRunner.class.getName()));
  }

  private static List<FilePack> packs(int files) {
    List<InputFile> all = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      String name = "2026-11-29/sensor-%03d/capture-%08d.pcap.gz".formatted(i % 1000, i);
      all.add(new InputFile(i, name, "gs://captures-of-a-company/" + name, 1 << 20, false, ""));
    }
    return FilePack.pack(all, 64 << 20);
  }

  private SweepPlan plan(String name) {
    SweepOptions options =
        new SweepOptions(Map.of("input", folder.toString(), "output", folder + "/" + name));
    SweepSettings settings = SweepSettings.of(options, List.of(), false);
    return new SweepPlan(
        64 << 20,
        settings.selection(),
        settings.fragments(),
        settings.espNull(),
        settings.assembly(),
        () -> Protocols.ALL,
        new Spill(new ShuffleBytes(""), 16, 0),
        1,
        folder + "/" + name + "/",
        settings.resultOptions(),
        settings.labels(),
        Provenance.of(options, Inputs.of(folder.toString())));
  }
}
