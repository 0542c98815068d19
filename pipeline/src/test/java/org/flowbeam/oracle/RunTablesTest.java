package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.flowbeam.pipeline.RunTables;
import org.junit.jupiter.api.Test;

class RunTablesTest {
  private static final String ONE = "(VALUES (1, [{'a': 'x', 'b': NULL}]), (2, NULL)) AS t(n, l)";

  @Test
  void equalRowsInAnyOrderAreNoDifference() throws SQLException {
    String turned = "(VALUES (2, NULL), (1, [{'a': 'x', 'b': NULL}])) AS t(n, l)";
    assertThat(RunTables.difference(ONE, turned)).isEmpty();
  }

  @Test
  void aRowThatOneSideHasMoreOftenIsToldWithHowOften() throws SQLException {
    String twice = "(SELECT * FROM " + ONE + " UNION ALL SELECT 2, NULL) AS t";
    assertThat(RunTables.difference(ONE, twice)).containsExactly("only in the second|1|2|null");
    assertThat(RunTables.difference(twice, ONE)).containsExactly("only in the first|1|2|null");
  }

  @Test
  void valuesInsideListsAndNullsCount() throws SQLException {
    String other = "(VALUES (1, [{'a': 'x', 'b': ''}]), (2, [])) AS t(n, l)";
    assertThat(RunTables.difference(ONE, other)).hasSize(4);
    assertThat(RunTables.difference(ONE, other, "l")).isEmpty();
  }
}
