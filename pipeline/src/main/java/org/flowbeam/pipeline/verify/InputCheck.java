package org.flowbeam.pipeline.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.pipeline.evidence.SourceMap;
import org.flowbeam.pipeline.input.NamedInputs;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the inputs of a run hold now with what its manifest lists: every file is read as
 * the sweep reads it, so that archive members are compared by their contents.
 */
final class InputCheck {
  private static final String PART = "input";

  private final JsonNode manifest;
  private final SourceMap map;
  private final Consumer<Finding> out;

  /** What was listed of one stored file, by the numbers of its contents. */
  private static final class Listed {
    private final List<JsonNode> contents = new ArrayList<>();
  }

  InputCheck(JsonNode manifest, SourceMap map, Consumer<Finding> out) {
    this.manifest = manifest;
    this.map = map;
    this.out = out;
  }

  /** Returns how many files were read. */
  int run() {
    Map<String, Listed> files = new LinkedHashMap<>();
    for (JsonNode input : manifest.path("inputs")) {
      String location = map.now(input.path("location").asText());
      files.computeIfAbsent(location, none -> new Listed()).contents.add(input);
    }
    int read = 0;
    Map<String, InputFile> now = new LinkedHashMap<>();
    named(manifest.path("input")).forEach(file -> now.putIfAbsent(file.location(), file));
    for (Map.Entry<String, Listed> file : files.entrySet()) {
      InputFile there = now.remove(file.getKey());
      if (there == null) {
        there = moved(file);
      }
      if (there == null) {
        out.accept(Finding.missing(PART, name(file.getValue().contents.get(0))));
      } else {
        compare(there, file.getValue().contents);
        read++;
      }
    }
    now.values().forEach(file -> out.accept(Finding.added(PART, file.uri())));
    return read;
  }

  private List<InputFile> named(JsonNode entries) {
    List<String> texts = new ArrayList<>();
    entries.forEach(entry -> texts.add(map.now(entry.asText())));
    return NamedInputs.matchWhatIsThere(texts);
  }

  /** A file that alone was moved lies in no entry of {@code --input}; null if it did not move. */
  private static @Nullable InputFile moved(Map.Entry<String, Listed> file) {
    JsonNode input = file.getValue().contents.get(0);
    if (input.path("location").asText().equals(file.getKey())) {
      return null;
    }
    List<InputFile> found = NamedInputs.matchWhatIsThere(List.of(file.getKey()));
    return found.isEmpty() ? null : found.get(0);
  }

  private void compare(InputFile file, List<JsonNode> listed) {
    Map<Integer, SourceInfo> found = new LinkedHashMap<>();
    for (SourceInfo source : CaptureIO.inspect(file, new InspectOptions(Long.MAX_VALUE, true))) {
      found.put(source.memberIndex(), source);
    }
    Map<Integer, JsonNode> known = new LinkedHashMap<>();
    listed.forEach(input -> known.putIfAbsent(input.path("member_index").asInt(), input));
    for (Map.Entry<Integer, JsonNode> input : known.entrySet()) {
      SourceInfo source = found.remove(input.getKey());
      if (source == null) {
        out.accept(Finding.missing(PART, name(input.getValue())));
      } else {
        compare(source, input.getValue());
      }
    }
    for (SourceInfo source : found.values()) {
      out.accept(Finding.added(PART, source.uri() + "!/" + source.member()));
    }
  }

  private void compare(SourceInfo now, JsonNode then) {
    String difference = difference("member", then, now.member());
    if (difference == null) {
      difference = difference("content_sha256", then, now.contentSha256());
    }
    if (difference == null && then.has("sha256")) {
      difference = difference("sha256", then, storedSha256(now));
    }
    if (difference != null) {
      out.accept(Finding.changed(PART, name(then), difference));
    }
  }

  /** Of a plain file the stored bytes are the content. */
  private static @Nullable String storedSha256(SourceInfo now) {
    return now.sha256() == null && now.member() == null ? now.contentSha256() : now.sha256();
  }

  private static @Nullable String difference(String field, JsonNode then, @Nullable String now) {
    String known = then.path(field).textValue();
    return Objects.equals(known, now) ? null : field + " is " + now + " instead of " + known;
  }

  private static String name(JsonNode input) {
    String uri = input.path("uri").asText();
    return input.has("member") ? uri + "!/" + input.path("member").asText() : uri;
  }
}
