package org.flowbeam.pipeline.jvm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.JarFile;

/**
 * Takes DuckDB's driver apart: into a jar without machine code and, beside it, the machine code for
 * this machine, which the driver finds there. As it comes, it unpacks that into a temporary file at
 * each start, which takes longer than most questions, and prepares the JVM's Flight Recorder for
 * figures of its memory, which takes a tenth of them.
 */
final class DuckDbParts {
  private static final String LIBRARY = "libduckdb_java.so_";

  /** Asks for the recorder by its name; with none, the driver works without. */
  private static final String MONITOR = "org/duckdb/JfrMemoryMonitor.class";

  private static final String RECORDER = "jdk.jfr.FlightRecorder";
  private static final String NO_RECORDER = "jdk.jfr.NoSuchRecorder";

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
          (name, content) ->
              name.startsWith(LIBRARY) ? null : changed(name, content.readAllBytes()));
    }
  }

  private static byte[] changed(String name, byte[] bytes) {
    if (!name.equals(MONITOR)) {
      return bytes;
    }
    // A name of the same length, so the class file stays well formed.
    String text = new String(bytes, ISO_8859_1);
    return text.replace(RECORDER, NO_RECORDER).getBytes(ISO_8859_1);
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
