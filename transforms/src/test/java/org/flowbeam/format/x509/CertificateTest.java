package org.flowbeam.format.x509;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.format.x509.DerBytes.altNames;
import static org.flowbeam.format.x509.DerBytes.attribute;
import static org.flowbeam.format.x509.DerBytes.certificate;
import static org.flowbeam.format.x509.DerBytes.dns;
import static org.flowbeam.format.x509.DerBytes.element;
import static org.flowbeam.format.x509.DerBytes.name;
import static org.flowbeam.format.x509.DerBytes.rsaKey;
import static org.flowbeam.format.x509.DerBytes.sequence;
import static org.flowbeam.format.x509.DerBytes.validity;
import static org.flowbeam.protocol.tls.TlsBytes.ascii;
import static org.flowbeam.protocol.tls.TlsBytes.hex;
import static org.flowbeam.protocol.tls.TlsBytes.join;

import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.flowbeam.format.asn1.Der;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a certificate, by its bytes. */
class CertificateTest {
  private static final byte[] VALID = validity("230101000000Z", "331231235959Z");

  private static Certificate parse(byte[] der) {
    return Certificate.parse(der, 0, der.length);
  }

  private static Certificate ofSubject(byte[]... relativeNames) {
    return parse(certificate(name("a", "b"), VALID, sequence(relativeNames), rsaKey(2048)));
  }

  @ParameterizedTest
  @CsvSource({"0200,", "02020001, 01", "0202ffff, -01", "0203000001, 01"})
  void aSerialNumberThatIsNoDerIsTold(String serial, String shown) {
    byte[] name = name("a", "b");
    Certificate certificate =
        parse(certificate(hex(serial), DerBytes.SHA1_RSA, name, VALID, name, rsaKey(2048)));
    assertThat(certificate.serial).isEqualTo(shown);
    assertThat(certificate.error).isEqualTo("malformed serial number");
  }

  @Test
  void noExtensionMayBeThereTwice() {
    byte[] name = name("a", "b");
    Certificate certificate =
        parse(
            certificate(
                name,
                VALID,
                name,
                rsaKey(2048),
                altNames(dns("a.example")),
                altNames(dns("b.example"))));
    assertThat(certificate.altNames).containsExactly("a.example", "b.example");
    assertThat(certificate.error).isEqualTo("malformed extensions");
  }

  private static byte[] rdn(byte[]... attributes) {
    return element(0x31, attributes);
  }

  @Test
  void aCertificateOfAnAuthorityIsReadWhole() {
    Certificate authority = parse(DerBytes.authority());
    assertThat(authority.error).isNull();
    assertThat(authority.version).isEqualTo(3);
    assertThat(authority.serial).isEqualTo("ab01");
    assertThat(authority.subject).isEqualTo("CN=Example CA,O=Example");
    assertThat(authority.subjectCn).isEqualTo("Example CA");
    assertThat(authority.isSelfIssued).isTrue();
    assertThat(authority.isAuthority).isTrue();
    assertThat(authority.pathLength).isZero();
    assertThat(authority.keyUsage).containsExactly("keyCertSign", "cRLSign");
    assertThat(authority.signatureAlgorithm).isEqualTo("sha256WithRSAEncryption");
    assertThat(authority.key).isEqualTo(new PublicKey("rsaEncryption", 4096, 65537L, null));
    assertThat(authority.altNames).isNull();
  }

  @Test
  void namesAreEscapedAsOpenSslDoes() {
    assertThat(
            ofSubject(rdn(attribute(DerBytes.CN, 0x0c, ascii(" a,b+c\"d\\e<f>g;h#i= ")))).subject)
        .isEqualTo("CN=\\ a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h#i=\\ ");
    assertThat(ofSubject(rdn(attribute(DerBytes.CN, 0x0c, ascii("#1\n")))).subject)
        .isEqualTo("CN=\\#1\\0A");
  }

  @Test
  void otherAlphabetsAreUtf8Escaped() {
    byte[] utf8 = "Zürich".getBytes(UTF_8);
    Certificate certificate = ofSubject(rdn(attribute(DerBytes.CN, 0x0c, utf8)));
    assertThat(certificate.subject).isEqualTo("CN=Z\\C3\\BCrich");
    assertThat(certificate.subjectCn).isEqualTo("Zürich");
    byte[] bmp = "Zürich".getBytes(UTF_16BE);
    assertThat(ofSubject(rdn(attribute(DerBytes.CN, 0x1e, bmp))).subjectCn).isEqualTo("Zürich");
    assertThat(ofSubject(rdn(attribute(DerBytes.CN, 0x14, ascii("Zürich")))).subjectCn)
        .isEqualTo("Zürich");
  }

