package org.flowbeam.session;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.protocol.Match;
import org.jspecify.annotations.Nullable;

/** The protocols found in a conversation, and how the last of them was. */
final class Service {
  static final String BY_CONTENT = "content";
  static final String BY_PORT = "port";
  static final String BY_HAND_OVER = "hand_over";

  /** Names are few; what is stacked deeper says nothing new. */
  private static final int MAX_NAMES = 16;

  private final List<String> names = new ArrayList<>(2);
  private @Nullable String rule;

  static String rule(Match match) {
    return match.isByPort() ? BY_PORT : BY_CONTENT;
  }

  void reset() {
    names.clear();
    rule = null;
  }

  /** Another protocol follows, whichever were found before. */
  void add(String name, String rule) {
    if (names.size() < MAX_NAMES) {
      names.add(name);
      this.rule = rule;
    }
  }

  /** Another protocol was found beside or inside those found before. */
  void addOnce(String name, String rule) {
    if (!names.contains(name)) {
      add(name, rule);
    }
  }

  /** In order, separated by commas; null when none was found. */
  @Nullable String path() {
    return names.isEmpty() ? null : String.join(",", names);
  }

  /** How the last one was found. */
  @Nullable String rule() {
    return rule;
  }
}
