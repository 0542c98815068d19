package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flowbeam.pipeline.terminal.TerminalText;

/** What a sweep says to people at its end: where, what, what could not be read, what next. */
final class SummaryText {
  /** Statuses of sources about which nothing is to be said. */
  private static final Set<String> READ = Set.of("ok");

  private static final int MAX_WIDTH = 96;

  private final StringBuilder text = new StringBuilder();

  private SummaryText() {}

  /**
   * Lines that end in a line feed.
   *
   * @param folder of the run
   * @param elapsedNanos 0 when the run was there already
   */
  static String of(JsonNode manifest, String folder, long elapsedNanos) {
    SummaryText summary = new SummaryText();
    summary.where(manifest, folder, elapsedNanos);
    summary.list("rows", counts(Summary.rows(manifest)));
    summary.list("anomalies", counts(numbers(manifest.path("totals").path("anomalies"))));
    summary.unread(manifest);
    summary.next(folder);
    return summary.text.toString();
  }

  private void where(JsonNode manifest, String folder, long elapsedNanos) {
    JsonNode totals = manifest.path("totals");
    long captures = numbers(totals.path("sources")).values().stream().mapToLong(n -> n).sum();
    line(
        "%,d packets of %,d inputs%s: run %s in %s",
        totals.path("packets").asLong(),
        captures,
        elapsedNanos == 0 ? "" : String.format(Locale.ROOT, " in %.1f s", elapsedNanos / 1e9),
        manifest.path("run_id").asText(),
        folder);
    long removed = totals.path("duplicates_removed").asLong();
    if (removed > 0) {
      line("  %,d of them were copies of others and are counted once", removed);
    }
  }

  private void unread(JsonNode manifest) {
    SortedMap<String, Long> statuses = numbers(manifest.path("totals").path("sources"));
    statuses.keySet().removeAll(READ);
    if (!statuses.isEmpty()) {
      list("not read as they should be", counts(statuses));
      line("    why: select uri, member, status, error from sources where status <> 'ok'");
    }
  }

  private void next(String folder) {
    String tables = folder.replaceFirst("/$", "");
    String quoted = tables.matches("[A-Za-z0-9_./@%+=-]+") ? tables : "'" + tables + "'";
    line("Next:");
    line("  flowbeam query --tables=%s \"show tables\"", quoted);
    line("  flowbeam carve --tables=%s --where=\"...\" --output=packets.pcapng", quoted);
  }

  /** Items in as many lines as they take. */
  private void list(String title, List<String> items) {
    StringBuilder line = new StringBuilder("  ").append(title).append(": ");
    String separator = "";
    for (String item : items) {
      if (line.length() + separator.length() + item.length() > MAX_WIDTH) {
        line("%s", line + separator.strip());
        line.setLength(0);
        line.append("    ");
        separator = "";
      }
      line.append(separator).append(item);
      separator = ", ";
    }
    if (!items.isEmpty()) {
      line("%s", line.toString());
    }
  }

  private void line(String format, Object... values) {
    text.append(TerminalText.oneLine(String.format(Locale.ROOT, format, values))).append('\n');
  }

  private static SortedMap<String, Long> numbers(JsonNode object) {
    TreeMap<String, Long> numbers = new TreeMap<>();
    object.fields().forEachRemaining(f -> numbers.put(f.getKey(), f.getValue().asLong()));
    return numbers;
  }

  /** Name and number, those of 0 left out. */
  private static List<String> counts(Map<String, Long> numbers) {
    List<String> counts = new ArrayList<>();
    numbers.forEach(
        (name, count) -> {
          if (count > 0) {
            counts.add(String.format(Locale.ROOT, "%s %,d", name, count));
          }
        });
    return counts;
  }
}
