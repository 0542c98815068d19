package org.flowbeam.pipeline.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.pipeline.options.SweepSettings;

/**
 * What the inputs hold, as far as it names a run: found by reading all of them.
 *
 * @param contents hashes of all contents
 * @param captures hashes of the contents that are captures
 * @param readErrors as in {@link RunId}
 */
record InputsNow(
    Set<String> uris, Set<String> contents, Set<String> captures, List<String> readErrors) {

  static InputsNow of(List<InputFile> files) {
    InputsNow now =
        new InputsNow(new HashSet<>(), new HashSet<>(), new HashSet<>(), new ArrayList<>());
    for (InputFile file : files) {
      now.uris.add(file.uri());
      for (SourceInfo source : CaptureIO.inspect(file, new InspectOptions(Long.MAX_VALUE, true))) {
        now.add(file, source);
      }
    }
    return now;
  }

  private void add(InputFile file, SourceInfo source) {
    String error = file.readError(source);
    if (error != null) {
      readErrors.add(RunId.readError(error, source.packets()));
    }
    String hash = source.contentSha256();
    if (hash != null) {
      contents.add(hash);
      if (source.format() != null) {
        captures.add(hash);
      }
    }
  }

  String runId(SweepSettings settings) {
    return RunId.of(RunId.VERSION, settings.resultOptions(), captures, readErrors);
  }
}
