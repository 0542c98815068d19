package org.flowbeam.pipeline.verify;

/**
 * A difference from a manifest.
 *
 * @param kind changed, missing or new
 * @param part input, output or table
 * @param name path or URI
 */
record Finding(String kind, String part, String name, String detail) {
  static Finding changed(String part, String name, String detail) {
    return new Finding("changed", part, name, detail);
  }

  static Finding missing(String part, String name) {
    return new Finding("missing", part, name, "");
  }

  static Finding added(String part, String name) {
    return new Finding("new", part, name, "");
  }

  /** One line for people. */
  String text() {
    return kind + " " + part + " " + name + (detail.isEmpty() ? "" : ": " + detail);
  }
}
