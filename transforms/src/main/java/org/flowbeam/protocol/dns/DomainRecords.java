package org.flowbeam.protocol.dns;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOutput;

/**
 * Gives out what {@link DnsDomains} counts: three kinds of records, behind the hash of the domain.
 *
 * <ul>
 *   <li>0: address of the client as text
 *   <li>1, of a query as it is sent: name in wire format and lower case (so that equal names stay
 *       together: no name is the beginning of another), then time, type, and the length of its
 *       domain in wire format
 *   <li>2, of an exchange when it is known whole: address of the client as text and a zero, name in
 *       wire format and lower case, then time, type, the length of its domain, and how many bytes
 *       the response is longer than the query
 * </ul>
 */
final class DomainRecords {
  /** An IPv6 address in text, with an IPv4 address at its end. */
  private static final int MAX_ADDRESS_BYTES = 45;

  static final int KIND = RunSummary.GROUP_BYTES;
  static final int CONTENT = KIND + 1;
  static final byte CLIENT = 0;
  static final byte QUERY = 1;

  static final byte EXCHANGE = 2;

  /** Behind the name: 8 bytes of time, 2 of type, 1 of length. */
  static final int TAIL_BYTES = 11;

  /** Behind the name of an exchange stand 4 more. */
  static final int EXCHANGE_TAIL_BYTES = TAIL_BYTES + 4;

  /** Address and name with what stands before and behind them. */
  static final int MAX_BYTES =
      CONTENT + MAX_ADDRESS_BYTES + 1 + DnsName.MAX_BYTES + EXCHANGE_TAIL_BYTES;

  private final Workspace workspace;
  private final FlowContext flow;
  private final SessionOutput out;
  private final RegisteredDomains.Tail[] told = new RegisteredDomains.Tail[2];

  DomainRecords(Workspace workspace, FlowContext flow, SessionOutput out) {
    this.workspace = workspace;
    this.flow = flow;
    this.out = out;
  }

  void add(Question question, Direction from, long timeNanos) {
    int length = question.nameLength();
    RegisteredDomains.Tail domain = workspace.domains.of(question.name(), length);
    if (domain == null) {
      return;
    }
    byte[] record = workspace.record;
    System.arraycopy(domain.group(), 0, record, 0, RunSummary.GROUP_BYTES);
    if (told[from.index()] != domain) {
      told[from.index()] = domain;
      record[KIND] = CLIENT;
      byte[] client = flow.address(from).getBytes(UTF_8);
      System.arraycopy(client, 0, record, CONTENT, client.length);
      out.summary(DnsDomains.INSTANCE, record, CONTENT + client.length);
    }
    record[KIND] = QUERY;
    System.arraycopy(question.name(), 0, record, CONTENT, length);
    int at = CONTENT + length;
    Bits.put64(record, at, timeNanos);
    Bits.put16(record, at + 8, question.type);
    record[at + 10] = (byte) domain.length();
    out.summary(DnsDomains.INSTANCE, record, at + TAIL_BYTES);
  }

  /**
   * Tells of a query that was answered, or will not be.
   *
   * @param downBytes bytes that the response is longer than the query; 0 without one
   */
  void exchange(Query query, int downBytes) {
    Question question = query.question;
    int length = question.nameLength();
    RegisteredDomains.Tail domain =
        question.isPresent() ? workspace.domains.of(question.name(), length) : null;
    if (domain == null) {
      return;
    }
    byte[] record = workspace.record;
    System.arraycopy(domain.group(), 0, record, 0, RunSummary.GROUP_BYTES);
    record[KIND] = EXCHANGE;
    byte[] client = flow.address(query.from).getBytes(UTF_8);
    System.arraycopy(client, 0, record, CONTENT, client.length);
    int at = CONTENT + client.length;
    record[at++] = 0;
    System.arraycopy(question.name(), 0, record, at, length);
    at += length;
    Bits.put64(record, at, query.timeNanos);
    Bits.put16(record, at + 8, question.type);
    record[at + 10] = (byte) domain.length();
    Bits.put32(record, at + TAIL_BYTES, downBytes);
    out.summary(DnsDomains.INSTANCE, record, at + EXCHANGE_TAIL_BYTES);
  }
}
