package org.flowbeam.options;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One option of the command line: its name, type, default, help and what it affects, declared once.
 * Everything else that knows about options is made from such constants, which lie beside the code
 * that they are for. Immutable.
 *
 * @param <T> serializable
 */
public final class Option<T> {
  private static final int MAX_SHOWN = 80;

  private final String name;
  private final Affects affects;
  private final ValueType<T> type;
  private final @Nullable String defaultText;
  private final @Nullable T defaultValue;
  private final boolean required;
  private final String help;

  private Option(
      String name,
      Affects affects,
      ValueType<T> type,
      @Nullable String defaultText,
      boolean required,
      String help) {
    this.name = name;
    this.affects = affects;
    this.type = type;
    this.defaultText = defaultText;
    this.defaultValue = defaultText == null ? null : parse(defaultText);
    this.required = required;
    this.help = help;
  }

  /**
   * An option with a default.
   *
   * @param name camelCase, without dashes
   * @param defaultText as a user would write it
   * @param help sentences for {@code --help}, without name and default
   */
  public static <T> Option<T> of(
      String name, Affects affects, ValueType<T> type, String defaultText, String help) {
    return new Option<>(name, affects, type, defaultText, false, help);
  }

  /** An option that may be absent. */
  public static <T> Option<T> optional(
      String name, Affects affects, ValueType<T> type, String help) {
    return new Option<>(name, affects, type, null, false, help);
  }

  /** An option that must be given. */
  public static <T> Option<T> required(
      String name, Affects affects, ValueType<T> type, String help) {
    return new Option<>(name, affects, type, null, true, help);
  }

  public String name() {
    return name;
  }

  public Affects affects() {
    return affects;
  }

  public ValueType<T> type() {
    return type;
  }

  public boolean isRequired() {
    return required;
  }

  public String help() {
    return help;
  }

  /** As a user would write it. */
  public Optional<String> defaultText() {
    return Optional.ofNullable(defaultText);
  }

  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /**
   * The value that a user's text means.
   *
   * @throws IllegalArgumentException with one line for the user, which names the option
   */
  public T parse(String text) {
    try {
      return type.parse(text);
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      String given = reason.contains("'" + text + "'") ? "" : "=" + oneLine(text);
      throw new IllegalArgumentException("--" + name + given + ": " + reason, e);
    }
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
  }

  @Override
  public String toString() {
    return "--" + name;
  }
}
