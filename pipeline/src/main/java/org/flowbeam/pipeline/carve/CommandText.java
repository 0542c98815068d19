package org.flowbeam.pipeline.carve;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** A command line as a shell takes it. */
final class CommandText {
  private CommandText() {}

  /** What the user has typed behind the program's name. */
  static String of(CommandSpec command) {
    List<String> typed = command.root().commandLine().getParseResult().originalArgs();
    return typed.stream().map(CommandText::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    boolean plain = word.matches("[A-Za-z0-9_./:,=@%+-]+");
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
