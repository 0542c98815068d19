package org.flowbeam.pipeline.runners;

import java.io.IOException;
import java.nio.file.Path;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link RunnersTest} says, of the public captures; apart, so it runs no test twice. */
class RunnersOnCapturesTest {
  @TempDir Path folder;

  @Test
  void allPublicCapturesGiveTheSameBytes() throws IOException {
    RunnersTest.assertSameBytes(folder, Captures.shared(), "--bodies=store");
  }
}
