package org.flowbeam.packet.esp;

/** What is done with ESP packets (RFC 4303), which may be authenticated without encryption. */
public enum EspNull {
  /** They stay flows of ESP. */
  OFF,
  /** They are not encrypted: what looks like a packet inside is taken for one. */
  ASSUME,
  /** Those of a security association are opened when nearly all of them look so. */
  HEURISTIC
}
