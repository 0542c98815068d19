package org.flowbeam.pipeline.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowbeam.io.output.FinishedRun;
import org.jspecify.annotations.Nullable;

/** Tells of captures that several of the runs have read, whatever their names are. */
final class SharedSources {
  private SharedSources() {}

  /** One line, or null when every capture is in one run only. */
  static @Nullable String warning(List<FinishedRun> runs) {
    Map<String, FinishedRun> first = new HashMap<>();
    int shared = 0;
    String example = "";
    for (FinishedRun run : runs) {
      for (JsonNode input : run.manifest().path("inputs")) {
        String content = input.path("content_sha256").asText("");
        FinishedRun before = content.isEmpty() ? run : first.putIfAbsent(content, run);
        if (before != null && before != run) {
          shared++;
          example = example.isEmpty() ? example(input, before, run) : example;
        }
      }
    }
    return shared == 0
        ? null
        : "warning: the rows of "
            + shared
            + (shared == 1 ? " source are" : " sources are")
            + " there more than once, such as "
            + example;
  }

  private static String example(JsonNode input, FinishedRun before, FinishedRun run) {
    return input.path("uri").asText() + " in " + before.name() + " and " + run.name();
  }
}
