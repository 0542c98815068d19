package org.flowbeam.pipeline.jvm;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM's optimizing compiler (C2) may have. The launcher leaves it the loops over bytes: a
 * short run does not win back what compiling the rest costs. A longer one does (decision 13).
 */
public final class OptimizingCompiler {
  /** The launcher names the folder of all directives by this property; without it they stay. */
  static final String FOLDER = "flowbeam.compiler.directives";

  private static final long MEDIUM_RUN_BYTES = 1L << 29;
  private static final long LONG_RUN_BYTES = 3L << 30;

  private OptimizingCompiler() {}

  /**
   * Directs it for all code that becomes hot from now on: what is added counts before what the
   * launcher gave.
   */
  public static void directFor(long inputBytes) {
    String file = directivesFor(inputBytes);
    String folder = System.getProperty(FOLDER);
    if (file != null && folder != null) {
      addDirectives(Path.of(folder, file).toString());
    }
  }

  /** The name of their file; null for those of a short run, which the launcher has given. */
  static @Nullable String directivesFor(long inputBytes) {
    if (inputBytes < MEDIUM_RUN_BYTES) {
      return null;
    }
    return inputBytes < LONG_RUN_BYTES
        ? "compiler-directives-medium.json"
        : "compiler-directives-long.json";
  }

  private static void addDirectives(String file) {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "compilerDirectivesAdd",
              new Object[] {new String[] {"'" + file + "'"}},
              new String[] {String[].class.getName()});
    } catch (JMException | JMRuntimeException e) {
      // Another JVM than HotSpot, one whose commands are switched off, or a quote in the file's
      // path: it stays as it is.
    }
  }
}
