package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main class that launchers of engines call. */
class SweepTest {
  private static final String DIRECT = "--runner=DirectRunner";

  @TempDir Path folder;

  @Test
  void itReturnsWhenTheRunIsDone() {
    Path output = folder.resolve("tables");
    Sweep.main(arguments("http-keep-alive.pcap", output));
    assertThat(output.resolve("_SUCCESS")).exists();
  }

  @Test
  void itReturnsWhenNotEverythingCouldBeRead() throws Exception {
    Path broken = folder.resolve("broken.pcap");
    Files.write(broken, new byte[] {1, 2, 3});
    Path output = folder.resolve("tables");
    Sweep.main(new String[] {"--input=" + broken, "--output=" + output, DIRECT});
    assertThat(output.resolve("_SUCCESS")).exists();
  }

  @Test
  void itThrowsOneLineWhenTheRunFails() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertThatThrownBy(() -> Sweep.main(arguments("http-keep-alive.pcap", file.resolve("out"))))
        .isInstanceOf(IllegalStateException.class)
        .message()
        .contains("cannot write to")
        .doesNotContain("\n");
  }

  @Test
  void wrongArgumentsAreThrownToo() {
    assertRefused("--runner is required", "--input=a", "--output=b");
    assertRefused("unexpected argument 'sweep'", "sweep", "--input=a", DIRECT);
    assertRefused("unexpected argument 'a'", "--input", "a", "--output=b", DIRECT);
    assertRefused("unexpected argument '-x'", "-x", DIRECT);
    assertRefused("--output is required", "--input=a", DIRECT);
    String input = "--input=" + Captures.fixtures();
    String output = "--output=" + folder.resolve("tables");
    assertRefused("unknown option --dedupp", input, output, "--dedupp=off", DIRECT);
    assertRefused("--dedup=sometimes", input, output, "--dedup=sometimes", DIRECT);
  }

  private static void assertRefused(String message, String... arguments) {
    assertThatThrownBy(() -> Sweep.main(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static String[] arguments(String capture, Path output) {
    return new String[] {
      "--input=" + Captures.fixtures().resolve(capture), "--output=" + output, DIRECT
    };
  }
}
