package org.flowbeam.pipeline.jvm;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What the JVM's optimizing compiler (C2) may have. The launcher leaves it the loops over bytes: a
 * short run does not win back what compiling the rest costs. A long one does (decision 13).
 */
public final class OptimizingCompiler {
  /**
   * The launcher names the directives of long runs by this property; without it nothing changes.
   */
  static final String DIRECTIVES = "flowbeam.compiler.directives.long";

  private static final long LONG_RUN_BYTES = 1L << 30;

  private OptimizingCompiler() {}

  public static boolean paysFor(long inputBytes) {
    return inputBytes >= LONG_RUN_BYTES;
  }

  /**
   * Gives it nearly all code that becomes hot from now on. A JVM that cannot be told decides
   * itself.
   */
  public static void takeAll() {
    String file = System.getProperty(DIRECTIVES);
    if (file == null) {
      return;
    }
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
      server.invoke(commands, "compilerDirectivesClear", null, null);
      server.invoke(
          commands,
          "compilerDirectivesAdd",
          new Object[] {new String[] {file}},
          new String[] {String[].class.getName()});
    } catch (JMException e) {
      // Another JVM than HotSpot, or one whose commands are switched off.
    }
  }
}
