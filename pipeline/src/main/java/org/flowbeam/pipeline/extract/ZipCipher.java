package org.flowbeam.pipeline.extract;

import java.nio.charset.StandardCharsets;

/**
 * The traditional encryption of PKWARE (APPNOTE.TXT, section 6.1), which every program that opens
 * zip files knows. It keeps scanners and careless clicks away, and nobody else.
 */
final class ZipCipher {
  private static final int[] CRC = new int[256];

  static {
    for (int n = 0; n < 256; n++) {
      int c = n;
      for (int bit = 0; bit < 8; bit++) {
        c = (c & 1) == 0 ? c >>> 1 : 0xedb88320 ^ (c >>> 1);
      }
      CRC[n] = c;
    }
  }

  private int key0 = 0x12345678;
  private int key1 = 0x23456789;
  private int key2 = 0x34567890;

  ZipCipher(String password) {
    for (byte b : password.getBytes(StandardCharsets.US_ASCII)) {
      update(b);
    }
  }

  private void update(byte plain) {
    key0 = crc(key0, plain);
    key1 = (key1 + (key0 & 0xff)) * 134775813 + 1;
    key2 = crc(key2, (byte) (key1 >>> 24));
  }

  private static int crc(int crc, byte b) {
    return CRC[(crc ^ b) & 0xff] ^ (crc >>> 8);
  }

  /** Encrypts in place. */
  void encrypt(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      int temporary = (key2 & 0xffff) | 2;
      byte pad = (byte) ((temporary * (temporary ^ 1)) >>> 8);
      byte plain = bytes[i];
      bytes[i] = (byte) (plain ^ pad);
      update(plain);
    }
  }
}