  @Test
  void theLastPartComesFirstAlsoInsideOfSets() {
    byte[] o = attribute(DerBytes.O, 0x13, ascii("o"));
    byte[] cn1 = attribute(DerBytes.CN, 0x13, ascii("1"));
    byte[] cn2 = attribute(DerBytes.CN, 0x13, ascii("2"));
    assertThat(ofSubject(rdn(o), rdn(cn1, cn2)).subject).isEqualTo("CN=2+CN=1,O=o");
    assertThat(ofSubject(rdn(o, cn1), rdn(cn2)).subject).isEqualTo("CN=2,CN=1+O=o");
  }

  @Test
  void unknownAttributesAndTypesAreHex() {
    assertThat(ofSubject(rdn(attribute(hex("2a0304"), 0x0c, ascii("x")))).subject)
        .isEqualTo("1.2.3.4=#0C0178");
    assertThat(ofSubject(rdn(attribute(DerBytes.CN, 0x04, ascii("x")))).subject)
        .isEqualTo("CN=#040178");
  }

  @ParameterizedTest
  @CsvSource({
    "00, 00",
    "01, 01",
    "00ab01, ab01",
    "7f, 7f",
    "ff, -01",
    "ff38, -c8",
    "0000000f, 0f",
  })
  void serialsArePrintedAsOpenSslDoes(String content, String printed) {
    byte[] der = DerBytes.leaf("a");
    byte[] changed = sequence(replaceSerial(der, hex(content)));
    assertThat(parse(changed).serial).isEqualTo(printed);
  }

  private static byte[] replaceSerial(byte[] der, byte[] serial) {
    Der outer = new Der(der, 0, der.length);
    outer.next();
    Der parts = outer.inside();
    parts.next();
    Der body = parts.inside();
    body.next();
    byte[] version = Arrays.copyOfRange(der, body.elementStart, body.start + body.length);
    body.next();
    byte[] rest = Arrays.copyOfRange(der, body.start + body.length, parts.start + parts.length);
    byte[] behind = Arrays.copyOfRange(der, parts.start + parts.length, der.length);
    return join(sequence(version, DerBytes.integer(serial), rest), behind);
  }

  @ParameterizedTest
  @CsvSource({
    "23, 491231235959Z, 2049-12-31T23:59:59Z",
    "23, 500101000000Z, 1950-01-01T00:00:00Z",
    "23, 2301010000Z, 2023-01-01T00:00:00Z",
    "23, 230101020000+0130, 2023-01-01T00:30:00Z",
    "24, 20500101000000Z, 2050-01-01T00:00:00Z",
    "24, 99991231235959Z, 9999-12-31T23:59:59Z",
    "24, 20230101000000.5Z, 2023-01-01T00:00:00Z",
    "24, 00010101000000Z, 0001-01-01T00:00:00Z",
  })
  void timesAreRead(int tag, String text, Instant expected) {
    byte[] period = sequence(element(tag, ascii(text)), element(0x17, ascii("330101000000Z")));
    Certificate certificate =
        parse(certificate(name("a", "b"), period, name("c", "d"), rsaKey(2048)));
    assertThat(certificate.notBefore).isEqualTo(expected.getEpochSecond() * 1_000_000);
    assertThat(certificate.error).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Z", "991332000000Z", "990101250000Z", "23010100000", "2301010000000Z"})
  void whatIsNoTimeIsNullAndSaid(String text) {
    byte[] period = validity(text, "330101000000Z");
    Certificate certificate =
        parse(certificate(name("a", "b"), period, name("c", "d"), rsaKey(2048)));
    assertThat(certificate.notBefore).isNull();
    assertThat(certificate.notAfter).isNotNull();
    assertThat(certificate.subject).isEqualTo("CN=d,O=c");
    assertThat(certificate.error).isEqualTo("malformed validity");
  }

  @Test
  void alternativeNamesOfAllKindsAreListedInOrder() {
    byte[] names =
        altNames(
            dns("a.example"),
            element(0x87, hex("c0000201")),
            element(0x87, hex("20010db8000000000000000000000001")),
            element(0x81, ascii("me@a.example")),
            element(0x86, ascii("https://a.example/")),
            element(0xa4, name("not", "listed")),
            dns("*.a.example"));
    Certificate certificate =
        parse(certificate(name("a", "b"), VALID, name("c", "d"), rsaKey(2048), names));
    assertThat(certificate.altNames)
        .containsExactly(
            "a.example",
            "192.0.2.1",
            "2001:db8::1",
            "me@a.example",
            "https://a.example/",
            "*.a.example");
    assertThat(certificate.dnsNames).containsExactly("a.example", "*.a.example");
    assertThat(certificate.addresses).containsExactly("192.0.2.1", "2001:db8::1");
    assertThat(certificate.error).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "06072a8648ce3d0201 06082a8648ce3d030107, id-ecPublicKey, 256, prime256v1",
    "06072a8648ce3d0201 06052b81040022, id-ecPublicKey, 384, secp384r1",
    "06072a8648ce3d0201 06092b2403030208010107, id-ecPublicKey, 256, brainpoolP256r1",
    "06072a8648ce3d0201 06032a0304, id-ecPublicKey, , 1.2.3.4",
    "06072a8648ce3d0201 3014020101300f06072a8648ce3d0101 020400ffffff, id-ecPublicKey, 24, explicit",
    "06032b6570, ED25519, 256, ",
    "06032a0304, 1.2.3.4, , ",
  })
  void keysAreNamed(String algorithm, String name, Integer bits, String curve) {
    byte[] key = sequence(sequence(hex(algorithm)), element(0x03, hex("0004")));
    Certificate certificate = parse(certificate(name("a", "b"), VALID, name("c", "d"), key));
    assertThat(certificate.key).isEqualTo(new PublicKey(name, bits, null, curve));
  }

