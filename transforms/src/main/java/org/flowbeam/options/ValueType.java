package org.flowbeam.options;

/** How the text of an option becomes a value. {@link ValueTypes} has those that many need. */
@FunctionalInterface
public interface ValueType<T> {
  /**
   * The value that a text means.
   *
   * @throws IllegalArgumentException with one line for the user: what was expected
   */
  T parse(String text);

  /**
   * A regular expression for forms that check a text before anything runs. It matches every text
   * that {@link #parse} takes, and may match others; {@code .*} where nothing is known.
   */
  default String pattern() {
    return ".*";
  }
}
