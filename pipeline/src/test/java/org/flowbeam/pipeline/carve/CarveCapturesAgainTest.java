package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link CarveAgainTest} says, of the public captures; apart, so it runs no test twice. */
class CarveCapturesAgainTest {
  @TempDir Path folder;

  /** Copies are not looked for: what is comparable hangs on the times of packets without a flow. */
  @Test
  void allPublicCaptures() throws IOException, SQLException {
    CarveAgainTest.assertSameAgain(folder, Captures.shared(), "--dedup=off");
  }
}
