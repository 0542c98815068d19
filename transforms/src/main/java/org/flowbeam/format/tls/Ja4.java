package org.flowbeam.format.tls;

import java.util.Arrays;
import org.flowbeam.format.Digests;
import org.jspecify.annotations.Nullable;

/**
 * JA4, the fingerprint of a TLS client by FoxIO, as its specification says: {@code
 * t13d1516h2_8daaf6152771_e5627efa2ab1}. Ciphers and extensions are sorted, signature algorithms in
 * the order sent, GREASE left out everywhere.
 */
public final class Ja4 {
  private static final int MAX_COUNT = 99;
  private static final int HASH_CHARS = 12;
  private static final String NO_HASH = "000000000000";
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** With its lists; JA4_r. */
  public final String raw;

  /** With the hashes of its lists. */
  public final String hash;

  public Ja4(ClientHello hello, Digests digests) {
    int[] ciphers = withoutGrease(hello.ciphers);
    int[] extensions = withoutGrease(hello.extensions);
    String a = firstPart(hello, ciphers.length, extensions.length);
    String b = list(sorted(ciphers));
    String c = list(sorted(withoutNames(extensions)));
    String algorithms = list(withoutGrease(hello.signatureAlgorithms));
    if (!algorithms.isEmpty()) {
      c += "_" + algorithms;
    }
    raw = a + "_" + b + "_" + c;
    hash = a + "_" + truncated(b, digests) + "_" + truncated(c, digests);
  }

  private static String firstPart(ClientHello hello, int ciphers, int extensions) {
    StringBuilder text = new StringBuilder(10).append('t').append(version(hello));
    text.append(contains(hello.extensions, Extensions.SERVER_NAME) ? 'd' : 'i');
    appendCount(text, ciphers);
    appendCount(text, extensions);
    appendAlpn(text, hello.firstAlpn);
    return text.toString();
  }

  /** The highest version offered; the field counts only without the extension. */
  private static String version(ClientHello hello) {
    int highest = hello.version;
    if (hello.versions != null) {
      highest = 0;
      for (int version : withoutGrease(hello.versions)) {
        highest = Math.max(highest, version);
      }
    }
    return switch (highest) {
      case 0x0304 -> "13";
      case 0x0303 -> "12";
      case 0x0302 -> "11";
      case 0x0301 -> "10";
      case 0x0300 -> "s3";
      case 0x0002 -> "s2";
      default -> "00";
    };
  }

  private static void appendCount(StringBuilder text, int count) {
    int shown = Math.min(count, MAX_COUNT);
    text.append((char) ('0' + shown / 10)).append((char) ('0' + shown % 10));
  }

  /** First and last character of the first protocol; of its hex digits if one is no letter. */
  private static void appendAlpn(StringBuilder text, byte[] alpn) {
    if (alpn.length == 0) {
      text.append("00");
      return;
    }
    int first = alpn[0];
    int last = alpn[alpn.length - 1];
    if (isAlphanumeric(first) && isAlphanumeric(last)) {
      text.append((char) first).append((char) last);
    } else {
      text.append(HEX[first >> 4 & 15]).append(HEX[last & 15]);
    }
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static int[] withoutGrease(int @Nullable [] numbers) {
    return numbers == null
        ? new int[0]
        : Arrays.stream(numbers).filter(n -> !TlsNames.isGrease(n)).toArray();
  }

  private static int[] withoutNames(int[] extensions) {
    return Arrays.stream(extensions)
        .filter(n -> n != Extensions.SERVER_NAME && n != Extensions.ALPN)
        .toArray();
  }

  private static int[] sorted(int[] numbers) {
    Arrays.sort(numbers);
    return numbers;
  }

  private static boolean contains(int[] numbers, int wanted) {
    for (int number : numbers) {
      if (number == wanted) {
        return true;
      }
    }
    return false;
  }

  private static String list(int[] numbers) {
    StringBuilder text = new StringBuilder(numbers.length * 5);
    for (int number : numbers) {
      if (!text.isEmpty()) {
        text.append(',');
      }
      for (int shift = 12; shift >= 0; shift -= 4) {
        text.append(HEX[number >> shift & 15]);
      }
    }
    return text.toString();
  }

  private static String truncated(String list, Digests digests) {
    return list.isEmpty() ? NO_HASH : digests.sha256Hex(list).substring(0, HASH_CHARS);
  }
}
