package org.flowbeam.protocol.dns;

import java.util.Arrays;
import java.util.List;
import org.flowbeam.schemas.DnsRecord;
import org.jspecify.annotations.Nullable;

/** The last answered queries of a flow, so that a further response is known as such. */
final class Answered {
  static final int MAX_QUERIES = 64;

  private static final int FIELDS = 3;

  /** Identifier and side, hash of the question, hash of the answers. */
  private long[] entries = new long[FIELDS];

  private long count;

  void add(Question question, long answers) {
    if (count * FIELDS == entries.length && count < MAX_QUERIES) {
      entries = Arrays.copyOf(entries, 2 * entries.length);
    }
    int at = (int) (count++ % MAX_QUERIES) * FIELDS;
    entries[at] = question.idAndSide;
    entries[at + 1] = question.contentHash();
    entries[at + 2] = answers;
  }

  /**
   * The youngest that a response fits, by identifier alone when it repeats no question.
   *
   * @return its place for {@link #answers}, or -1
   */
  int find(Question question) {
    long content = question.contentHash();
    for (long n = count - 1; n >= 0 && n >= count - MAX_QUERIES; n--) {
      int at = (int) (n % MAX_QUERIES) * FIELDS;
      if (entries[at] == question.idAndSide
          && (!question.isPresent() || entries[at + 1] == content)) {
        return at;
      }
    }
    return -1;
  }

  long answers(int place) {
    return entries[place + 2];
  }

  /** A hash of what a response says: its code and answers, in any order, without their ttl. */
  static long hash(DnsMessage response) {
    return response.responseCode() + hash(response.answers);
  }

  private static long hash(@Nullable List<DnsRecord> records) {
    long sum = 0;
    if (records != null) {
      for (DnsRecord record : records) {
        long hash = hash(hash(0xcbf29ce484222325L, record.getName()), record.getType());
        hash = hash(hash, record.getData());
        sum += hash ^ (hash >>> 29);
      }
    }
    return sum;
  }

  private static long hash(long hash, @Nullable String text) {
    for (int i = 0; text != null && i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return (hash ^ 0x100) * 0x100000001b3L;
  }
}
