package org.flowbeam.protocol.http;

/** Takes what is odd about a message. */
interface Oddities {
  /**
   * Takes one.
   *
   * @param kind the anomaly's kind
   * @param detail one line for people
   */
  void found(String kind, String detail);
}
