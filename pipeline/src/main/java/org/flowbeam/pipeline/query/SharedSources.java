package org.flowbeam.pipeline.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.flowbeam.io.output.FinishedRun;
import org.jspecify.annotations.Nullable;

/** Tells of captures that several of the runs have read, whatever their names are. */
public final class SharedSources {
  private SharedSources() {}

  /** One line, or null when every capture is in one run only. */
  static @Nullable String warning(List<FinishedRun> runs) {
    return warning(runs, "rows", input -> true);
  }

  /**
   * The same for commands that read captures themselves, each once: only copies that lie elsewhere
   * are there more than once.
   *
   * @param now where a capture lies that was at a place
   */
  public static @Nullable String warningOfCopies(
      List<FinishedRun> runs, UnaryOperator<String> now) {
    Set<String> places = new HashSet<>();
    return warning(
        runs,
        "packets",
        input ->
            places.add(
                now.apply(input.path("location").asText()) + "\0" + input.path("member_index")));
  }

  private static @Nullable String warning(
      List<FinishedRun> runs, String what, Predicate<JsonNode> counts) {
    Map<String, FinishedRun> first = new HashMap<>();
    int shared = 0;
    String example = "";
    for (FinishedRun run : runs) {
      for (JsonNode input : run.manifest().path("inputs")) {
        String content = input.path("content_sha256").asText("");
        FinishedRun before = content.isEmpty() ? run : first.putIfAbsent(content, run);
        boolean isCounted = counts.test(input);
        if (isCounted && before != null && before != run) {
          shared++;
          example = example.isEmpty() ? example(input, before, run) : example;
        }
      }
    }
    return shared == 0
        ? null
        : "the "
            + what
            + " of "
            + shared
            + (shared == 1 ? " source are" : " sources are")
            + " there more than once, such as "
            + example;
  }

  private static String example(JsonNode input, FinishedRun before, FinishedRun run) {
    return input.path("uri").asText() + " in " + before.name() + " and " + run.name();
  }
}
