package org.flowbeam.format.x509;

import static org.flowbeam.protocol.tls.TlsBytes.ascii;
import static org.flowbeam.protocol.tls.TlsBytes.filled;
import static org.flowbeam.protocol.tls.TlsBytes.hex;
import static org.flowbeam.protocol.tls.TlsBytes.join;

import java.util.Arrays;

/** Spells certificates; their signatures are none. */
public final class DerBytes {
  static final String RSA_KEY = "06092a864886f70d010101 0500";
  static final String SHA256_RSA = "06092a864886f70d01010b 0500";
  public static final String SHA1_RSA = "06092a864886f70d010105 0500";
  static final byte[] CN = hex("550403");
  static final byte[] O = hex("55040a");

  private DerBytes() {}

  static byte[] element(int tag, byte[]... parts) {
    byte[] content = join(parts);
    byte[] header =
        content.length < 0x80
            ? new byte[] {(byte) tag, (byte) content.length}
            : new byte[] {
              (byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length
            };
    return join(header, content);
  }

  static byte[] sequence(byte[]... parts) {
    return element(0x30, parts);
  }

  static byte[] integer(byte... bigEndian) {
    return element(0x02, bigEndian);
  }

  static byte[] attribute(byte[] type, int stringTag, byte[] value) {
    return sequence(element(0x06, type), element(stringTag, value));
  }

  /** A name with an organization and a common name. */
  public static byte[] name(String organization, String commonName) {
    return sequence(
        element(0x31, attribute(O, 0x0c, ascii(organization))),
        element(0x31, attribute(CN, 0x0c, ascii(commonName))));
  }

  public static byte[] validity(String from, String to) {
    return sequence(element(0x17, ascii(from)), element(0x17, ascii(to)));
  }

  public static byte[] rsaKey(int bits) {
    byte[] modulus = join(new byte[1], filled(bits / 8, 0x9a));
    byte[] key = sequence(integer(modulus), integer(hex("010001")));
    return sequence(sequence(hex(RSA_KEY)), element(0x03, new byte[1], key));
  }

  static byte[] extension(String oid, byte[] value) {
    return sequence(element(0x06, hex(oid)), element(0x04, value));
  }

  static byte[] altNames(byte[]... names) {
    return extension("551d11", sequence(names));
  }

  static byte[] dns(String name) {
    return element(0x82, ascii(name));
  }

  public static byte[] certificate(
      byte[] issuer, byte[] validity, byte[] subject, byte[] key, byte[]... extensions) {
    return certificate(SHA256_RSA, issuer, validity, subject, key, extensions);
  }

  public static byte[] certificate(
      String algorithm,
      byte[] issuer,
      byte[] validity,
      byte[] subject,
      byte[] key,
      byte[]... extensions) {
    byte[] serial = integer(hex("00ab01"));
    return certificate(serial, algorithm, issuer, validity, subject, key, extensions);
  }

  static byte[] certificate(
      byte[] serial,
      String algorithm,
      byte[] issuer,
      byte[] validity,
      byte[] subject,
      byte[] key,
      byte[]... extensions) {
    byte[] body =
        sequence(
            element(0xa0, integer((byte) 2)),
            serial,
            sequence(hex(algorithm)),
            issuer,
            validity,
            subject,
            key,
            extensions.length == 0 ? new byte[0] : element(0xa3, sequence(extensions)));
    byte[] signature = element(0x03, filled(257, 0x77));
    return sequence(body, sequence(hex(algorithm)), signature);
  }

  /** Valid at the time of the scripts. */
  public static byte[] leaf(String... hosts) {
    return certificate(
        name("Example", "Example CA"),
        validity("230101000000Z", "331231235959Z"),
        name("Example", hosts[0]),
        rsaKey(2048),
        altNames(Arrays.stream(hosts).map(DerBytes::dns).toArray(byte[][]::new)));
  }

  public static byte[] authority() {
    byte[] name = name("Example", "Example CA");
    return certificate(
        name,
        validity("200101000000Z", "401231235959Z"),
        name,
        rsaKey(4096),
        extension("551d13", sequence(hex("0101ff"), integer((byte) 0))),
        extension("551d0f", element(0x03, hex("0106"))));
  }
}
