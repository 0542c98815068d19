package org.flowbeam.stream;

import static org.flowbeam.tcp.TcpNumbers.ACK;
import static org.flowbeam.tcp.TcpNumbers.FIN;
import static org.flowbeam.tcp.TcpNumbers.RST;
import static org.flowbeam.tcp.TcpNumbers.SYN;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.flowbeam.tcp.TcpNumbers;

/**
 * A TCP connection spelled segment by segment. The numbers of side a are given as they are; side b
 * sends acknowledgements only, unless {@link #fromB} is asked.
 */
final class Conversation implements StreamListener {
  static final long MILLIS = 1_000_000;
  static final int WINDOW = 8_192;

  private final TcpNumbers numbers = new TcpNumbers();
  private final TcpStreams streams;
  private Heard a = new Heard();
  private Heard b = new Heard();
  private boolean fromB;
  private long timeNanos;
  private long heardAtNanos = -1;

  Conversation(StreamOptions options) {
    streams = new TcpStreams(options, numbers, this);
  }

  static Conversation talk() {
    return new Conversation(StreamOptions.defaults());
  }

  /** The next segments come from side b. */
  Conversation fromB() {
    fromB = true;
    return this;
  }

  Conversation fromA() {
    fromB = false;
    return this;
  }

  Conversation later(long millis) {
    timeNanos += millis * MILLIS;
    return this;
  }

  Conversation syn(long sequence) {
    return send(sequence, 0, SYN, "");
  }

  Conversation syn(long sequence, String data) {
    return send(sequence, 0, SYN, data);
  }

  Conversation synAck(long sequence, long acknowledgement) {
    return send(sequence, acknowledgement, SYN | ACK, "");
  }

  Conversation data(long sequence, String data) {
    return send(sequence, 0, 0, data);
  }

  Conversation data(long sequence, long acknowledgement, String data) {
    return send(sequence, acknowledgement, ACK, data);
  }

  Conversation fin(long sequence, String data) {
    return send(sequence, 0, FIN, data);
  }

  Conversation rst(long sequence) {
    return send(sequence, 0, RST, "");
  }

  /** Side b acknowledges; its own number does not matter. */
  Conversation ackByB(long acknowledgement) {
    boolean from = fromB;
    fromB = true;
    send(1, acknowledgement, ACK, "");
    fromB = from;
    return this;
  }

  /** A segment of which only the first bytes were captured. */
  Conversation snapped(long sequence, String captured, int length) {
    byte[] bytes = bytes(captured);
    segment(sequence, 0, 0, bytes, bytes.length, bytes.length, length);
    return this;
  }

  /** A segment that was captured whole, but from which the tail was cut as beyond the depth. */
  Conversation cut(long sequence, String carried, int captured) {
    byte[] bytes = bytes(carried);
    segment(sequence, 0, 0, bytes, bytes.length, captured, captured);
    return this;
  }

  Conversation send(long sequence, long acknowledgement, int flags, String data) {
    byte[] bytes = bytes(data);
    segment(sequence, acknowledgement, flags, bytes, bytes.length, bytes.length, bytes.length);
    return this;
  }

  private void segment(
      long sequence,
      long acknowledgement,
      int flags,
      byte[] payload,
      int carried,
      int captured,
      int length) {
    byte[] packet = new byte[payload.length + 7];
    System.arraycopy(payload, 0, packet, 5, payload.length);
    take(
        fromB,
        (int) sequence,
        (int) acknowledgement,
        flags,
        packet,
        5,
        carried,
        captured,
        length,
        timeNanos);
    Arrays.fill(packet, (byte) '!'); // lent for the call only
  }

  /** One segment as it is. */
  void take(
      boolean fromB,
      int sequence,
      int acknowledgement,
      int kinds,
      byte[] bytes,
      int offset,
      int carried,
      int captured,
      int length,
      long time) {
    int payloadLength = Math.max(length, Math.max(0, captured));
    numbers.segment(fromB, sequence, acknowledgement, kinds, payloadLength, WINDOW, -1);
    streams.segment(fromB, bytes, offset, carried, captured, time);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  Conversation end() {
    return end(timeNanos);
  }

  Conversation end(long time) {
    numbers.end();
    streams.end(time);
    return this;
  }

  /** What was heard of side a. */
  String heard() {
    return a.text();
  }

  Heard heardOf(boolean ofB) {
    return ofB ? b : a;
  }

  StreamAccount account() {
    return streams.account(false);
  }

  /** Another epoch begins, in the same buffers. */
  Conversation restart() {
    numbers.reset();
    streams.reset();
    a = new Heard();
    b = new Heard();
    return this;
  }

  /** The time that came with the last call, or -1. */
  long heardAtMillis() {
    return heardAtNanos / MILLIS;
  }

  TcpStreams streams() {
    return streams;
  }

  TcpNumbers numbers() {
    return numbers;
  }

  @Override
  public void onData(
      boolean ofB, byte[] bytes, int offset, int length, long streamOffset, long time) {
    heardAtNanos = time;
    heardOf(ofB).data(bytes, offset, length, streamOffset);
  }

  @Override
  public void onGap(boolean ofB, long length, boolean acknowledged, long streamOffset, long time) {
    heardAtNanos = time;
    heardOf(ofB).gap(length, acknowledged, streamOffset);
  }

  @Override
  public void onFin(boolean ofB, long time) {
    heardAtNanos = time;
    heardOf(ofB).fin();
  }

  @Override
  public void onConflict(boolean ofB, long bytes, long time) {
    heardAtNanos = time;
    heardOf(ofB).conflict(bytes);
  }

  @Override
  public void onOverflow(boolean ofB, long bytes, long time) {
    heardAtNanos = time;
    heardOf(ofB).overflow(bytes);
  }

  @Override
  public void onDepth(boolean ofB, long time) {
    heardAtNanos = time;
    heardOf(ofB).depth();
  }
}
