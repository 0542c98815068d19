package org.flowbeam.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/** One call of the command line in this JVM: how it ended, and what it printed on stderr. */
record Run(int exitCode, String err) {
  static Run of(String... arguments) {
    PrintStream stdout = System.out;
    PrintStream stderr = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      return new Run(Flowbeam.execute(arguments), err.toString(UTF_8));
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
  }
}