  @Test
  void bytesBehindTheCertificateAreAnError() {
    assertThat(parse(join(DerBytes.leaf("a"), hex("00"))).error)
        .isEqualTo("bytes behind the certificate");
  }

  @ParameterizedTest
  @CsvSource({
    "www.example.com, www.example.com, true",
    "WWW.example.COM., www.EXAMPLE.com, true",
    "www.example.com, *.example.com, true",
    "a.b.example.com, *.example.com, false",
    "example.com, *.example.com, false",
    "www.example.com, w*.example.com, false",
    "www.example.com, *.com, false",
    "example.com, *.com, false",
    "example.com, *, false",
    "www.example.com, www.*.com, false",
    "www.example.org, www.example.com, false",
  })
  void wildcardsStandForTheWholeFirstLabel(String host, String name, boolean matches) {
    assertThat(HostNames.matches(host, parse(DerBytes.leaf("other", name)))).isEqualTo(matches);
  }

  @Test
  void theCommonNameCountsOnlyWithoutDnsNames() {
    byte[] withName =
        certificate(
            name("a", "b"),
            VALID,
            name("o", "a.example"),
            rsaKey(2048),
            altNames(dns("b.example")));
    byte[] without = certificate(name("a", "b"), VALID, name("o", "a.example"), rsaKey(2048));
    assertThat(HostNames.matches("a.example", parse(withName))).isFalse();
    assertThat(HostNames.matches("a.example", parse(without))).isTrue();
  }

  @Test
  void anAddressMatchesAnAddress() {
    byte[] address = altNames(element(0x87, hex("c0000201")));
    byte[] der = certificate(name("a", "b"), VALID, name("o", "x"), rsaKey(2048), address);
    assertThat(HostNames.matches("192.0.2.1", parse(der))).isTrue();
    assertThat(HostNames.matches("192.0.2.2", parse(der))).isFalse();
  }

  @Test
  void everyPrefixIsReadAsFarAsItGoes() {
    byte[] der = DerBytes.authority();
    for (int length = 0; length < der.length; length++) {
      byte[] prefix = Arrays.copyOf(der, length);
      assertThat(parse(prefix).error).as("%d bytes", length).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void hostileBytesNeverThrow(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[][] originals = {DerBytes.authority(), DerBytes.leaf("a.example", "*.b.example")};
    for (int round = 0; round < 20_000; round++) {
      byte[] der = originals[round % 2].clone();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        der[random.nextInt(der.length)] = (byte) random.nextInt();
      }
      try {
        HostNames.matches("a.example", parse(der));
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
  }
}
