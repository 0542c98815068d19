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
}
