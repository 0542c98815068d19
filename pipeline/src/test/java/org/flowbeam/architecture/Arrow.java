package org.flowbeam.architecture;

/**
 * One package looks at another.
 *
 * @param from the package that looks
 * @param to the package it looks at
 * @param where the file or class that does it
 */
record Arrow(String from, String to, String where) {
  @Override
  public String toString() {
    return from + " -> " + to + " (" + where + ")";
  }
}
