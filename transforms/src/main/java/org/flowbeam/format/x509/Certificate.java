package org.flowbeam.format.x509;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.format.asn1.Der;
import org.flowbeam.format.asn1.DerTime;
import org.flowbeam.format.asn1.Oids;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.packet.Address;
import org.jspecify.annotations.Nullable;

/**
 * What an X.509 certificate says (RFC 5280), read leniently: {@link #error} tells what could not be
 * read, the rest is there. Nothing is verified.
 */
public final class Certificate {
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int MAX_SERIAL_BYTES = 64;
  private static final String[] KEY_USAGES = {
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly"
  };
  private static final byte[] KEY_USAGE = {0x55, 0x1d, 0x0f};
  private static final byte[] ALT_NAMES = {0x55, 0x1d, 0x11};
  private static final byte[] CONSTRAINTS = {0x55, 0x1d, 0x13};

  public @Nullable Integer version;
  public @Nullable String serial;
  public @Nullable String subject;
  public @Nullable String subjectCn;
  public @Nullable String issuer;
  public @Nullable Long notBefore;
  public @Nullable Long notAfter;
  public @Nullable PublicKey key;
  public @Nullable String signatureAlgorithm;
  public @Nullable List<String> keyUsage;
  public @Nullable Boolean isAuthority;
  public @Nullable Integer pathLength;
  public @Nullable Boolean isSelfIssued;

  /** Null without the extension. */
  public @Nullable List<String> altNames;

  public final List<String> dnsNames = new ArrayList<>(2);
  public final List<String> addresses = new ArrayList<>(0);
  public final List<String> mailAddresses = new ArrayList<>(0);
  public final List<String> uris = new ArrayList<>(0);

  /** What could not be read first; null for a well-formed certificate. */
  public @Nullable String error;

  private Certificate() {}

  public static Certificate parse(byte[] der, int offset, int length) {
    Certificate certificate = new Certificate();
    Der outer = new Der(der, offset, length);
    if (!outer.next(Der.SEQUENCE)) {
      certificate.error = "not a DER sequence";
      return certificate;
    }
    if (outer.start + outer.length != offset + length) {
      certificate.error = "bytes behind the certificate";
    }
    Der parts = outer.inside();
    if (parts.next(Der.SEQUENCE)) {
      certificate.readBody(parts.inside());
    } else {
      certificate.fail("to-be-signed part");
    }
    certificate.readSignatureAlgorithm(parts);
    return certificate;
  }

  private void readSignatureAlgorithm(Der parts) {
    if (parts.next(Der.SEQUENCE)) {
      Der algorithm = parts.inside();
      if (algorithm.next(Der.OID)) {
        signatureAlgorithm = Oids.name(algorithm.bytes, algorithm.start, algorithm.length);
      }
    }
    if (signatureAlgorithm == null) {
      fail("signature algorithm");
    }
  }

  private void readBody(Der body) {
    boolean more = body.next();
    version = 1;
    if (more && body.tag == VERSION) {
      readVersion(body.inside());
      more = body.next();
    }
    if (!more || body.tag != Der.INTEGER) {
      fail("serial number");
      return;
    }
    serial = serial(body);
    failIf(isPadded(body), "serial number");
    boolean hasAlgorithm = body.next(Der.SEQUENCE);
    if (!hasAlgorithm || !body.next(Der.SEQUENCE)) {
      fail("issuer");
      return;
    }
    Der issuerName = body.inside();
    int issuerStart = body.start;
    int issuerEnd = body.start + body.length;
    DistinguishedName issuerText = new DistinguishedName(issuerName);
    issuer = issuerText.toString();
    failIf(issuerText.isMalformed(), "issuer");
    if (!body.next(Der.SEQUENCE)) {
      fail("validity");
      return;
    }
    readValidity(body.inside());
    if (!body.next(Der.SEQUENCE)) {
      fail("subject");
      return;
    }
    isSelfIssued =
        Arrays.equals(
            body.bytes, issuerStart, issuerEnd, body.bytes, body.start, body.start + body.length);
    DistinguishedName name = new DistinguishedName(body.inside());
    subject = name.toString();
    subjectCn = name.commonName();
    failIf(name.isMalformed(), "subject");
    readRest(body);
  }

  private void readRest(Der body) {
    if (!body.next(Der.SEQUENCE)) {
      fail("public key");
      return;
    }
    key = PublicKey.parse(body.inside());
    failIf(key == null, "public key");
    while (body.next()) {
      if (body.tag == EXTENSIONS) {
        readExtensions(body.inside());
      }
    }
    failIf(body.isMalformed(), "extensions");
  }

  private void readVersion(Der explicit) {
    if (explicit.next(Der.INTEGER) && explicit.length == 1) {
      version = explicit.bytes[explicit.start] + 1;
    } else {
      fail("version");
    }
  }

