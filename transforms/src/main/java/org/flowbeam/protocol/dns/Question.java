package org.flowbeam.protocol.dns;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A question: name, type and class; or none. As a key it is compared without regard to case, and
 * together with the identifier and the side that asks.
 */
final class Question implements Comparable<Question> {
  /** The name in lower case, in wire format, then type and class; empty without a question. */
  private byte[] key = new byte[DnsName.MAX_BYTES + 4];

  private int keyLength;

  /** As sent; the same array as {@link #key} when it has no upper case. */
  private byte[] sent = new byte[DnsName.MAX_BYTES];

  private int sentLength;
  private int hash;
  private @Nullable String text;

  /** Whether the name is a decoded one of NetBIOS. */
  private boolean decoded;

  /** Identifier and asking side, set by who looks for a query. */
  int idAndSide;

  /** Position behind it in its message. */
  int end = DnsMessage.HEADER_BYTES;

  int type;
  int qclass;

  void clear() {
    keyLength = 0;
    sentLength = 0;
    text = null;
    hash = 0;
    end = DnsMessage.HEADER_BYTES;
  }

  void set(DnsName name, int type, int qclass, boolean netbios) {
    int size = netbios ? NetbiosName.decode(name.sent, name.length, key) : 0;
    decoded = size > 0;
    if (!decoded) {
      System.arraycopy(name.lower, 0, key, 0, name.length);
      size = name.length;
    }
    System.arraycopy(name.sent, 0, sent, 0, name.length);
    sentLength = name.length;
    key[size] = (byte) (type >> 8);
    key[size + 1] = (byte) type;
    key[size + 2] = (byte) (qclass >> 8);
    key[size + 3] = (byte) qclass;
    keyLength = size + 4;
    this.type = type;
    this.qclass = qclass;
    text = null;
    hash = 0;
  }

  /** A copy to keep, as small as can be. */
  Question copy() {
    return new Question(this);
  }

  Question() {}

  private Question(Question of) {
    key = Arrays.copyOf(of.key, of.keyLength);
    keyLength = of.keyLength;
    sent = of.isSentLower() ? key : Arrays.copyOf(of.sent, of.sentLength);
    sentLength = of.sentLength;
    hash = of.hash;
    text = of.text;
    decoded = of.decoded;
    idAndSide = of.idAndSide;
    type = of.type;
    qclass = of.qclass;
  }

  boolean isPresent() {
    return keyLength > 0;
  }

  /** The name in lower case, in wire format, {@link #nameLength} bytes. */
  byte[] name() {
    return key;
  }

  int nameLength() {
    return keyLength - 4;
  }

  /** {@code dns.query}. */
  String text(DnsText texts) {
    if (text == null) {
      text = decoded ? texts.netbiosName(key, nameLength()) : texts.name(key, nameLength());
    }
    return text;
  }

  /** {@code dns.query_raw}; null when equal to {@link #text}. */
  @Nullable String sentText(DnsText texts) {
    return isSentLower() ? null : texts.name(sent, sentLength);
  }

  private boolean isSentLower() {
    return keyLength == 0 || Arrays.equals(key, 0, nameLength(), sent, 0, sentLength);
  }

  /** A hash of what is asked, without identifier and side. */
  long contentHash() {
    long content = 0xcbf29ce484222325L;
    for (int i = 0; i < keyLength; i++) {
      content = (content ^ key[i]) * 0x100000001b3L;
    }
    return content;
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Long.hashCode(contentHash());
    }
    return 31 * hash + idAndSide;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Question question && compareTo(question) == 0;
  }

  @Override
  public int compareTo(Question other) {
    int byId = Integer.compare(idAndSide, other.idAndSide);
    return byId != 0
        ? byId
        : Arrays.compareUnsigned(key, 0, keyLength, other.key, 0, other.keyLength);
  }
}
