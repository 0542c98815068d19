package org.flowbeam.protocol.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingCommandsTest {
  private final List<String> unanswered = new ArrayList<>();
  private final WaitingCommands<String> commands =
      new WaitingCommands<>(String::length, unanswered::add);

  @Test
  void repliesToCommandsThatWereGivenOutAreNotThoseOfTheNext() {
    for (int i = 0; i < WaitingCommands.MAX_COMMANDS; i++) {
      assertThat(commands.add("c" + i)).isTrue();
    }
    assertThat(commands.add("last")).isFalse();
    assertThat(unanswered).containsExactly("c0");
    assertThat(commands.next()).isNull();
    assertThat(commands.replyIsOwed(false)).isTrue();
    assertThat(commands.replyIsOwed(true)).isTrue();
    assertThat(commands.replyIsOwed(true)).isFalse();
    assertThat(commands.next()).isEqualTo("c1");
  }

  @Test
  void theNewestIsKeptHoweverLongItIs() {
    commands.add("a");
    String longest = "b".repeat(WaitingCommands.MAX_BYTES + 1);
    assertThat(commands.add(longest)).isFalse();
    assertThat(commands).containsExactly(longest);
    commands.take(longest);
    assertThat(commands.add("c".repeat(WaitingCommands.MAX_BYTES))).isTrue();
    assertThat(unanswered).containsExactly("a");
  }

  @Test
  void thoseThatAreGivenOutComeInTheirOrder() {
    List.of("a", "b", "c", "d").forEach(commands::add);
    commands.giveOutBefore("c");
    commands.giveOutOwed();
    assertThat(unanswered).containsExactly("a", "b", "c", "d");
    assertThat(commands.replyIsOwed(true)).isTrue();
    commands.forgetOwed();
    assertThat(commands.replyIsOwed(true)).isFalse();
  }
}
