package org.flowbeam.format.tls;

import org.jspecify.annotations.Nullable;

/**
 * JA3 and JA3S, the fingerprints by Althouse, Atkinson and Atkins: decimal numbers in the order
 * sent, GREASE left out, the version being the field of the hello, not what an extension says.
 */
public final class Ja3 {
  private Ja3() {}

  public static String raw(ClientHello hello) {
    StringBuilder text = new StringBuilder(256);
    text.append(hello.version);
    append(text.append(','), hello.ciphers);
    append(text.append(','), hello.extensions);
    append(text.append(','), hello.groups);
    append(text.append(','), hello.pointFormats);
    return text.toString();
  }

  public static String raw(ServerHello hello) {
    StringBuilder text = new StringBuilder(64);
    text.append(hello.version).append(',').append(hello.cipher);
    append(text.append(','), hello.extensions);
    return text.toString();
  }

  private static void append(StringBuilder text, int @Nullable [] numbers) {
    if (numbers == null) {
      return;
    }
    int start = text.length();
    for (int number : numbers) {
      if (!TlsNames.isGrease(number)) {
        if (text.length() > start) {
          text.append('-');
        }
        text.append(number);
      }
    }
  }
}
