package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.flowbeam.pipeline.options.UsageException;

/**
 * What people call a run, in its manifest: {@code caseId} is {@code case_id} there, and what was
 * not given is null.
 */
final class Labels {
  private Labels() {}

  static void put(ObjectNode manifest, SortedMap<String, String> labels) {
    labels.forEach((name, label) -> manifest.put(key(name), label.isEmpty() ? null : label));
  }

  /** Refuses labels that are not those of the run whose manifest this is. */
  static void refuseOthers(JsonNode manifest, SortedMap<String, String> labels, String where) {
    List<String> asked = new ArrayList<>();
    List<String> there = new ArrayList<>();
    for (Map.Entry<String, String> label : labels.entrySet()) {
      JsonNode recorded = manifest.path(key(label.getKey()));
      String known = recorded.isTextual() ? recorded.textValue() : "";
      if (!known.equals(label.getValue())) {
        asked.add(written(label.getKey(), label.getValue()));
        there.add(written(label.getKey(), known));
      }
    }
    if (!asked.isEmpty()) {
      throw new UsageException(
          "%s: this run is already in %s with %s; rerun with --overwrite to change it"
              .formatted(String.join(", ", asked), where, String.join(", ", there)));
    }
  }

  /** The labels that a manifest records, as texts of the options of these names. */
  static Map<String, String> recorded(JsonNode manifest, Collection<String> names) {
    Map<String, String> labels = new HashMap<>();
    for (String name : names) {
      String label = manifest.path(key(name)).textValue();
      if (label != null) {
        labels.put(name, label);
      }
    }
    return labels;
  }

  private static String written(String name, String label) {
    return label.isEmpty() ? "no --" + name : "--" + name + "=" + label;
  }

  private static String key(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
