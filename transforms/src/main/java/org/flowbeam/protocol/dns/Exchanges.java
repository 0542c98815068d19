package org.flowbeam.protocol.dns;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the queries of a flow with their responses: by identifier and question, by identifier alone
 * when the response repeats no question. What goes to a group is not paired.
 */
final class Exchanges {
  /** Rows that one message to a group may have; one per question. */
  static final int MAX_GROUP_QUESTIONS = 64;

  private final DnsProtocol service;
  private final FlowContext flow;
  private final SessionOutput out;
  private final DnsRows rows;
  private final DomainRecords domainRecords;
  private final Workspace workspace;
  private @Nullable Unanswered unanswered;
  private @Nullable Answered answered;
  private boolean named;

  Exchanges(
      DnsProtocol service,
      String transport,
      Workspace workspace,
      FlowContext flow,
      SessionOutput out) {
    this.service = service;
    this.workspace = workspace;
    this.flow = flow;
    this.out = out;
    this.rows = new DnsRows(service, transport, workspace, out);
    this.domainRecords = new DomainRecords(workspace, flow, out);
  }

  /** Takes the message that the workspace holds, which was read from {@code bytes}. */
  void message(Direction from, Bytes bytes, long timeNanos, long offset) {
    DnsMessage message = workspace.message;
    Question question = message.question;
    Direction asker = message.isResponse() ? from.other() : from;
    question.idAndSide = message.id << 1 | asker.index();
    boolean toGroup = flow.isGroup(Direction.SERVER);
    if (!message.isResponse()) {
      name(question);
      if (service == DnsProtocol.DNS && question.isPresent()) {
        domainRecords.add(question, from, timeNanos);
      }
    }
    if (toGroup) {
      toGroup(message, from, bytes, timeNanos, offset);
    } else if (message.isResponse()) {
      response(message, from, timeNanos, offset);
    } else {
      query(message, from, timeNanos, offset);
    }
  }

  /** Writes what waits. */
  void end() {
    if (unanswered != null) {
      for (Query query = unanswered.oldest(); query != null; query = unanswered.oldest()) {
        unanswered.remove(query);
        rows.query(query, "unanswered");
        told(query, 0);
      }
    }
  }

  private void name(Question question) {
    if (!named && question.isPresent() && question.nameLength() > 1) {
      named = true;
      flow.serverName(question.text(workspace.texts));
    }
  }

  /** Each question has a row; the records stand in that of the first. */
  private void toGroup(
      DnsMessage message, Direction from, Bytes bytes, long timeNanos, long offset) {
    int tx = flow.nextTransaction();
    problems(message, from, tx, timeNanos);
    if (message.isResponse()) {
      rows.response(message, from, tx, "multicast", timeNanos, offset);
      return;
    }
    rows.query(new Query(message, from, tx, timeNanos, offset), "multicast");
    message.answers = null;
    message.authority = null;
    message.additional = null;
    boolean netbios = service == DnsProtocol.NBNS;
    int count = 1;
    while (count < MAX_GROUP_QUESTIONS && message.nextQuestion(bytes, netbios)) {
      count++;
      tx = flow.nextTransaction();
      rows.query(new Query(message, from, tx, timeNanos, offset), "multicast");
    }
    manyQuestions(message, from, count, tx, timeNanos);
  }

  private void query(DnsMessage message, Direction from, long timeNanos, long offset) {
    if (unanswered == null) {
      unanswered = new Unanswered();
    }
    Query before = unanswered.find(message.question);
    if (before != null) {
      before.retries++;
      problems(message, from, before.tx, timeNanos);
      return;
    }
    int tx = flow.nextTransaction();
    problems(message, from, tx, timeNanos);
    manyQuestions(message, from, 1, tx, timeNanos);
    unanswered.add(new Query(message, from, tx, timeNanos, offset));
    for (Query query = unanswered.surplus(); query != null; query = unanswered.surplus()) {
      unanswered.remove(query);
      rows.query(query, "unanswered");
      told(query, 0);
    }
  }

  private void told(Query query, int downBytes) {
    if (service == DnsProtocol.DNS) {
      domainRecords.exchange(query, downBytes);
    }
  }

  private void response(DnsMessage message, Direction from, long timeNanos, long offset) {
    Query query = unanswered == null ? null : find(unanswered, message.question);
    if (query != null && unanswered != null) {
      unanswered.remove(query);
      problems(message, from, query.tx, timeNanos);
      rows.answered(query, message, timeNanos, offset);
      told(query, Math.max(0, message.lengthBytes - query.lengthBytes));
      answered = answered == null ? new Answered() : answered;
      answered.add(query.question, Answered.hash(message));
      return;
    }
    int tx = flow.nextTransaction();
    problems(message, from, tx, timeNanos);
    int place = answered == null ? -1 : answered.find(message.question);
    if (answered == null || place < 0) {
      rows.response(message, from, tx, "orphan_response", timeNanos, offset);
      return;
    }
    rows.response(message, from, tx, "extra_response", timeNanos, offset);
    if (answered.answers(place) != Answered.hash(message) && !isTransfer(message.question)) {
      String detail = "a further response to the same query gives other answers";
      anomaly("conflicting_responses", Severity.WARNING, from, tx, detail, timeNanos);
    }
  }

  private static @Nullable Query find(Unanswered unanswered, Question question) {
    return question.isPresent() ? unanswered.find(question) : unanswered.find(question.idAndSide);
  }

  /** A zone transfer has as many responses as it needs; all but the first may lack the question. */
  private boolean isTransfer(Question question) {
    return !flow.isDatagrams()
        && (!question.isPresent() || question.type == Codes.AXFR || question.type == Codes.IXFR);
  }

  private void manyQuestions(
      DnsMessage message, Direction from, int shown, int tx, long timeNanos) {
    if (message.questions > shown) {
      problem(Problem.MANY_QUESTIONS, from, tx, timeNanos);
    }
  }

  private void problems(DnsMessage message, Direction from, int tx, long timeNanos) {
    if (!message.problems.isEmpty()) {
      for (Problem problem : message.problems) {
        problem(problem, from, tx, timeNanos);
      }
    }
  }

  private void problem(Problem problem, Direction from, int tx, long timeNanos) {
    anomaly(problem.kind, problem.severity, from, tx, problem.detail, timeNanos);
  }

  void anomaly(
      String kind, Severity severity, Direction by, int tx, String detail, long timeNanos) {
    out.anomaly(service.name() + "_" + kind, severity, by, tx, detail, timeNanos);
  }
}