  /** Hex digits of the magnitude, as OpenSSL prints it. */
  private static @Nullable String serial(Der integer) {
    int length = Math.min(integer.length, MAX_SERIAL_BYTES);
    if (length == 0) {
      return null;
    }
    BigInteger number = new BigInteger(integer.bytes, integer.start, length);
    String hex = number.abs().toString(16);
    return (number.signum() < 0 ? "-" : "") + (hex.length() % 2 == 0 ? hex : "0" + hex);
  }

  /** An integer has at least one byte, and its first nine bits differ (X.690 section 8.3). */
  private static boolean isPadded(Der integer) {
    if (integer.length < 2) {
      return integer.length == 0;
    }
    int first = integer.bytes[integer.start];
    return (first == 0 || first == -1) && (first ^ integer.bytes[integer.start + 1]) >= 0;
  }

  private void readValidity(Der validity) {
    notBefore = validity.next() ? DerTime.micros(validity) : null;
    notAfter = validity.next() ? DerTime.micros(validity) : null;
    failIf(notBefore == null || notAfter == null, "validity");
  }

  private void readExtensions(Der explicit) {
    if (!explicit.next(Der.SEQUENCE)) {
      fail("extensions");
      return;
    }
    Der list = explicit.inside();
    while (list.next(Der.SEQUENCE)) {
      Der extension = list.inside();
      if (!extension.next(Der.OID)) {
        fail("extensions");
        return;
      }
      int oidStart = extension.start;
      int oidEnd = extension.start + extension.length;
      boolean found = extension.next();
      if (found && extension.tag == Der.BOOLEAN) {
        found = extension.next();
      }
      if (!found || extension.tag != Der.OCTET_STRING) {
        fail("extensions");
      } else if (Arrays.equals(list.bytes, oidStart, oidEnd, ALT_NAMES, 0, 3)) {
        readAltNames(extension.inside());
      } else if (Arrays.equals(list.bytes, oidStart, oidEnd, KEY_USAGE, 0, 3)) {
        readKeyUsage(extension.inside());
      } else if (Arrays.equals(list.bytes, oidStart, oidEnd, CONSTRAINTS, 0, 3)) {
        readConstraints(extension.inside());
      }
    }
    failIf(list.isMalformed(), "extensions");
  }

  private void readAltNames(Der content) {
    if (!content.next(Der.SEQUENCE)) {
      fail("subject alternative names");
      return;
    }
    List<String> all = altNames == null ? new ArrayList<>() : altNames;
    failIf(altNames != null, "extensions"); // no extension may be there twice (section 4.2)
    Der names = content.inside();
    while (names.next()) {
      String text = EscapedText.of(names.bytes, names.start, names.length);
      switch (names.tag) {
        case 0x81 -> mailAddresses.add(text);
        case 0x82 -> dnsNames.add(text);
        case 0x86 -> uris.add(text);
        case 0x87 -> {
          text = address(names);
          if (text == null) {
            fail("subject alternative names");
            continue;
          }
          addresses.add(text);
        }
        default -> {
          continue; // other kinds of names have no column
        }
      }
      all.add(text);
    }
    failIf(names.isMalformed(), "subject alternative names");
    altNames = all;
  }

  private static @Nullable String address(Der name) {
    if (name.length == Address.BYTES) {
      return Address.text(name.bytes, name.start);
    }
    if (name.length != 4) {
      return null;
    }
    byte[] mapped = new byte[Address.BYTES];
    mapped[10] = -1;
    mapped[11] = -1;
    System.arraycopy(name.bytes, name.start, mapped, 12, 4);
    return Address.text(mapped, 0);
  }

  private void readKeyUsage(Der content) {
    if (!content.next(Der.BIT_STRING) || content.length < 1) {
      fail("key usage");
      return;
    }
    List<String> usages = new ArrayList<>(4);
    for (int i = 0; i < KEY_USAGES.length && i / 8 + 1 < content.length; i++) {
      if ((content.bytes[content.start + 1 + i / 8] & 0x80 >> i % 8) != 0) {
        usages.add(KEY_USAGES[i]);
      }
    }
    keyUsage = usages;
  }

  private void readConstraints(Der content) {
    if (!content.next(Der.SEQUENCE)) {
      fail("basic constraints");
      return;
    }
    isAuthority = false;
    Der constraints = content.inside();
    while (constraints.next()) {
      if (constraints.tag == Der.BOOLEAN && constraints.length == 1) {
        isAuthority = constraints.bytes[constraints.start] != 0;
      } else if (constraints.tag == Der.INTEGER && isShort(constraints.length)) {
        pathLength =
            new BigInteger(constraints.bytes, constraints.start, constraints.length).intValue();
      }
    }
    failIf(constraints.isMalformed(), "basic constraints");
  }

  private static boolean isShort(int integerBytes) {
    return integerBytes >= 1 && integerBytes <= 4;
  }

  private void failIf(boolean condition, String what) {
    if (condition) {
      fail(what);
    }
  }

  private void fail(String what) {
    if (error == null) {
      error = "malformed " + what;
    }
  }
}
