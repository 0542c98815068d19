package org.flowbeam.format.x509;

import java.math.BigInteger;
import org.flowbeam.format.asn1.Der;
import org.flowbeam.format.asn1.Oids;
import org.jspecify.annotations.Nullable;

/**
 * The key of a certificate.
 *
 * @param algorithm as OpenSSL names it, else its object identifier
 * @param bits its length; null for an unknown algorithm
 * @param exponent of an RSA key, if it fits
 * @param curve of an EC key; {@link #EXPLICIT} when its parameters are spelled out
 */
public record PublicKey(
    String algorithm, @Nullable Integer bits, @Nullable Long exponent, @Nullable String curve) {

  /** RFC 5480 forbids it; forged certificates of CVE-2020-0601 have it. */
  static final String EXPLICIT = "explicit";

  /** RDP servers are known to call their RSA keys by the name of a signature algorithm. */
  private static final String RDP = "md5WithRSAEncryption";

  /**
   * The key, or null when it is malformed.
   *
   * @param content inside of the SubjectPublicKeyInfo
   */
  static @Nullable PublicKey parse(Der content) {
    if (!content.next(Der.SEQUENCE)) {
      return null;
    }
    Der identifier = content.inside();
    if (!identifier.next(Der.OID)) {
      return null;
    }
    String algorithm = Oids.name(identifier.bytes, identifier.start, identifier.length);
    boolean hasParameters = identifier.next();
    if (!content.next(Der.BIT_STRING) || content.length < 1) {
      return null;
    }
    return switch (algorithm) {
      case "rsaEncryption", "rsassaPss", RDP -> rsa(algorithm, content.insideBehind(1));
      case "id-ecPublicKey" -> ec(algorithm, hasParameters, identifier);
      case "dsaEncryption" -> dsa(algorithm, hasParameters, identifier);
      case "X25519", "ED25519" -> new PublicKey(algorithm, 256, null, null);
      case "X448", "ED448" -> new PublicKey(algorithm, 456, null, null);
      case "ML-DSA-44", "ML-DSA-65", "ML-DSA-87" ->
          new PublicKey(algorithm, (content.length - 1) * 8, null, null);
      default -> new PublicKey(algorithm, null, null, null);
    };
  }

  private static @Nullable PublicKey rsa(String algorithm, Der key) {
    if (!key.next(Der.SEQUENCE)) {
      return null;
    }
    Der numbers = key.inside();
    if (!numbers.next(Der.INTEGER)) {
      return null;
    }
    int bits = bits(numbers);
    Long exponent = null;
    if (numbers.next(Der.INTEGER) && numbers.length > 0 && bits(numbers) < Long.SIZE) {
      exponent = new BigInteger(1, numbers.bytes, numbers.start, numbers.length).longValueExact();
    }
    return new PublicKey(algorithm, bits, exponent, null);
  }

  private static PublicKey ec(String algorithm, boolean hasParameters, Der parameters) {
    if (!hasParameters || parameters.tag != Der.OID) {
      boolean explicit = hasParameters && parameters.tag == Der.SEQUENCE;
      return explicit
          ? new PublicKey(algorithm, fieldBits(parameters.inside()), null, EXPLICIT)
          : new PublicKey(algorithm, null, null, null);
    }
    String curve = Oids.known(parameters.bytes, parameters.start, parameters.length);
    if (curve == null) {
      String oid = Oids.dotted(parameters.bytes, parameters.start, parameters.length);
      return new PublicKey(algorithm, null, null, oid);
    }
    return new PublicKey(algorithm, firstNumber(curve), null, curve);
  }

  /** Length of the prime of a curve whose parameters are spelled out (RFC 3279 section 2.3.5). */
  private static @Nullable Integer fieldBits(Der parameters) {
    boolean hasVersion = parameters.next(Der.INTEGER);
    if (!hasVersion || !parameters.next(Der.SEQUENCE)) {
      return null;
    }
    Der field = parameters.inside();
    boolean hasType = field.next(Der.OID);
    return hasType && field.next(Der.INTEGER) ? bits(field) : null;
  }

  private static @Nullable PublicKey dsa(String algorithm, boolean hasParameters, Der parameters) {
    if (!hasParameters || parameters.tag != Der.SEQUENCE) {
      return new PublicKey(algorithm, null, null, null); // inherited from the issuer
    }
    Der numbers = parameters.inside();
    return numbers.next(Der.INTEGER) ? new PublicKey(algorithm, bits(numbers), null, null) : null;
  }

  /** Length of a positive number: leading zeros do not count. */
  private static int bits(Der number) {
    int at = 0;
    while (at < number.length && number.bytes[number.start + at] == 0) {
      at++;
    }
    if (at == number.length) {
      return 0;
    }
    int first = number.bytes[number.start + at] & 0xff;
    return (number.length - at) * 8 - (Integer.numberOfLeadingZeros(first) - 24);
  }

  /** The length that a curve has in its name. */
  private static int firstNumber(String name) {
    int number = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= '0' && c <= '9') {
        number = number * 10 + c - '0';
      } else if (number > 0) {
        return number;
      }
    }
    return number;
  }
}
