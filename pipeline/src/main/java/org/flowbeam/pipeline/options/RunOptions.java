package org.flowbeam.pipeline.options;

import java.util.List;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;

/** What is read, where the run goes, and what people call it. */
public final class RunOptions {
  public static final Option<String> INPUT =
      Option.required(
          "input",
          Affects.FILES,
          RunOptions::path,
          "Captures to read: files, folders (recursive) and patterns (a folder that one matches is read"
              + " whole), separated by commas; a comma in the name of something that exists is part of it.");

  public static final Option<String> OUTPUT =
      Option.required(
          "output",
          Affects.FILES,
          RunOptions::path,
          "Folder of this one run; refused when it holds another run or overlaps an input.");

  public static final Option<Boolean> OVERWRITE =
      Option.of(
          "overwrite",
          Affects.FILES,
          ValueTypes.FLAG,
          "false",
          "Delete what the output folder's manifest lists (nothing else), then run.");

  public static final Option<String> CASE_ID =
      Option.optional(
          "caseId", Affects.LABEL, ValueTypes.TEXT, "Case id for manifest and footers.");

  public static final Option<String> EXAMINER =
      Option.optional(
          "examiner", Affects.LABEL, ValueTypes.TEXT, "Examiner's name for the manifest.");

  static final List<Option<?>> INPUTS = List.of(INPUT);
  static final List<Option<?>> OUTPUTS = List.of(OUTPUT, OVERWRITE);
  static final List<Option<?>> LABELS = List.of(CASE_ID, EXAMINER);

  private RunOptions() {}

  private static String path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("expected a path");
    }
    return text;
  }
}
