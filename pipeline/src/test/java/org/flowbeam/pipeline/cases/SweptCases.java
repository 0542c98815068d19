package org.flowbeam.pipeline.cases;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.flowbeam.pipeline.RunTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests of what one sweep of some cases has written. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SweptCases {
  @TempDir static Path folder;

  private final String[] cases;
  RunTables run;

  SweptCases(String... cases) {
    this.cases = cases;
  }

  /** Once for all tests, but asked by each, which is skipped where the captures are absent. */
  @BeforeEach
  void sweep() {
    if (run == null) {
      run = FaultCases.sweep(folder.resolve("run"), cases);
    }
  }

  /** See {@link FaultCases#rows}. */
  List<String> rows(String capture, String columns, String table) throws SQLException {
    return FaultCases.rows(run, capture, columns, table);
  }
}
