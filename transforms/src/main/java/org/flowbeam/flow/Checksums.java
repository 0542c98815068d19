package org.flowbeam.flow;

/** What a wrong checksum means: {@code --checksums}. */
public enum Checksums {
  /** The packet is counted as wrong, and used. */
  REPORT,
  /** The packet is counted as wrong, and ignored, as Zeek does. */
  STRICT,
  /** Checksums are not looked at. */
  IGNORE
}
