package org.flowbeam.pipeline.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;

/** Makes jars anew, for the launcher, once per build: as they come, every start waits for them. */
final class LaunchJars {
  /** What becomes of an entry; null leaves it out. */
  interface Change {
    byte @Nullable [] of(String name, InputStream content) throws IOException;
  }

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

  static void copy(JarFile from, Path target, Change change) throws IOException {
    try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(target))) {
      Enumeration<JarEntry> entries = from.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        try (InputStream content = from.getInputStream(entry)) {
          byte[] changed = change.of(entry.getName(), content);
          if (changed != null) {
            to.putNextEntry(new JarEntry(entry.getName()));
            to.write(changed);
            to.closeEntry();
          }
        }
      }
    }
  }
}
