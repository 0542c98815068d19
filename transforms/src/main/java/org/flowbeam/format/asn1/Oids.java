package org.flowbeam.format.asn1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Object identifiers: their text, and names as OpenSSL (and so Zeek) has them. */
public final class Oids {
  private static final int MAX_BYTES = 64;

  /** Attributes of names, keys, signatures and curves; keys are the encoded identifiers. */
  private static final Map<String, String> NAMES = new HashMap<>();

  static {
    attributes();
    keys();
    signatures();
    curves();
  }

  private Oids() {}

  private static void attributes() {
    String[] x520 = {
      "3 CN",
      "4 SN",
      "5 serialNumber",
      "6 C",
      "7 L",
      "8 ST",
      "9 street",
      "10 O",
      "11 OU",
      "12 title",
      "13 description",
      "15 businessCategory",
      "16 postalAddress",
      "17 postalCode",
      "18 postOfficeBox",
      "20 telephoneNumber",
      "41 name",
      "42 GN",
      "43 initials",
      "44 generationQualifier",
      "45 x500UniqueIdentifier",
      "46 dnQualifier",
      "65 pseudonym",
      "97 organizationIdentifier"
    };
    for (String attribute : x520) {
      add("2.5.4." + attribute);
    }
    add("1.2.840.113549.1.9.1 emailAddress");
    add("1.2.840.113549.1.9.2 unstructuredName");
    add("1.2.840.113549.1.9.8 unstructuredAddress");
    add("0.9.2342.19200300.100.1.1 UID");
    add("0.9.2342.19200300.100.1.3 mail");
    add("0.9.2342.19200300.100.1.25 DC");
    add("1.3.6.1.4.1.311.60.2.1.1 jurisdictionL");
    add("1.3.6.1.4.1.311.60.2.1.2 jurisdictionST");
    add("1.3.6.1.4.1.311.60.2.1.3 jurisdictionC");
  }

  private static void keys() {
    add("1.2.840.113549.1.1.1 rsaEncryption");
    add("1.2.840.10040.4.1 dsaEncryption");
    add("1.2.840.10046.2.1 X9.42 DH");
    add("1.2.840.10045.2.1 id-ecPublicKey");
    add("1.3.101.110 X25519");
    add("1.3.101.111 X448");
    add("1.3.101.112 ED25519");
    add("1.3.101.113 ED448");
    add("2.16.840.1.101.3.4.3.17 ML-DSA-44");
    add("2.16.840.1.101.3.4.3.18 ML-DSA-65");
    add("2.16.840.1.101.3.4.3.19 ML-DSA-87");
    add("1.2.643.2.2.19 GOST R 34.10-2001");
    add("1.2.643.7.1.1.1.1 GOST R 34.10-2012 with 256 bit modulus");
    add("1.2.643.7.1.1.1.2 GOST R 34.10-2012 with 512 bit modulus");
  }

  private static void signatures() {
    String[] rsa = {
      "2 md2WithRSAEncryption", "3 md4WithRSAEncryption", "4 md5WithRSAEncryption",
      "5 sha1WithRSAEncryption", "10 rsassaPss", "11 sha256WithRSAEncryption",
      "12 sha384WithRSAEncryption", "13 sha512WithRSAEncryption", "14 sha224WithRSAEncryption"
    };
    for (String algorithm : rsa) {
      add("1.2.840.113549.1.1." + algorithm);
    }
    add("1.3.14.3.2.29 sha1WithRSA");
    add("1.3.14.3.2.3 md5WithRSA");
    add("1.3.14.3.2.27 dsaWithSHA1-old");
    add("1.2.840.10040.4.3 dsaWithSHA1");
    add("2.16.840.1.101.3.4.3.1 dsa_with_SHA224");
    add("2.16.840.1.101.3.4.3.2 dsa_with_SHA256");
    add("1.2.840.10045.4.1 ecdsa-with-SHA1");
    add("1.2.840.10045.4.3.1 ecdsa-with-SHA224");
    add("1.2.840.10045.4.3.2 ecdsa-with-SHA256");
    add("1.2.840.10045.4.3.3 ecdsa-with-SHA384");
    add("1.2.840.10045.4.3.4 ecdsa-with-SHA512");
  }

  private static void curves() {
    add("1.2.840.10045.3.1.1 prime192v1");
    add("1.2.840.10045.3.1.7 prime256v1");
    String[] secg = {
      "6 secp112r1",
      "8 secp160r1",
      "9 secp160k1",
      "10 secp256k1",
      "16 sect283k1",
      "17 sect283r1",
      "26 sect233k1",
      "27 sect233r1",
      "30 secp160r2",
      "31 secp192k1",
      "32 secp224k1",
      "33 secp224r1",
      "34 secp384r1",
      "35 secp521r1",
      "36 sect409k1",
      "37 sect409r1",
      "38 sect571k1",
      "39 sect571r1"
    };
    for (String curve : secg) {
      add("1.3.132.0." + curve);
    }
    String[] brainpool = {
      "1 brainpoolP160r1",
      "3 brainpoolP192r1",
      "5 brainpoolP224r1",
      "7 brainpoolP256r1",
      "9 brainpoolP320r1",
      "11 brainpoolP384r1",
      "13 brainpoolP512r1"
    };
    for (String curve : brainpool) {
      add("1.3.36.3.3.2.8.1.1." + curve);
    }
  }

  /** The name of the identifier whose content this is, else its numbers with dots. */
  public static String name(byte[] bytes, int offset, int length) {
    String name = known(bytes, offset, length);
    return name == null ? dotted(bytes, offset, length) : name;
  }

  public static @Nullable String known(byte[] bytes, int offset, int length) {
    return length > MAX_BYTES ? null : NAMES.get(new String(bytes, offset, length, ISO_8859_1));
  }

  /** Numbers with dots; what is longer than any real identifier is not written out. */
  public static String dotted(byte[] bytes, int offset, int length) {
    StringBuilder text = new StringBuilder();
    long arc = 0;
    for (int i = offset; i < offset + Math.min(length, MAX_BYTES); i++) {
      arc = (arc << 7) | (bytes[i] & 0x7f);
      if (bytes[i] >= 0) {
        if (text.isEmpty()) {
          long first = Math.min(arc / 40, 2);
          text.append(first).append('.').append(arc - first * 40);
        } else {
          text.append('.').append(Long.toUnsignedString(arc));
        }
        arc = 0;
      }
    }
    return text.toString();
  }

  private static void add(String oidAndName) {
    int space = oidAndName.indexOf(' ');
    int[] arcs =
        Pattern.compile("\\.")
            .splitAsStream(oidAndName.substring(0, space))
            .mapToInt(Integer::parseInt)
            .toArray();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(arcs[0] * 40 + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      int arc = arcs[i];
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arc >> shift != 0) {
          content.write(0x80 | ((arc >> shift) & 0x7f));
        }
      }
      content.write(arc & 0x7f);
    }
    NAMES.put(content.toString(ISO_8859_1), oidAndName.substring(space + 1));
  }
}
