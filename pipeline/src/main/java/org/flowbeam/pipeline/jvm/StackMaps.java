package org.flowbeam.pipeline.jvm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Gives classes that were compiled for Java 5, as picocli's, the stack maps that a JVM verifies
 * code by since Java 6 (JVMS 4.10.1). Without them it keeps no such class in an archive, nor one
 * that extends it, and finds out by itself at every start what the maps would say.
 */
final class StackMaps {
  private StackMaps() {}

  /**
   * Copies a jar.
   *
   * @param jar whose classes are all on the class path
   */
  static void add(Path jar, Path target) throws IOException {
    try (JarFile from = new JarFile(jar.toFile())) {
      LaunchJars.copy(
          from,
          target,
          (name, content) -> {
            boolean isClass = name.endsWith(".class") && !name.endsWith("module-info.class");
            byte[] bytes = content.readAllBytes();
            return isClass ? withStackMaps(bytes) : bytes;
          });
    }
  }

  private static byte[] withStackMaps(byte[] code) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    new ClassReader(code).accept(new Newer(writer), ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  /** The class as for a Java that asks for the maps. */
  private static final class Newer extends ClassVisitor {
    Newer(ClassWriter writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      super.visit(Opcodes.V11, access, name, signature, superName, interfaces);
    }
  }
}
