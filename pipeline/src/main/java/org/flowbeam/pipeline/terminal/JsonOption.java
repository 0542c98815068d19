package org.flowbeam.pipeline.terminal;

import picocli.CommandLine.Option;

/** The option {@code --json} of commands that end with a summary. */
public final class JsonOption {
  @Option(names = "--json", description = "JSON, one object per line, also on a terminal.")
  private boolean json;

  /** Whether people read what is written. */
  public boolean forPeople() {
    return Terminal.isStdout() && !json;
  }
}
