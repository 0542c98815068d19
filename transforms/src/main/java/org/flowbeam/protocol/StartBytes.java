package org.flowbeam.protocol;

import java.util.BitSet;

/**
 * With which bytes a protocol's side, or datagram, may begin, so that only a few protocols are
 * asked about each flow. Built once per protocol: {@code StartBytes.of("UAF220").range(0x16,
 * 0x17)}. Leaving out a byte that occurs hides the protocol; one too many costs a question.
 */
public final class StartBytes {
  /** Any byte: asked about every flow. Only for protocols that have no other way. */
  public static final StartBytes ANY = new StartBytes().range(0, 255);

  /** Any byte, but only between ports of which one is the protocol's own. */
  public static final StartBytes ON_ITS_PORTS = new StartBytes();

  /** The protocol does not run over this transport. */
  public static final StartBytes NONE = new StartBytes();

  private final BitSet bytes = new BitSet(256);

  private StartBytes() {}

  /** Each char is one byte. */
  public static StartBytes of(String latin1) {
    StartBytes first = new StartBytes();
    latin1.chars().forEach(c -> first.bytes.set(c & 0xff));
    return first;
  }

  /** Adds all from {@code low} to {@code high}, both included. */
  public StartBytes range(int low, int high) {
    StartBytes more = new StartBytes();
    more.bytes.or(bytes);
    more.bytes.set(low, high + 1);
    return more;
  }

  /** Adds the others'. */
  public StartBytes and(StartBytes others) {
    StartBytes more = new StartBytes();
    more.bytes.or(bytes);
    more.bytes.or(others.bytes);
    return more;
  }

  /** Whether this byte, 0 to 255, is among them. */
  public boolean has(int value) {
    return bytes.get(value);
  }
}
