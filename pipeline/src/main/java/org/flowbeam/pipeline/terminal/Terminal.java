package org.flowbeam.pipeline.terminal;

/** What the launcher, which can tell, says of the standard streams. */
public final class Terminal {
  private Terminal() {}

  /** Whether people read standard output; without the launcher nobody does. */
  public static boolean isStdout() {
    return Boolean.getBoolean("flowbeam.terminal.stdout");
  }
}
