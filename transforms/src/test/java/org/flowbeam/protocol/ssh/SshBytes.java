package org.flowbeam.protocol.ssh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.flowbeam.protocol.Script;

/** Spells banners, packets and sessions of SSH. */
final class SshBytes {
  static final int PORT = 22;

  static final String CLIENT_BANNER = "SSH-2.0-Ours_1.0 comment";
  static final String SERVER_BANNER = "SSH-2.0-Theirs_2.0";

  static final byte[] CLIENT_ID = ascii(CLIENT_BANNER + "\r\n");
  static final byte[] SERVER_ID = ascii(SERVER_BANNER + "\r\n");

  static final byte[] NEWKEYS = packet(21);
  static final byte[] HOST_KEY = join(string("ssh-ed25519"), string(filled(32, 0x42)));

  static final byte[] CLIENT_KEXINIT =
      kexInit(
          "curve25519-sha256,ext-info-c",
          "rsa-sha2-512,ssh-ed25519",
          "aes128-ctr,aes256-ctr",
          "aes256-ctr",
          "hmac-sha2-256",
          "hmac-sha2-256,hmac-sha1",
          "none,zlib@openssh.com",
          "none");

  static final byte[] SERVER_KEXINIT =
      kexInit(
          "diffie-hellman-group14-sha256,curve25519-sha256",
          "ssh-ed25519",
          "aes256-ctr,aes128-ctr",
          "aes256-ctr",
          "hmac-sha1,hmac-sha2-256",
          "hmac-sha1",
          "none",
          "none");

  /** A client's first move in a key exchange: a number or a point. */
  static final byte[] KEX_INIT = packet(30, string(filled(32, 0xc1)));

  static final byte[] KEX_REPLY =
      packet(31, string(HOST_KEY), string(filled(32, 0xd2)), string(filled(64, 0xe3)));

  private SshBytes() {}

  static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static byte[] filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] u32(int number) {
    return new byte[] {
      (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
    };
  }

  static byte[] string(byte... content) {
    return join(u32(content.length), content);
  }

  static byte[] string(String content) {
    return string(ascii(content));
  }

  /** A message in the packet of RFC 4253 section 6, in clear. */
  static byte[] packet(int type, byte[]... parts) {
    byte[] payload = join(new byte[] {(byte) type}, join(parts));
    int padding = 4 + (8 - (5 + payload.length + 4) % 8) % 8;
    int length = 1 + payload.length + padding;
    return join(u32(length), new byte[] {(byte) padding}, payload, filled(padding, 0x50));
  }

  /** Without languages and without a guess. */
  static byte[] kexInit(String... lists) {
    return kexInit(false, lists);
  }

  static byte[] kexInit(boolean guesses, String... lists) {
    byte[] all = filled(16, 0xc0);
    for (int i = 0; i < 10; i++) {
      all = join(all, string(i < lists.length ? lists[i] : ""));
    }
    return packet(20, all, new byte[] {(byte) (guesses ? 1 : 0)}, u32(0));
  }

  /** What cannot be read; no byte of it looks like the begin of a packet. */
  static byte[] encrypted(int count) {
    return filled(count, 0xb7);
  }

  /** Until both sides are encrypted. */
  static Script keyExchange(String name) {
    return Script.tcp(name, PORT)
        .client(CLIENT_ID)
        .server(SERVER_ID)
        .client(CLIENT_KEXINIT)
        .server(SERVER_KEXINIT)
        .client(KEX_INIT)
        .server(join(KEX_REPLY, NEWKEYS))
        .client(NEWKEYS);
  }

  /** As OpenSSH does it: a wrong password, then a key. */
  static Script login(String name) {
    return keyExchange(name)
        .client(encrypted(48)) // service request
        .server(encrypted(44))
        .client(encrypted(60)) // method none
        .server(encrypted(52))
        .client(encrypted(84)) // a password
        .server(encrypted(52))
        .client(encrypted(140)) // would this key do?
        .server(encrypted(100))
        .client(encrypted(308)) // its signature
        .server(encrypted(28))
        .client(encrypted(112))
        .server(encrypted(600));
  }

  /** A message in the packet of SSH 1.5. */
  static byte[] ssh1Packet(int type, byte[]... parts) {
    byte[] data = join(parts);
    int length = 1 + data.length + 4;
    byte[] padding = filled(8 - length % 8, 0x50);
    return join(u32(length), padding, new byte[] {(byte) type}, data, filled(4, 0xcc));
  }

  /** A number of so many bits. */
  static byte[] ssh1Number(int bits, int value) {
    byte[] number = filled((bits + 7) / 8, value);
    return join(new byte[] {(byte) (bits >> 8), (byte) bits}, number);
  }

  /** Keys of the server, each with an exponent of 6 bits and a modulus of 72. */
  static byte[] ssh1PublicKey() {
    return ssh1Packet(
        2,
        filled(8, 0xc0),
        u32(72),
        ssh1Number(6, 0x23),
        ssh1Number(72, 0x99),
        u32(72),
        ssh1Number(6, 0x25),
        ssh1Number(72, 0x88),
        u32(2),
        u32(0x48),
        u32(0x0c));
  }

  static byte[] ssh1SessionKey(int cipher) {
    return ssh1Packet(
        3, new byte[] {(byte) cipher}, filled(8, 0xc0), ssh1Number(128, 0x77), u32(2));
  }

  static Script ssh1(String name) {
    return Script.tcp(name, PORT)
        .server("SSH-1.5-Old_1.2\n")
        .client("SSH-1.5-Older_1.1\n")
        .server(ssh1PublicKey())
        .client(ssh1SessionKey(3))
        .server(encrypted(12))
        .client(encrypted(40));
  }
}
