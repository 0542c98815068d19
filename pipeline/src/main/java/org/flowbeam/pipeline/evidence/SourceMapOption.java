package org.flowbeam.pipeline.evidence;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --sourceMap} of all commands that read sources again. */
public final class SourceMapOption {
  @Option(
      names = "--sourceMap",
      paramLabel = "OLD=NEW",
      description = "Where sources, or folders of them, lie now. May be given several times.")
  private List<String> sourceMap = new ArrayList<>();

  /** What it says. */
  public SourceMap map() {
    return new SourceMap(sourceMap);
  }
}
