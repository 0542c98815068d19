package org.flowbeam.packet;

import java.util.HexFormat;

/** Bytes spelled in hex; spaces separate fields. */
public final class Hex {
  private Hex() {}

  public static byte[] bytes(String... parts) {
    return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
  }
}
