package org.flowbeam.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/** Keeps the secrets of a flow, {@link #MAX_SECRETS} of them, out of the first bytes of its row. */
public final class ShownSecrets {
  public static final int MAX_SECRETS = 64;

  /** Fewer bytes of one at the end may be anything. */
  private static final int MIN_BYTES = 4;

  private static final byte MASK = '*';

  private final List<byte[]> secrets = new ArrayList<>(0);

  public void clear() {
    secrets.clear();
  }

  public void add(String secret) {
    if (secrets.size() < MAX_SECRETS && !secret.isEmpty()) {
      secrets.add(EscapedText.bytes(secret));
    }
  }

  /** Bytes in hex, with stars for all that belongs to a secret. */
  public @Nullable String masked(@Nullable String hex) {
    if (hex == null || secrets.isEmpty()) {
      return hex;
    }
    byte[] bytes = HexFormat.of().parseHex(hex);
    byte[] masked = bytes.clone();
    for (byte[] secret : secrets) {
      for (int at = 0; at < bytes.length; at++) {
        int shown = Math.min(secret.length, bytes.length - at);
        if (shown >= Math.min(MIN_BYTES, secret.length) && begins(secret, bytes, at, shown)) {
          Arrays.fill(masked, at, at + shown, MASK);
        }
      }
    }
    return HexFormat.of().formatHex(masked);
  }

  private static boolean begins(byte[] secret, byte[] bytes, int from, int length) {
    return Arrays.equals(secret, 0, length, bytes, from, from + length);
  }
}
