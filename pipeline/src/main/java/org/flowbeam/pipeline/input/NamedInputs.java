package org.flowbeam.pipeline.input;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.pipeline.options.UsageException;

/** The files that the entries of an earlier run's {@code --input} name now. */
public final class NamedInputs {
  private NamedInputs() {}

  /** Entries that match nothing any more give no file. */
  public static List<InputFile> matchWhatIsThere(List<String> entries) {
    List<InputFile> files = new ArrayList<>();
    entries.forEach(entry -> files.addAll(match(entry)));
    return files;
  }

  private static List<InputFile> match(String entry) {
    try {
      return InputMatcher.match(new Inputs(List.of(new InputEntry(entry))));
    } catch (UsageException nothing) {
      return List.of();
    }
  }
}
