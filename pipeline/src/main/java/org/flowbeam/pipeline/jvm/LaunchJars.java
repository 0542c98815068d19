package org.flowbeam.pipeline.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes jars anew, for the launcher, once per build: as they come, every start waits for them. */
final class LaunchJars {
  private LaunchJars() {}

  /**
   * Makes both.
   *
   * @param args the folder to make, picocli's jar, DuckDB's
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectory(Path.of(args[0]));
    StackMaps.add(Path.of(args[1]), folder.resolve("picocli.jar"));
    DuckDbParts.split(Path.of(args[2]), folder);
  }
}
