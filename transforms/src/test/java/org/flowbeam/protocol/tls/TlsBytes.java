package org.flowbeam.protocol.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.flowbeam.format.x509.DerBytes;
import org.flowbeam.protocol.Script;

/** Spells records and handshake messages of TLS. */
public final class TlsBytes {
  static final int TLS10 = 0x0301;
  static final int TLS12 = 0x0303;
  static final int TLS13 = 0x0304;
  static final String HOST = "www.example.com";
  static final int ECDHE_RSA_AES128_GCM = 0xc02f;
  static final int DHE_RSA_AES128 = 0x0033;
  static final int RSA_AES128 = 0x002f;
  static final int AES128_GCM = 0x1301;
  static final int SECP256R1 = 23;
  static final int X25519 = 29;
  static final int X25519_MLKEM768 = 0x11ec;
  static final byte[] CHANGE_CIPHER_SPEC = record(20, hex("01"));
  static final byte[] SERVER_HELLO_DONE = message(14);
  static final byte[] CLIENT_KEY_EXCHANGE = message(16, filled(66, 0x41));

  /** Ciphertext: no byte of it looks like the begin of a record. */
  static final byte[] FINISHED_12 = record(22, filled(40, 0xc5));

  static final byte[] ENCRYPTED_13 = record(23, filled(120, 0xd6));
  static final byte[] APPLICATION_DATA = record(23, filled(300, 0xe7));

