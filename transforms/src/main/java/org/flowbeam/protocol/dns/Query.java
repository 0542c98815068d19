package org.flowbeam.protocol.dns;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.schemas.DnsRecord;
import org.jspecify.annotations.Nullable;

/** A query as its row needs it: a copy, without the message. */
final class Query {
  final Question question;
  final Direction from;
  final int tx;
  final long timeNanos;
  final long offset;
  final int flags;
  final int lengthBytes;
  final boolean hasEdns;
  final int ednsUdpSize;
  final long ednsFlags;
  final @Nullable String clientSubnet;
  final @Nullable List<DnsRecord> answers;
  final @Nullable List<DnsRecord> authority;
  final @Nullable List<DnsRecord> additional;
  int retries;

  /** Neighbours among the unanswered queries with the same identifier and side. */
  @Nullable Query older;

  @Nullable Query younger;

  Query(DnsMessage message, Direction from, int tx, long timeNanos, long offset) {
    this.question = message.question.copy();
    this.from = from;
    this.tx = tx;
    this.timeNanos = timeNanos;
    this.offset = offset;
    this.flags = message.flags;
    this.lengthBytes = message.lengthBytes;
    this.hasEdns = message.hasEdns;
    this.ednsUdpSize = message.ednsUdpSize;
    this.ednsFlags = message.ednsFlags;
    this.clientSubnet = message.clientSubnet;
    this.answers = message.answers;
    this.authority = message.authority;
    this.additional = message.additional;
  }

  int id() {
    return question.idAndSide >> 1;
  }

  /** Length of the texts of its records. */
  int recordChars() {
    return chars(answers) + chars(authority) + chars(additional);
  }

  private static int chars(@Nullable List<DnsRecord> records) {
    int sum = 0;
    if (records != null) {
      for (DnsRecord record : records) {
        String name = record.getName();
        sum += record.getData().length() + (name == null ? 0 : name.length()) + 64;
      }
    }
    return sum;
  }
}
