package org.flowbeam.pipeline.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptTest {
  private static List<String> statements(String text) {
    return SqlScript.parts(text).stream().map(SqlScript.Part::sql).toList();
  }

  @Test
  void semicolonsEndStatementsAndTheLastNeedsNone() {
    assertThat(statements("select 1;\n;; select 2 ;select 3"))
        .containsExactly("select 1", "select 2", "select 3");
    assertThat(statements(" \n-- nothing\n/* at all */;")).isEmpty();
  }

  @Test
  void semicolonsInTextsNamesAndCommentsEndNothing() {
    assertThat(
            statements(
                "select 'a;''b', \"c;\"\"d\", E'e\\';f', $$g;h$$, $x$i;$$j$x$ -- k;l\n/* m; /* n; */ o; */ from t; select 2"))
        .containsExactly(
            "select 'a;''b', \"c;\"\"d\", E'e\\';f', $$g;h$$, $x$i;$$j$x$  \n  from t", "select 2");
  }

  @Test
  void aStatementKnowsItsLine() {
    assertThat(SqlScript.parts("-- one\n\nselect 1;\nselect\n2; select 3"))
        .extracting(SqlScript.Part::line)
        .containsExactly(3, 4, 5);
  }

  @Test
  void parametersAreNumberedInEachStatementByThemselves() {
    List<SqlScript.Part> parts =
        SqlScript.parts("select $b, $a, $b, '$c', a$d; select $a -- $e\n, $1");
    assertThat(parts.get(0).sql()).isEqualTo("select $1, $2, $1, '$c', a$d");
    assertThat(parts.get(0).parameters()).containsExactly("b", "a");
    assertThat(parts.get(1).parameters()).containsExactly("a", "1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "select ';",
        "select \";",
        "/* ;",
        "select $$;",
        "select 1; select 2",
        "select E'\\';"
      })
  void moreLinesAreWantedUntilASemicolonEndsTheLastStatement(String text) {
    assertThat(SqlScript.isComplete(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "  ", "select 1;", "select ';';", "select 1; -- done", "-- only this"})
  void wholeStatementsAreComplete(String text) {
    assertThat(SqlScript.isComplete(text)).isTrue();
  }
}
