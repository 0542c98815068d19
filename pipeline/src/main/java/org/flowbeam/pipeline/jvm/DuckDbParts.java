package org.flowbeam.pipeline.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.JarFile;

/**
 * Takes DuckDB's driver apart: into a jar without machine code and, beside it, the machine code for
 * this machine, which the driver finds there. As it comes, it unpacks that into a temporary file at
 * each start, which takes longer than most questions.
 */
final class DuckDbParts {
  private static final String LIBRARY = "libduckdb_java.so_";

  private DuckDbParts() {}

  /** Fails where there is no code for this machine. */
  static void split(Path driver, Path folder) throws IOException {
    String library = LIBRARY + system() + "_" + processor();
    try (JarFile jar = new JarFile(driver.toFile())) {
      try (InputStream code = jar.getInputStream(jar.getEntry(library))) {
        Files.copy(code, folder.resolve(library));
      }
      LaunchJars.copy(
          jar,
          folder.resolve("duckdb_jdbc.jar"),
          (name, content) -> name.startsWith(LIBRARY) ? null : content.readAllBytes());
    }
  }

  /** As the driver names it. */
  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return "windows";
    }
    return name.startsWith("mac") ? "macos" : "linux";
  }

  /** As the driver names it. */
  private static String processor() {
    String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return name.equals("aarch64") || name.equals("arm64") ? "arm64" : "amd64";
  }
}
