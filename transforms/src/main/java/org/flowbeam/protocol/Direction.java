package org.flowbeam.protocol;

/** Who sent something, by the role that the protocol's probe found. */
public enum Direction {
  CLIENT,
  SERVER;

  /** 0 or 1, for arrays of both sides. */
  public int index() {
    return this == CLIENT ? 0 : 1;
  }

  public Direction other() {
    return this == CLIENT ? SERVER : CLIENT;
  }
}
