package org.flowbeam.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/**
 * Who said what, in order: the input of a parser under test. Each piece comes a millisecond after
 * the one before.
 */
public final class Script {
  public static final int CLIENT_PORT = 49152;

  static final long START_NANOS = 1_700_000_000_000_000_000L;
  static final long STEP_NANOS = 1_000_000;

  /** What happens: bytes, a gap of so many bytes, or a side's end. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Event(Direction from, byte[] bytes, long gapBytes, boolean fin, long timeNanos) {
    boolean isData() {
      return gapBytes == 0 && !fin;
    }

    Event withBytes(byte[] other) {
      return new Event(from, other, 0, false, timeNanos);
    }
  }

  final String name;
  final boolean datagrams;
  final int serverPort;
  final SessionEnd end;
  final List<Event> events;
  private long pausesNanos;

  private Script(
      String name, boolean datagrams, int serverPort, SessionEnd end, List<Event> events) {
    this.name = name;
    this.datagrams = datagrams;
    this.serverPort = serverPort;
    this.end = end;
    this.events = events;
  }

  /** A TCP session that both sides close. */
  public static Script tcp(String name, int serverPort) {
    return new Script(name, false, serverPort, SessionEnd.CLOSED, new ArrayList<>());
  }

  public static Script udp(String name, int serverPort) {
    return new Script(name, true, serverPort, SessionEnd.CUT, new ArrayList<>());
  }

  public Script client(byte... bytes) {
    return add(Direction.CLIENT, bytes, 0, false);
  }

  public Script server(byte... bytes) {
    return add(Direction.SERVER, bytes, 0, false);
  }

  /** Each char is one byte. */
  public Script client(String latin1) {
    return client(latin1.getBytes(ISO_8859_1));
  }

  public Script server(String latin1) {
    return server(latin1.getBytes(ISO_8859_1));
  }

  public Script gap(Direction from, long lengthBytes) {
    return add(from, new byte[0], lengthBytes, false);
  }

  public Script fin(Direction from) {
    return add(from, new byte[0], 0, true);
  }

  public Script endsBy(SessionEnd reason) {
    return with(reason, events);
  }

  /** Lets time pass before what follows. */
  public Script pause(long nanos) {
    pausesNanos += nanos;
    return this;
  }

  Script with(SessionEnd reason, List<Event> others) {
    return new Script(name, datagrams, serverPort, reason, others);
  }

  private Script add(Direction from, byte[] bytes, long gapBytes, boolean fin) {
    long time = START_NANOS + STEP_NANOS * events.size() + pausesNanos;
    events.add(new Event(from, bytes, gapBytes, fin, time));
    return this;
  }

  @Override
  public String toString() {
    return name;
  }
}
