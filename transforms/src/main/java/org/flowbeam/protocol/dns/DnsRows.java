package org.flowbeam.protocol.dns;

import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.DnsRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** Makes the rows of the table {@code dns}. */
final class DnsRows {
  private static final int AA = 0x0400;
  private static final int TC = 0x0200;
  private static final int RD = 0x0100;
  private static final int RA = 0x0080;
  private static final int AD = 0x0020;
  private static final int CD = 0x0010;
  private static final long EDNS_DO = 0x8000;

  /** RFC 2136. */
  private static final int UPDATE = 5;

  private final DnsProtocol service;
  private final String transport;
  private final Workspace workspace;
  private final SessionOutput out;

  DnsRows(DnsProtocol service, String transport, Workspace workspace, SessionOutput out) {
    this.service = service;
    this.transport = transport;
    this.workspace = workspace;
    this.out = out;
  }

  /** The row of a query without response. */
  void query(Query query, String outcome) {
    DnsRow row = row(query.question, query.id(), query.flags, outcome);
    ofQuery(row, query);
    row.setTc((query.flags & TC) != 0);
    row.setAnswers(query.answers);
    row.setAuthority(query.authority);
    row.setAdditional(query.additional);
    if (query.hasEdns) {
      edns(row, query.ednsUdpSize, query.ednsFlags, query.clientSubnet);
    }
    write(row, query.tx, query.timeNanos, query, SessionOutput.NO_OFFSET);
  }

  /** The row of a query with its response. */
  void answered(Query query, DnsMessage response, long timeNanos, long offset) {
    DnsRow row = row(query.question, query.id(), query.flags, "answered");
    ofQuery(row, query);
    ofResponse(row, response, timeNanos);
    if (row.getOpcode() == UPDATE && row.getAuthority() == null) {
      row.setAuthority(query.authority); // what it adds and deletes; few servers repeat it
    }
    row.setRttUs(Math.floorDiv(timeNanos, 1000) - Math.floorDiv(query.timeNanos, 1000));
    if (query.hasEdns) {
      edns(row, query.ednsUdpSize, query.ednsFlags, query.clientSubnet);
    }
    write(row, query.tx, query.timeNanos, query, offset);
  }

  /** The row of a response alone. */
  void response(
      DnsMessage response, Direction from, int tx, String outcome, long timeNanos, long offset) {
    DnsRow row = row(response.question, response.id, response.flags, outcome);
    ofResponse(row, response, timeNanos);
    boolean byServer = from == Direction.SERVER;
    long none = SessionOutput.NO_OFFSET;
    out.exchange(
        Tables.DNS, row, tx, timeNanos, byServer ? none : offset, byServer ? offset : none);
  }

  private void write(DnsRow row, int tx, long timeNanos, Query query, long responseOffset) {
    boolean byClient = query.from == Direction.CLIENT;
    out.exchange(
        Tables.DNS,
        row,
        tx,
        timeNanos,
        byClient ? query.offset : responseOffset,
        byClient ? responseOffset : query.offset);
  }

  /** What the query tells, or the response when there is none. */
  private DnsRow row(Question question, int id, int flags, String outcome) {
    boolean netbios = service == DnsProtocol.NBNS;
    DnsRow row = new DnsRow();
    row.setTransport(transport);
    row.setTransId(id);
    int opcode = (flags >> 11) & 0xf;
    row.setOpcode(opcode);
    row.setOpcodeName(Codes.opcode(opcode, netbios));
    row.setOutcome(outcome);
    row.setRd((flags & RD) != 0);
    row.setZ((flags >> 4) & 7);
    if (!netbios) {
      row.setAd((flags & AD) != 0);
      row.setCd((flags & CD) != 0);
    }
    if (question.isPresent()) {
      question(row, question, netbios);
    }
    return row;
  }

  private void question(DnsRow row, Question question, boolean netbios) {
    row.setQuery(question.text(workspace.texts));
    row.setQueryRaw(question.sentText(workspace.texts));
    row.setQclass(question.qclass);
    row.setQclassName(Codes.qclass(question.qclass));
    row.setQtype(question.type);
    row.setQtypeName(Codes.type(question.type, netbios));
    int length = question.nameLength();
    row.setQueryEntropy(workspace.entropy.ofLabels(question.name(), 0, length));
    if (service == DnsProtocol.DNS) {
      RegisteredDomains.Tail domain = workspace.domains.of(question.name(), length);
      row.setRegisteredDomain(domain == null ? null : domain.text);
    }
  }

  private static void ofQuery(DnsRow row, Query query) {
    row.setQueryRetries(query.retries);
    row.setQueryBytes((long) query.lengthBytes);
  }

  private void ofResponse(DnsRow row, DnsMessage response, long timeNanos) {
    int flags = response.flags;
    int code = response.responseCode();
    row.setRcode(code);
    row.setRcodeName(Codes.responseCode(code));
    row.setAa((flags & AA) != 0);
    row.setTc((flags & TC) != 0);
    row.setRa((flags & RA) != 0);
    if (service != DnsProtocol.NBNS) {
      row.setAd((flags & AD) != 0);
    }
    row.setAnswers(response.answers);
    row.setAuthority(response.authority);
    row.setAdditional(response.additional);
    row.setResponseTs(Math.floorDiv(timeNanos, 1000));
    row.setResponseBytes((long) response.lengthBytes);
    row.setRejected(response.isRejected());
    if (response.hasEdns) {
      edns(row, response.ednsUdpSize, response.ednsFlags, response.clientSubnet);
    }
  }

  private static void edns(DnsRow row, int udpSize, long flags, @Nullable String clientSubnet) {
    row.setEdnsUdpSize(udpSize);
    row.setEdnsVersion((int) (flags >> 16) & 0xff);
    row.setEdnsDo((flags & EDNS_DO) != 0);
    row.setEdnsClientSubnet(clientSubnet);
  }
}
