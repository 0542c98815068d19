package org.flowbeam.pipeline.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrappedTableTest {
  private static final List<String> NAMES = List.of("name", "type", "meaning");

  private static String written(int lineColumns, String... row) throws IOException {
    StringWriter out = new StringWriter();
    int[] widths = new int[row.length];
    for (int i = 0; i < row.length; i++) {
      widths[i] = Math.max(NAMES.get(i).length(), row[i].length());
    }
    WrappedTable.write(NAMES, List.<String[]>of(row), widths, lineColumns, out);
    return out.toString();
  }

  @Test
  void sentencesGoOnBelowThemselves() throws IOException {
    assertThat(written(40, "query", "TEXT", "The name that was asked for, as sent."))
        .isEqualTo(
            """
             name  | type | meaning
            -------+------+-------------------------
             query | TEXT | The name that was asked
                   |      | for, as sent.
            """);
  }

  @Test
  void longTypesGoOnToo() throws IOException {
    String type = "STRUCT(\"name\" VARCHAR, ttl BIGINT)[]";
    assertThat(written(60, "answers", type, "Records."))
        .isEqualTo(
            """
             name    | type                       | meaning
            ---------+----------------------------+---------
             answers | STRUCT("name" VARCHAR, ttl | Records.
                     | BIGINT)[]                  |
            """);
  }

  @Test
  void aWordThatIsWiderThanItsColumnIsBroken() throws IOException {
    assertThat(written(20, "a", "b", "0123456789012345678901234"))
        .isEqualTo(
            """
             name | type | meaning
            ------+------+---------------------
             a    | b    | 01234567890123456789
                  |      | 01234
            """);
  }
}
