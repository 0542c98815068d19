package org.flowbeam.pipeline.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StackMapsTest {
  private static final int JAVA_5 = 49;
  private static final int JAVA_11 = 55;

  @TempDir private Path folder;

  @Test
  void everyClassOfPicocliIsVerifiedByItsStackMaps() throws Exception {
    Path picocli =
        Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path made = folder.resolve("picocli.jar");
    StackMaps.add(picocli, made);
    URL[] jar = {made.toUri().toURL()};
    try (JarFile before = new JarFile(picocli.toFile());
        JarFile after = new JarFile(made.toFile());
        URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
      List<String> names = before.stream().map(JarEntry::getName).toList();
      assertThat(after.stream().map(JarEntry::getName)).containsExactlyElementsOf(names);
      List<String> classes = names.stream().filter(n -> n.matches("picocli/.*\\.class")).toList();
      assertThat(classes).hasSizeGreaterThan(100);
      for (String name : classes) {
        assertThat(majorVersion(before, name)).as("%s needs it", name).isEqualTo(JAVA_5);
        assertThat(majorVersion(after, name)).as(name).isEqualTo(JAVA_11);
        // Initializing links, and linking verifies.
        Class.forName(name.replaceFirst("\\.class$", "").replace('/', '.'), true, loader);
      }
    }
  }

  private static int majorVersion(JarFile jar, String name) throws Exception {
    try (DataInputStream in = new DataInputStream(jar.getInputStream(jar.getEntry(name)))) {
      in.readInt();
      in.readUnsignedShort();
      return in.readUnsignedShort();
    }
  }
}
