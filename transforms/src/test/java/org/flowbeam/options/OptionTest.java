package org.flowbeam.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionTest {
  @Test
  void aBadValueIsOneLineThatNamesTheOptionAndTheValue() {
    Option<Long> idle =
        Option.of(
            "idleTcp", Affects.ROWS, ValueTypes.DURATION, "300s", "Silence that ends a flow.");
    assertMessage(idle, "5", "--idleTcp=5: expected a duration such as 300s, 5m or 1ms");
    assertMessage(idle, "", "--idleTcp=: expected a duration such as 300s, 5m or 1ms");
    assertMessage(idle, "1\n2", "--idleTcp=1 2: expected a duration such as 300s, 5m or 1ms");
    assertMessage(
        idle,
        "x".repeat(1000),
        "--idleTcp=" + "x".repeat(80) + "...: expected a duration such as 300s, 5m or 1ms");
  }

  @Test
  void aReasonThatQuotesTheValueIsNotGivenItTwice() {
    Option<String> filter =
        Option.optional(
            "filter",
            Affects.ROWS,
            text -> {
              throw new IllegalArgumentException("bad filter '" + text + "': syntax error");
            },
            "Keep some packets.");
    assertMessage(filter, "tcp port", "--filter: bad filter 'tcp port': syntax error");
  }

  @Test
  void aDefaultThatIsNoValueCannotBeDeclared() {
    assertThatThrownBy(
            () -> Option.of("depth", Affects.ROWS, ValueTypes.size(0, 9), "10", "How deep."))
        .hasMessage("--depth=10: expected 0 to 9 bytes");
  }

  @Test
  void absentOptionsHaveNoDefault() {
    Option<String> folder =
        Option.required("output", Affects.FILES, ValueTypes.TEXT, "Folder of the run.");
    assertThat(folder.isRequired()).isTrue();
    assertThat(folder.defaultText()).isEmpty();
    assertThat(folder.defaultValue()).isEmpty();
  }

  private static void assertMessage(Option<?> option, String text, String message) {
    assertThatThrownBy(() -> option.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
