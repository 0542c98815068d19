package org.flowbeam.protocol.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.flowbeam.format.Digests;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.smtp.SmtpProtocol;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.MailRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/** Rows of mail, as SMTP brings the messages. */
class MailReaderTest {
  private static Script session() {
    return Script.tcp("session", 25)
        .server("220 mail.test ESMTP\r\n")
        .client("MAIL FROM:<a@a.test>\r\nDATA\r\n")
        .server("250 Ok\r\n354 Go\r\n");
  }

  private static List<MailRow> rows(Script script) {
    return ParserRun.of(new SmtpProtocol(), script).rows(Tables.MAIL);
  }

  private static MailRow row(String message) {
    return rows(session().client(message.replace("\n", "\r\n") + "\r\n.\r\n")).get(0);
  }

  @Test
  void theHeaderIsInColumns() {
    MailRow row =
        row(
            """
            Received: from out.test ([192.0.2.9]) by mx.test (192.0.2.8)
            Received: from [IPv6:2001:DB8::1] by out.test
            Return-Path: <>
            From: =?utf-8?Q?J=C3=B6rg?= <j@a.test>
            Sender: s@a.test
            To: A <a@b.test>, b@b.test
            Cc: Group: c@b.test;
            Reply-To: r@a.test
            Subject: =?iso-8859-1?Q?Gr=FC=DFe?=
            Date: Mon, 5 Oct 2009 11:36:07 +0530
            Message-ID: <1@a.test>
            In-Reply-To: <0@a.test>
            References: <x@a.test>
             <0@a.test>
            X-Mailer: Mailer 1
            X-Originating-IP: [192.0.2.7]
            DKIM-Signature: v=1; a=rsa-sha256; d=a.test; s=k

            hi""");
    assertThat(row.getFromAddr()).isEqualTo("j@a.test");
    assertThat(row.getFromName()).isEqualTo("Jörg");
    assertThat(row.getSenderAddr()).isEqualTo("s@a.test");
    assertThat(row.getToAddrs()).containsExactly("a@b.test", "b@b.test");
    assertThat(row.getCcAddrs()).containsExactly("c@b.test");
    assertThat(row.getReplyTo()).isEqualTo("r@a.test");
    assertThat(row.getReturnPath()).isEqualTo("<>");
    assertThat(row.getSubject()).isEqualTo("Grüße");
    assertThat(row.getSubjectRaw()).isEqualTo("=?iso-8859-1?Q?Gr=FC=DFe?=");
    assertThat(row.getDateTs()).isEqualTo(1254722767000000L);
    assertThat(row.getMessageId()).isEqualTo("1@a.test");
    assertThat(row.getReferenceIds()).containsExactly("x@a.test", "0@a.test");
    assertThat(row.getUserAgent()).isEqualTo("Mailer 1");
    assertThat(row.getXOriginatingIp()).isEqualTo("192.0.2.7");
    assertThat(row.getDkimDomains()).containsExactly("a.test");
    assertThat(row.getReceived()).hasSize(2);
    assertThat(row.getPath()).endsWith("192.0.2.8", "2001:db8::1");
    assertThat(row.getHeaders()).hasSize(16);
    assertThat(row.getComplete()).isTrue();
    assertThat(row.getDefects()).isNull();
  }

  @Test
  void partsAreCounted() {
    MailRow row =
        row(
            """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/html

            <p>
            --b
            Content-Type: application/pdf; name=a.pdf
            Content-Transfer-Encoding: base64

            JVBERg==
            --b--
            """);
    assertThat(row.getContentType()).isEqualTo("multipart/mixed");
    assertThat(row.getParts()).isEqualTo(2);
    assertThat(row.getAttachments()).isEqualTo(1);
    assertThat(row.getHasHtml()).isTrue();
    assertThat(row.getEncrypted()).isNull();
  }

  @Test
  void encryptionIsTold() {
    assertThat(row("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx"))
        .extracting(MailRow::getEncrypted)
        .isEqualTo("smime");
    assertThat(row("Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx"))
        .extracting(MailRow::getEncrypted)
        .isNull();
    assertThat(row("Content-Type: multipart/encrypted; boundary=b\n\n--b--\n").getEncrypted())
        .isEqualTo("pgp");
  }

