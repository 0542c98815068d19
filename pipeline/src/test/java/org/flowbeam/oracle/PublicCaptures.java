package org.flowbeam.oracle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The public captures that may lie beside a checkout. */
final class PublicCaptures {
  private PublicCaptures() {}

  /** A folder of them; aborts the calling test, saying why, when it is absent. */
  static Path folder(String name) {
    Path folder = Path.of(System.getProperty("flowbeam.captures", "captures"), name).normalize();
    assumeTrue(Files.isDirectory(folder), () -> "public captures are absent: " + folder);
    return folder;
  }
}
