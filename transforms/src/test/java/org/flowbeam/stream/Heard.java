package org.flowbeam.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a listener got of one side, as text: data as it is, {@code [3]} for a gap of three bytes,
 * {@code [3 acked]} for an acknowledged one, {@code [fin]}. Checks that nothing is silently left
 * out between the calls.
 */
final class Heard {
  private final StringBuilder text = new StringBuilder();
  private long offset;
  private boolean closed;
  private long conflict;
  private long overflow;
  private long overflows;
  private long depthTold;

  void data(byte[] bytes, int from, int length, long streamOffset) {
    advance(streamOffset, length);
    text.append(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
  }

  void gap(long length, boolean acknowledged, long streamOffset) {
    advance(streamOffset, length);
    text.append('[').append(length).append(acknowledged ? " acked]" : "]");
  }

  void fin() {
    assertThat(closed).as("FIN after FIN").isFalse();
    closed = true;
    text.append("[fin]");
  }

  void conflict(long bytes) {
    assertThat(bytes).isPositive();
    conflict += bytes;
  }

  void overflow(long bytes) {
    assertThat(bytes).isPositive();
    overflow += bytes;
    overflows++;
  }

  void depth() {
    depthTold++;
  }

  private void advance(long streamOffset, long length) {
    if (closed || length <= 0 || streamOffset != offset) { // once per byte in the naive model
      throw new AssertionError(
          "%d bytes at %d after %d bytes, closed: %b, %s"
              .formatted(length, streamOffset, offset, closed, text));
    }
    offset += length;
  }

  String text() {
    return text.toString();
  }

  int length() {
    return text.length();
  }

  /** Bytes of conflicts, bytes of overflows, overflows, times that depth was told. */
  List<Long> counts() {
    return List.of(conflict, overflow, overflows, depthTold);
  }
}