  @Test
  void aMessageWithAGapHasNoHash() {
    MailRow row =
        rows(session()
                .client("Subject: x\r\n\r\nhi")
                .gap(Direction.CLIENT, 100)
                .client("there\r\n.\r\n"))
            .get(0);
    assertThat(row.getSubject()).isEqualTo("x");
    assertThat(row.getSizeBytes()).isEqualTo(16 + 100 + 7);
    assertThat(row.getMissingBytes()).isEqualTo(100);
    assertThat(row.getMessageSha256()).isNull();
    assertThat(row.getComplete()).isFalse();
  }

  @Test
  void aMessageThatIsCutIsARow() {
    MailRow row = rows(session().client("Subject: x\r\n\r\nhi")).get(0);
    assertThat(row.getComplete()).isFalse();
    assertThat(row.getSizeBytes()).isEqualTo(16);
    assertThat(row.getMessageSha256()).isNull();
  }

  @Test
  void theRowLeadsToTheFirstByteOfTheMessage() {
    MailRow row = row("Subject: x\n\nhi");
    assertThat(row.getSrcStreamOffset()).isEqualTo(28);
    assertThat(row.getDstStreamOffset()).isNull();
    assertThat(row.getIsOrig()).isTrue();
  }

  @Test
  void aMillionLinesOfHeadersAreKeptToTheirLimit() {
    MailRow row = row("X-A: 1\n".repeat(100_000) + "\nhi");
    assertThat(row.getTruncated()).isTrue();
    assertThat(row.getHeaders()).hasSize(1000);
  }

  private static List<FileRow> files(String message) {
    Script script = session().client(message.replace("\n", "\r\n") + "\r\n.\r\n");
    return ParserRun.of(new SmtpProtocol(), script).rows(Tables.FILES);
  }

  @Test
  void anAttachmentOfTwentyMegabytesIsHashedToTheByte() {
    byte[] attachment = new byte[20 << 20];
    new Random(20).nextBytes(attachment);
    String base64 = Base64.getMimeEncoder().encodeToString(attachment);
    Script script =
        session()
            .client("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n")
            .client("Content-Disposition: attachment; filename=a.bin\r\n")
            .client("Content-Transfer-Encoding: base64\r\n\r\n");
    for (int at = 0; at < base64.length(); at += 1448) {
      script = script.client(base64.substring(at, Math.min(base64.length(), at + 1448)));
    }
    script = script.client("\r\n--b--\r\n.\r\n");
    FileRow file = ParserRun.of(new SmtpProtocol(), script).rows(Tables.FILES).get(0);
    assertThat(file.getSizeBytes()).isEqualTo(attachment.length);
    assertThat(file.getEncodedBytes()).isEqualTo(base64.length());
    assertThat(file.getSha256())
        .isEqualTo(HexFormat.of().formatHex(Digests.digest("SHA-256").digest(attachment)));
    assertThat(file.getComplete()).isTrue();
  }

  @Test
  void aNameInPiecesIsShownAsSentToo() {
    FileRow file =
        files(
                """
                Content-Disposition: attachment; filename*0*=utf-8''Gr%C3%BC; filename*1=e.txt

                x""")
            .get(0);
    assertThat(file.getFilename()).isEqualTo("Grüe.txt");
    assertThat(file.getFilenameRaw()).isEqualTo("utf-8''Gr%C3%BCe.txt");
  }

  @Test
  void filesInTextAreRowsBelowTheText() {
    String message = "Subject: x\n\nsee\nbegin 644 a.txt\n%:&5L;&\\`\n`\nend";
    assertThat(files(message))
        .extracting(
            FileRow::getPosition,
            FileRow::getParentPosition,
            FileRow::getDepth,
            FileRow::getFilename,
            FileRow::getTransferEncoding,
            FileRow::getSizeBytes)
        .containsExactly(
            tuple("1", null, 2, "a.txt", "uuencode", 5L), tuple(null, null, 1, null, null, 41L));
    assertThat(files(message).get(0).getSha256()).startsWith("2cf24dba5fb0a30e"); // hello
    assertThat(row(message).getParts()).isEqualTo(1);
    assertThat(row(message).getAttachments()).isEqualTo(1);
  }

  @Test
  void partsOfAMessageInBase64AreFiles() {
    String inner = Base64.getEncoder().encodeToString("A: b\r\n\r\nhello".getBytes(ISO_8859_1));
    String message =
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + inner + "\n";
    assertThat(files(message))
        .extracting(FileRow::getPosition, FileRow::getDepth, FileRow::getSizeBytes)
        .containsExactly(tuple("1", 2, 5L));
    assertThat(row(message).getDefects()).containsExactly("encoded_message");
  }
}
