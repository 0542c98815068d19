package org.flowbeam.protocol.http;

import org.jspecify.annotations.Nullable;

/**
 * What a head says of its body, as sent, each byte one char; null where it says nothing.
 *
 * @param type Content-Type
 * @param disposition Content-Disposition
 */
record Declared(@Nullable String type, @Nullable String disposition) {
  static final Declared NOTHING = new Declared(null, null);

  /** To be taken before the head is made fit to be shown. */
  static Declared by(Head head) {
    return new Declared(head.last("Content-Type"), head.last("Content-Disposition"));
  }
}
