package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flowbeam.fixtures.Captures;

/** Runs outside programs in a folder of the test's own. */
public final class Programs {
  private Programs() {}

  /**
   * An archive mixed from public captures: the same bytes every time, from the script that comes
   * with them.
   */
  public static Path archive(Path folder, long sizeBytes) throws IOException, InterruptedException {
    Path script = Captures.shared().resolveSibling("tools").resolve("make-archive.sh");
    assumeTrue(Files.isExecutable(script), () -> "no " + script);
    Captures.program("cc");
    Path archive = folder.resolve("archive.pcap");
    run(folder, script, sizeBytes, archive);
    return archive;
  }

  /** Gives back the file with what the program printed. */
  public static Path run(Path folder, Object program, Object... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    for (Object argument : arguments) {
      builder.command().add(argument.toString());
    }
    builder.environment().put("TMPDIR", folder.toString());
    builder.directory(folder.toFile()).redirectError(folder.resolve("errors.txt").toFile());
    Process process = builder.redirectOutput(output.toFile()).start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(program + " did not end");
    }
    assertThat(process.exitValue()).as(program + " " + List.of(arguments)).isZero();
    return output;
  }
}
