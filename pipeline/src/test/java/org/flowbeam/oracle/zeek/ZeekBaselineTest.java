package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.api.Test;

class ZeekBaselineTest {
  @Test
  void everyConnLogOfZeeksTestsIsMapped() throws IOException {
    Path folder = Captures.shared().resolve("zeek+zeek/testing/btest/Baseline");
    assertThat(ZeekBaseline.all().stream().map(ZeekBaseline::name))
        .containsExactlyInAnyOrderElementsOf(connLogs(folder));
  }

  @Test
  void everyMappedCaptureIsThere() throws IOException {
    Path folder = Captures.shared().resolve("zeek+zeek/testing/btest/Traces");
    for (ZeekBaseline baseline : ZeekBaseline.all()) {
      if (baseline.capture() != null) {
        assertThat(folder.resolve(baseline.capture())).isRegularFile();
      }
    }
  }

  private static List<String> connLogs(Path folder) throws IOException {
    try (Stream<Path> tests = Files.list(folder)) {
      return tests.flatMap(ZeekBaselineTest::logs).map(log -> relative(folder, log)).toList();
    }
  }

  private static Stream<Path> logs(Path test) {
    try (Stream<Path> files = Files.list(test)) {
      return files
          .filter(file -> file.getFileName().toString().matches("conn[.-].*"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String relative(Path folder, Path log) {
    return folder.relativize(log).toString().replace('\\', '/');
  }
}
