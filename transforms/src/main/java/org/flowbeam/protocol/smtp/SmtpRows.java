package org.flowbeam.protocol.smtp;

import java.util.List;
import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.schemas.SmtpRow;

/** Turns transactions into rows. */
final class SmtpRows {
  private SmtpRows() {}

  static SmtpRow row(Transaction of, SessionFacts facts, Login login, boolean keepSecrets) {
    SmtpRow row = session(facts, login, keepSecrets);
    row.setTransDepth(of.depth);
    row.setMailfrom(of.mailFrom);
    row.setRcptto(of.recipients.isEmpty() ? null : List.copyOf(of.recipients));
    row.setRcptRejected(of.rejected.isEmpty() ? null : List.copyOf(of.rejected));
    row.setSizeDeclared(of.sizeDeclared);
    row.setBodyType(of.bodyType);
    row.setSmtputf8(of.mailFrom == null ? null : of.smtpUtf8);
    row.setOutcome(of.outcome());
    row.setCommands(of.commands);
    row.setErrors(of.errors);
    if (of.transfer != null) {
      row.setTransfer(of.transfer);
      row.setMessageBytes(of.messageBytes);
      row.setMessageSha256(of.sha256);
      row.setMissingBytes(of.missingBytes);
      row.setSubject(of.subject);
      row.setMessageId(of.messageId);
      row.setChunks(of.transfer.equals("bdat") ? of.chunks : null);
    }
    if (of.code > 0) {
      row.setCode(of.code);
      row.setLastReply(of.reply);
      row.setResponseTs(Math.floorDiv(of.replyNanos, 1000L));
      row.setLatencyUs(of.latencyNanos < 0 ? null : of.latencyNanos / 1000);
    }
    return row;
  }

  /** The row of a session without a transaction; in a gap there may have been one. */
  static SmtpRow withoutMail(SessionFacts facts, Login login, boolean keepSecrets) {
    SmtpRow row = session(facts, login, keepSecrets);
    row.setOutcome(facts.lostCommands ? "incomplete" : "no_mail");
    row.setCommands(facts.commands);
    row.setErrors(facts.errors);
    if (facts.lastCode > 0 && !facts.lostCommands) {
      row.setCode(facts.lastCode);
      row.setLastReply(facts.lastReply);
      row.setResponseTs(Math.floorDiv(facts.lastReplyNanos, 1000L));
    }
    return row;
  }

  private static SmtpRow session(SessionFacts facts, Login login, boolean keepSecrets) {
    SmtpRow row = new SmtpRow();
    row.setBanner(facts.banner);
    row.setHelo(facts.helo);
    row.setEsmtp(facts.esmtp);
    row.setCapabilities(facts.capabilities);
    row.setStarttls(facts.starttls);
    row.setTls(facts.tls);
    row.setAuthAttempts(login.attempts);
    row.setAuthCode(login.code == 0 ? null : login.code);
    SaslLogin last = login.last();
    if (last != null) {
      row.setAuthMechanism(last.mechanism());
      row.setAuthUser(last.user());
      row.setAuthDomain(last.domain());
      row.setAuthSecret(keepSecrets ? last.secret() : null);
    }
    return row;
  }
}
