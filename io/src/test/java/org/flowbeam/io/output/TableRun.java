package org.flowbeam.io.output;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** From flow rows to a committed folder, as small as can be. */
final class TableRun {
  static final String RUN_ID = "0123456789abcdef";
  static final Map<String, String> FOOTER =
      Map.of("flowbeam.version", "0.1.0", "flowbeam.schema_version", "1");

  private final FrameStore store;
  private final Path output;
  private final int shards;
  private final int flushBytes;
  private @Nullable Path damaged;

  TableRun(FrameStore store, Path output, int shards, int flushBytes) {
    this.store = store;
    this.output = output;
    this.shards = shards;
    this.flushBytes = flushBytes;
  }

  /** Cuts every file of that folder in half between the write and the read. */
  TableRun damaging(Path spill) {
    damaged = spill;
    return this;
  }

  /**
   * Writes and commits.
   *
   * @param writers take rows in turns
   */
  void run(List<FlowRow> rows, int writers) throws IOException {
    TreeMap<Integer, List<byte[]>> frames = new TreeMap<>();
    List<DateCounts> dates = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      try (RowFrames out =
          new RowFrames(
              shards,
              store,
              flushBytes,
              (key, f) -> frames.computeIfAbsent(key, none -> new ArrayList<>()).add(f))) {
        for (int i = writer; i < rows.size(); i += writers) {
          out.add(Tables.FLOWS, rows.get(i), rows.get(i).getFlowId());
        }
        dates.add(out.finish());
      }
    }
    if (damaged != null) {
      halveFiles(damaged);
    }
    List<WrittenFile> written = new ArrayList<>();
    ShardWriter files =
        new ShardWriter(output.toString(), shards, store, RUN_ID, FOOTER, DateCounts.sum(dates));
    for (Map.Entry<Integer, List<byte[]>> shard : frames.entrySet()) {
      files.write(shard.getKey(), shard.getValue(), written::add);
    }
    Commit.commit(output.toString(), "{\"run_id\": \"" + RUN_ID + "\"}", written);
  }

  private static void halveFiles(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
    }
  }
}
