package org.flowbeam.pipeline.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.OptionGroup;
import org.jspecify.annotations.Nullable;

/** The options of one sweep, as the user gave them. Whatever it complains of names the option. */
public final class SweepOptions {
  /** All that there are, under the headings of the help. */
  public static final List<OptionGroup> GROUPS = groups();

  private final Map<String, String> given;

  /**
   * @param given texts by name, of {@link #all} only
   */
  public SweepOptions(Map<String, String> given) {
    this.given = Map.copyOf(given);
  }

  private static List<OptionGroup> groups() {
    List<OptionGroup> groups = new ArrayList<>();
    groups.add(new OptionGroup("Input", both(RunOptions.INPUTS, PacketSettings.ALL)));
    groups.add(new OptionGroup("Output", RunOptions.OUTPUTS));
    groups.add(new OptionGroup("Evidence", both(RunOptions.LABELS, DedupSettings.ALL)));
    groups.add(new OptionGroup("What to parse", ProtocolSettings.ALL));
    groups.addAll(ProtocolSettings.groups());
    groups.add(new OptionGroup("Flows", FlowSettings.ALL));
    groups.add(new OptionGroup("Tunnels and fragments", TunnelSettings.ALL));
    groups.add(new OptionGroup("Limits of streams", StreamSettings.ALL));
    groups.add(new OptionGroup("Time and memory", WorkSettings.ALL));
    return List.copyOf(groups);
  }

  private static List<Option<?>> both(List<Option<?>> first, List<Option<?>> second) {
    List<Option<?>> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  public static Stream<Option<?>> all() {
    return GROUPS.stream().flatMap(group -> group.options().stream());
  }

  /** The value of an option that has a default or must be given. */
  public <T> T get(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new UsageException("--" + option.name() + " is required"));
  }

  /** The value of an option that may be absent. */
  public <T> Optional<T> find(Option<T> option) {
    String text = given.get(option.name());
    if (text == null) {
      return option.defaultValue();
    }
    try {
      return Optional.of(option.parse(text));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The options that were given, as they would be typed, in the order of the help: those that can
   * change what a run is or is called, and its input.
   */
  public List<String> commandLine() {
    List<String> typed = new ArrayList<>(List.of("sweep"));
    all()
        .filter(option -> option == RunOptions.INPUT || isToldOf(option.affects()))
        .filter(option -> given.containsKey(option.name()))
        .forEach(option -> typed.add("--" + option.name() + "=" + given.get(option.name())));
    return List.copyOf(typed);
  }

  private static boolean isToldOf(Affects affected) {
    return affected == Affects.ROWS || affected == Affects.LABEL;
  }

  /** The texts of all options that affect this, by name; what is absent is empty. */
  public SortedMap<String, String> texts(Affects affected) {
    SortedMap<String, String> texts = new TreeMap<>();
    all()
        .filter(option -> option.affects() == affected)
        .forEach(option -> texts.put(option.name(), text(option)));
    return texts;
  }

  private String text(Option<?> option) {
    @Nullable String text = given.get(option.name());
    return text == null ? option.defaultText().orElse("") : text;
  }
}
