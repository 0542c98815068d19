package org.flowbeam.protocol.dns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Builds messages byte by byte, so that tests can say what is odd about them. */
final class Messages {
  static final int RESPONSE = 0x8000;
  static final int AUTHORITATIVE = 0x0400;
  static final int RECURSION_DESIRED = 0x0100;
  static final int RECURSION_AVAILABLE = 0x0080;

  static final int A = 1;
  static final int TXT = 16;
  static final int IN = 1;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final int id;
  private final int flags;
  private final int[] counts = new int[4];

  private Messages(int id, int flags) {
    this.id = id;
    this.flags = flags;
  }

  static Messages query(int id) {
    return new Messages(id, RECURSION_DESIRED);
  }

  static Messages response(int id) {
    return new Messages(id, RESPONSE | RECURSION_DESIRED | RECURSION_AVAILABLE);
  }

  static Messages of(int id, int flags) {
    return new Messages(id, flags);
  }

  static byte[] query(int id, String name, int type) {
    return query(id).question(name, type).bytes();
  }

  /** A response with one address; the answer's name points to the question's. */
  static byte[] response(int id, String name, int lastOctet) {
    return response(id).question(name, A).answer(12, A, 300, 192, 0, 2, lastOctet).bytes();
  }

  Messages question(String name, int type) {
    return question(name, type, IN);
  }

  Messages question(String name, int type, int qclass) {
    counts[0]++;
    return name(name).u16(type).u16(qclass);
  }

  /** An answer whose name is a pointer. */
  Messages answer(int pointer, int type, int ttl, int... data) {
    counts[1]++;
    return u16(0xc000 | pointer).record(type, IN, ttl, data);
  }

  Messages answer(String name, int type, int ttl, int... data) {
    counts[1]++;
    return name(name).record(type, IN, ttl, data);
  }

  Messages authority(String name, int type, int ttl, int... data) {
    counts[2]++;
    return name(name).record(type, IN, ttl, data);
  }

  Messages additional(String name, int type, int ttl, int... data) {
    counts[3]++;
    return name(name).record(type, IN, ttl, data);
  }

  /** The record of EDNS. */
  Messages edns(int udpSize, int flags, int... options) {
    counts[3]++;
    return u8(0).record(41, udpSize, flags, options);
  }

  /** Lets the header count other than what is there. */
  Messages count(int section, int count) {
    counts[section] = count;
    return this;
  }

  Messages name(String name) {
    if (!name.isEmpty()) {
      for (String label : name.split("\\.", -1)) {
        u8(label.length());
        body.writeBytes(label.getBytes(ISO_8859_1));
      }
    }
    return u8(0);
  }

  Messages raw(int... bytes) {
    for (int b : bytes) {
      u8(b);
    }
    return this;
  }

  private Messages record(int type, int recordClass, int ttl, int... data) {
    return u16(type).u16(recordClass).u16(ttl >>> 16).u16(ttl).u16(data.length).raw(data);
  }

  Messages u16(int value) {
    return u8(value >> 8).u8(value);
  }

  private Messages u8(int value) {
    body.write(value);
    return this;
  }

  /** What follows the header, as numbers. */
  int[] bodyBytes() {
    byte[] bytes = body.toByteArray();
    int[] numbers = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      numbers[i] = bytes[i] & 0xff;
    }
    return numbers;
  }

  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int value : new int[] {id, flags, counts[0], counts[1], counts[2], counts[3]}) {
      all.write(value >> 8);
      all.write(value);
    }
    all.writeBytes(body.toByteArray());
    return all.toByteArray();
  }

  /** Messages as TCP carries them, each behind its length. */
  static byte[] framed(byte[]... messages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      all.write(message.length >> 8);
      all.write(message.length);
      all.writeBytes(message);
    }
    return all.toByteArray();
  }
}
