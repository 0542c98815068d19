package org.flowbeam.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes as lower-case hex. Not for several threads. */
public final class Digests {
  private static final HexFormat HEX = HexFormat.of();

  private final MessageDigest md5 = digest("MD5");
  private final MessageDigest sha256 = digest("SHA-256");

  public String md5Hex(String ascii) {
    return HEX.formatHex(md5.digest(ascii.getBytes(ISO_8859_1)));
  }

  public byte[] md5(byte[] bytes) {
    return md5.digest(bytes);
  }

  public String sha256Hex(String ascii) {
    return HEX.formatHex(sha256.digest(ascii.getBytes(ISO_8859_1)));
  }

  public byte[] sha256(byte[] bytes, int offset, int length) {
    sha256.update(bytes, offset, length);
    return sha256.digest();
  }

  public static String sha1Hex(byte[] bytes) {
    return HEX.formatHex(digest("SHA-1").digest(bytes));
  }

  /** One that every Java has. */
  public static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
