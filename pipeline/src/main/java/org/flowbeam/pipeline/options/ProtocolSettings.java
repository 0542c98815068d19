package org.flowbeam.pipeline.options;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.OptionGroup;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.shared.FileOptions;
import org.flowbeam.session.Protocols;

/** Which protocols are parsed, and the options that these declare themselves. */
final class ProtocolSettings {
  static final Option<List<String>> PROTOCOLS =
      Option.of(
          "protocols",
          Affects.ROWS,
          ProtocolSettings::names,
          "all",
          "Protocols to parse, comma-separated: all, none, or some of "
              + String.join(", ", Protocols.names())
              + ".");

  static final List<Option<?>> ALL =
      Stream.concat(Stream.of(PROTOCOLS), shared().stream()).toList();

  private ProtocolSettings() {}

  /** Those that are no single protocol's. */
  private static List<Option<?>> shared() {
    List<Option<?>> shared = new ArrayList<>(List.of(SessionOptions.SECRETS));
    shared.addAll(FileOptions.ALL);
    return shared;
  }

  /** One group per protocol that has options. */
  static List<OptionGroup> groups() {
    List<OptionGroup> groups = new ArrayList<>();
    for (Protocol protocol : Protocols.ALL) {
      if (!protocol.options().isEmpty()) {
        groups.add(new OptionGroup("Protocol " + protocol.name(), protocol.options()));
      }
    }
    return groups;
  }

  static SessionOptions sessions(SweepOptions options) {
    SessionOptions sessions = SessionOptions.defaults();
    for (Option<?> option : shared()) {
      sessions = with(option, options, sessions);
    }
    for (OptionGroup group : groups()) {
      for (Option<?> option : group.options()) {
        sessions = with(option, options, sessions);
      }
    }
    return sessions;
  }

  private static <T> SessionOptions with(
      Option<T> option, SweepOptions options, SessionOptions sessions) {
    return sessions.with(option, options.get(option));
  }

  private static List<String> names(String text) {
    if (text.equals("all")) {
      return Protocols.names();
    }
    if (text.equals("none")) {
      return List.of();
    }
    List<String> names = List.of(text.split(",", -1));
    if (!Protocols.names().containsAll(names)) {
      throw new IllegalArgumentException(
          "expected all, none, or some of " + String.join(", ", Protocols.names()));
    }
    return names;
  }
}
