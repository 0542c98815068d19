package org.flowbeam.protocol.dns;

import com.google.common.net.InternetDomainName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.flowbeam.protocol.RunSummary;
import org.jspecify.annotations.Nullable;

/**
 * Finds registered domains: one label more than the longest public suffix (ICANN section of the
 * public suffix list that Guava brings; the last label where the list has no rule, as its algorithm
 * says; the root where the last label can be no top-level domain, as in the names of tunnels that
 * talk to their server without a domain). What was asked is remembered in {@value #SLOTS} slots;
 * one object per thread.
 */
final class RegisteredDomains {
  /** What stands for a domain where there can be none. */
  static final String ROOT = ".";

  /** The edition of the list. */
  static final String LIST_VERSION = "guava 33.5.0-jre";

  /** The end of a name, and what is made of it. */
  static final class Tail {
    private final byte[] wire;

    /** Labels of its public suffix; 0 when the list has no rule for it. */
    private final int suffixLabels;

    /** As text, without final dot. */
    final String text;

    private byte @Nullable [] group;

    private Tail(byte[] wire, String text) {
      this.wire = wire;
      this.text = text.isEmpty() ? ROOT : text;
      this.suffixLabels = suffixLabels(text);
    }

    /** Bytes of the domain in wire format, with the root's label. */
    int length() {
      return wire.length;
    }

    /** The first bytes of SHA-256 of the domain in wire format. */
    byte[] group() {
      if (group == null) {
        group = Arrays.copyOf(sha256(wire), RunSummary.GROUP_BYTES);
      }
      return group;
    }

    private boolean is(byte[] name, int from, int length) {
      return Arrays.equals(wire, 0, wire.length, name, from, from + length);
    }
  }

  /** The longest of all top-level domains. */
  private static final int MAX_TOP_LEVEL_BYTES = 24;

  private static final int SLOTS = 4096;
  private static final int MAX_LABELS = 127;

  private final @Nullable Tail[] slots = new @Nullable Tail[SLOTS];
  private final int[] labels = new int[MAX_LABELS];
  private final DnsText texts;

  RegisteredDomains(DnsText texts) {
    this.texts = texts;
  }

  /**
   * The registered domain of a name in wire format and lower case; null when the name has one label
   * or is a public suffix.
   */
  @Nullable Tail of(byte[] name, int length) {
    int count = 0;
    for (int at = 0; at < length - 1; at += name[at] + 1) {
      labels[count++] = at;
    }
    if (count < 2) {
      return null;
    }
    if (!canBeTopLevel(name, labels[count - 1])) {
      return tail(name, length - 1, length);
    }
    // No rule of the section leaves out two labels in a row: *.kawasaki.jp, k12.ma.us.
    int suffix = 1;
    for (int n = 1; n <= count && n <= suffix + 2; n++) {
      suffix = Math.max(suffix, tail(name, labels[count - n], length).suffixLabels);
    }
    return suffix >= count ? null : tail(name, labels[count - suffix - 1], length);
  }

  /** RFC 3696, section 2: letters, or what stands for letters of other scripts. */
  private static boolean canBeTopLevel(byte[] name, int label) {
    int end = label + 1 + name[label];
    boolean isEncoded =
        name[label] > 4
            && name[label + 1] == 'x'
            && name[label + 2] == 'n'
            && name[label + 3] == '-'
            && name[label + 4] == '-';
    if (isEncoded) {
      return true;
    }
    for (int i = label + 1; i < end; i++) {
      if (name[i] >= '0' && name[i] <= '9') {
        return false;
      }
    }
    return name[label] <= MAX_TOP_LEVEL_BYTES;
  }

  private Tail tail(byte[] name, int from, int length) {
    int hash = 1;
    for (int i = from; i < length; i++) {
      hash = 31 * hash + name[i];
    }
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    Tail known = slots[slot];
    if (known == null || !known.is(name, from, length - from)) {
      byte[] wire = Arrays.copyOfRange(name, from, length);
      known = new Tail(wire, texts.name(wire, wire.length));
      slots[slot] = known;
    }
    return known;
  }

  private static int suffixLabels(String text) {
    try {
      InternetDomainName suffix = InternetDomainName.from(text).registrySuffix();
      return suffix == null ? 0 : suffix.parts().size();
    } catch (IllegalArgumentException e) {
      return 0; // holds a label that no host has
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
