package org.flowbeam.pipeline.jvm;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the JVM's optimizing compiler (C2) may have. The launcher leaves it the loops over bytes: a
 * short run does not win back what compiling the rest costs. A long one does (decision 13).
 */
public final class OptimizingCompiler {
  private static final long LONG_RUN_BYTES = 4L << 30;

  private OptimizingCompiler() {}

  public static boolean paysFor(long inputBytes) {
    return inputBytes >= LONG_RUN_BYTES;
  }

  /** Gives it all code that becomes hot from now on. A JVM that cannot be told decides itself. */
  public static void takeAll() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "compilerDirectivesClear",
              null,
              null);
    } catch (JMException e) {
      // Another JVM than HotSpot, or one whose commands are switched off.
    }
  }
}