  private TlsBytes() {}

  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  public static byte[] filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] u16(int... numbers) {
    byte[] bytes = new byte[numbers.length * 2];
    for (int i = 0; i < numbers.length; i++) {
      bytes[2 * i] = (byte) (numbers[i] >> 8);
      bytes[2 * i + 1] = (byte) numbers[i];
    }
    return bytes;
  }

  /** Parts behind their length in one byte. */
  static byte[] vector8(byte[]... parts) {
    byte[] content = join(parts);
    return join(new byte[] {(byte) content.length}, content);
  }

  static byte[] vector16(byte[]... parts) {
    byte[] content = join(parts);
    return join(u16(content.length), content);
  }

  static byte[] vector24(byte[]... parts) {
    byte[] content = join(parts);
    return join(new byte[] {(byte) (content.length >> 16)}, u16(content.length), content);
  }

  static byte[] record(int type, byte[]... parts) {
    return recordOf(TLS12, type, parts);
  }

  static byte[] recordOf(int version, int type, byte[]... parts) {
    return join(new byte[] {(byte) type}, u16(version), vector16(parts));
  }

  static byte[] message(int type, byte[]... parts) {
    return join(new byte[] {(byte) type}, vector24(parts));
  }

  static byte[] extension(int type, byte[]... parts) {
    return join(u16(type), vector16(parts));
  }

  static byte[] serverName(String name) {
    return extension(0, vector16(new byte[1], vector16(ascii(name))));
  }

  static byte[] supportedGroups(int... groups) {
    return extension(10, vector16(u16(groups)));
  }

  static byte[] pointFormats() {
    return extension(11, vector8(new byte[1]));
  }

  static byte[] signatureAlgorithms(int... algorithms) {
    return extension(13, vector16(u16(algorithms)));
  }

  static byte[] alpn(String... names) {
    return extension(16, vector16(each(names)));
  }

  private static byte[][] each(String... names) {
    return Arrays.stream(names).map(name -> vector8(ascii(name))).toArray(byte[][]::new);
  }

  static byte[] supportedVersions(int... versions) {
    return extension(43, vector8(u16(versions)));
  }

  static byte[] selectedVersion(int version) {
    return extension(43, u16(version));
  }

  static byte[] keyShares(int group, int keyBytes) {
    return extension(51, vector16(keyShare(group, keyBytes)));
  }

  static byte[] keyShare(int group, int keyBytes) {
    return join(u16(group), vector16(filled(keyBytes, 0x4b)));
  }

  static byte[] clientHello(int version, byte[] sessionId, byte[] ciphers, byte[]... extensions) {
    return message(
        1,
        u16(version),
        filled(32, 0xa1),
        vector8(sessionId),
        vector16(ciphers),
        hex("01 00"),
        vector16(extensions));
  }

  static byte[] serverHello(int version, byte[] sessionId, int cipher, byte[]... extensions) {
    return serverHello(version, filled(32, 0xb2), sessionId, cipher, extensions);
  }

  static byte[] helloRetryRequest(byte[] sessionId, byte[]... extensions) {
    byte[] random = hex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");
    return serverHello(TLS12, random, sessionId, AES128_GCM, extensions);
  }

  private static byte[] serverHello(
      int version, byte[] random, byte[] sessionId, int cipher, byte[]... extensions) {
    return message(
        2,
        u16(version),
        random,
        vector8(sessionId),
        u16(cipher),
        new byte[1],
        extensions.length == 0 ? new byte[0] : vector16(extensions));
  }

  static byte[] certificates(byte[]... chain) {
    return message(
        11, vector24(Arrays.stream(chain).map(TlsBytes::vector24).toArray(byte[][]::new)));
  }

  /** ECDHE parameters on a named curve; the signature is none. */
  static byte[] serverKeyExchange(int group) {
    return message(12, hex("03"), u16(group), vector8(filled(65, 0x04)), filled(260, 0x53));
  }

  static byte[] alert(int level, int description) {
    return record(21, new byte[] {(byte) level, (byte) description});
  }

  static byte[] clientHello12() {
    return clientHello(
        TLS12,
        new byte[0],
        u16(ECDHE_RSA_AES128_GCM, RSA_AES128),
        serverName(HOST),
        supportedGroups(X25519, SECP256R1),
        pointFormats(),
        signatureAlgorithms(0x0403, 0x0804),
        alpn("h2", "http/1.1"));
  }

  static byte[] clientHello13(byte[]... more) {
    return clientHello(
        TLS12,
        filled(32, 0x5e),
        u16(AES128_GCM, ECDHE_RSA_AES128_GCM),
        serverName(HOST),
        supportedGroups(X25519, SECP256R1),
        signatureAlgorithms(0x0403, 0x0804),
        supportedVersions(TLS13, TLS12),
        keyShares(X25519, 32),
        join(more));
  }

  static byte[] serverHello13(byte[]... more) {
    return serverHello(
        TLS12,
        filled(32, 0x5e),
        AES128_GCM,
        selectedVersion(TLS13),
        extension(51, keyShare(X25519, 32)),
        join(more));
  }

  /** A full handshake of TLS 1.2 and some data. */
  static Script full12(String name) {
    return Script.tcp(name, 443)
        .client(record(22, clientHello12()))
        .server(
            join(
                record(22, serverHello(TLS12, filled(32, 0x1d), ECDHE_RSA_AES128_GCM, alpn("h2"))),
                record(22, certificates(DerBytes.leaf(HOST), DerBytes.authority())),
                record(22, serverKeyExchange(SECP256R1), SERVER_HELLO_DONE)))
        .client(join(record(22, CLIENT_KEY_EXCHANGE), CHANGE_CIPHER_SPEC, FINISHED_12))
        .server(join(CHANGE_CIPHER_SPEC, FINISHED_12))
        .client(APPLICATION_DATA)
        .server(APPLICATION_DATA);
  }

  /** A full handshake of TLS 1.3 with the records that keep middleboxes calm, and some data. */
  static Script full13(String name) {
    return Script.tcp(name, 443)
        .client(recordOf(TLS10, 22, clientHello13()))
        .server(join(record(22, serverHello13()), CHANGE_CIPHER_SPEC, ENCRYPTED_13))
        .client(join(CHANGE_CIPHER_SPEC, ENCRYPTED_13))
        .server(APPLICATION_DATA);
  }
}
