package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZeekLogTest {
  @Test
  void wholeLogsNameTheirColumnsBehindFields() {
    String log =
        """
        ### written by a test tool
        #separator \\x09
        #fields\tuid\tid.orig_h\tduration
        #types\tstring\taddr\tinterval
        C1\t10.0.0.1\t-
        C2\tfe80::1\t0.5
        #close
        """;
    assertThat(ZeekLog.parse(log))
        .containsExactly(
            Map.of("uid", "C1", "id.orig_h", "10.0.0.1", "duration", "-"),
            Map.of("uid", "C2", "id.orig_h", "fe80::1", "duration", "0.5"));
  }

  @Test
  void cutLogsNameTheirColumnsInTheFirstLine() {
    assertThat(ZeekLog.parse("### comment\nuid\thistory\nC1\tShADaFf\n"))
        .containsExactly(Map.of("uid", "C1", "history", "ShADaFf"));
  }

  @Test
  void logsBehindEachOtherStayApart() {
    assertThat(ZeekLog.sections("#fields\tuid\nC1\n#close\n#fields\tid\n#fields\tid\n2\n"))
        .containsExactly(List.of(Map.of("uid", "C1")), List.of(), List.of(Map.of("id", "2")));
  }

  @Test
  void logsWithoutRowsAreEmpty() {
    assertThat(ZeekLog.parse("#fields\tuid\n#close\n")).isEmpty();
    assertThat(ZeekLog.parse("uid\thistory\n")).isEmpty();
  }

  @Test
  void lineWithAnotherNumberOfValuesIsRefused() {
    assertThatThrownBy(() -> ZeekLog.parse("#fields\tuid\thistory\nC1\n"))
        .hasMessage("1 values for 2 columns: C1");
  }
}
