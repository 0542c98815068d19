package org.flowbeam.protocol.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.DnsRecord;
import org.flowbeam.schemas.DnsRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DnsParserTest {
  private static final String NAME = "www.example.com";

  private static List<DnsRow> rows(DnsProtocol service, Script script) {
    return ParserRun.of(service, script).rows(Tables.DNS);
  }

  private static Script udp() {
    return Script.udp("udp", 53);
  }

  @Test
  void aQueryAndItsResponseAreOneRow() {
    Script script =
        udp().client(Messages.query(7, "WWW.Example.com", 1)).server(Messages.response(7, NAME, 9));
    DnsRow row = rows(DnsProtocol.DNS, script).get(0);
    assertThat(row.getOutcome()).isEqualTo("answered");
    assertThat(row.getTransport()).isEqualTo("udp");
    assertThat(row.getQuery()).isEqualTo(NAME);
    assertThat(row.getQueryRaw()).isEqualTo("WWW.Example.com");
    assertThat(row.getQtypeName()).isEqualTo("A");
    assertThat(row.getQclassName()).isEqualTo("C_INTERNET");
    assertThat(row.getRcodeName()).isEqualTo("NOERROR");
    assertThat(row.getRttUs()).isEqualTo(1000);
    assertThat(row.getQueryBytes()).isEqualTo(33);
    assertThat(row.getResponseBytes()).isEqualTo(49);
    assertThat(row.getRegisteredDomain()).isEqualTo("example.com");
    assertThat(row.getAnswers())
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.getName()).isEqualTo(NAME);
              assertThat(answer.getType()).isEqualTo("A");
              assertThat(answer.getTtl()).isEqualTo(300);
              assertThat(answer.getData()).isEqualTo("192.0.2.9");
            });
    assertThat(row.getAuthority()).isNull();
    assertThat(row.getRejected()).isFalse();
  }

  @Test
  void whatIsSentAgainBeforeTheResponseIsCountedOnOneRow() {
    Script script =
        udp()
            .client(Messages.query(7, NAME, 1))
            .client(Messages.query(7, NAME, 1))
            .client(Messages.query(7, "WWW.example.com", 1))
            .server(Messages.response(7, NAME, 9));
    List<DnsRow> rows = rows(DnsProtocol.DNS, script);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).getQueryRetries()).isEqualTo(2);
    assertThat(rows.get(0).getRttUs()).isEqualTo(3000);
  }

  @Test
  void aSecondResponseIsARowOfItsOwnAndAnAnomalyIfItSaysSomethingElse() {
    Script same =
        udp()
            .client(Messages.query(7, NAME, 1))
            .server(Messages.response(7, NAME, 9))
            .server(Messages.response(7, NAME, 9));
    assertThat(ParserRun.of(DnsProtocol.DNS, same).anomalies).isEmpty();
    Script other =
        udp()
            .client(Messages.query(7, NAME, 1))
            .server(Messages.response(7, NAME, 9))
            .server(Messages.response(7, NAME, 66));
    ParserRun run = ParserRun.of(DnsProtocol.DNS, other);
    assertThat(run.rows(Tables.DNS))
        .extracting(DnsRow::getOutcome)
        .containsExactly("answered", "extra_response");
    assertThat(run.anomalies).containsExactly("dns_conflicting_responses SERVER 1");
  }

  @Test
  void theOrderAndTheTimeToLiveOfAnswersAreNoConflict() {
    byte[] first =
        Messages.response(7)
            .question(NAME, 1)
            .answer(12, 1, 300, 192, 0, 2, 1)
            .answer(12, 1, 300, 192, 0, 2, 2)
            .bytes();
    byte[] second =
        Messages.response(7)
            .question(NAME, 1)
            .answer(12, 1, 299, 192, 0, 2, 2)
            .answer(12, 1, 299, 192, 0, 2, 1)
            .bytes();
    Script script = udp().client(Messages.query(7, NAME, 1)).server(first).server(second);
    assertThat(ParserRun.of(DnsProtocol.DNS, script).anomalies).isEmpty();
  }

  @Test
  void aResponseToAnotherQuestionLeavesTheQueryUnanswered() {
    Script script =
        udp().client(Messages.query(7, NAME, 1)).server(Messages.response(7, "evil.example", 9));
    assertThat(rows(DnsProtocol.DNS, script))
        .extracting(DnsRow::getOutcome)
        .containsExactly("orphan_response", "unanswered");
  }

  @Test
  void anErrorWithoutAQuestionAnswersTheOldestQueryOfItsIdentifier() {
    Script script =
        udp()
            .client(Messages.query(7, NAME, 1))
            .client(Messages.query(7, NAME, 28))
            .server(Messages.of(7, Messages.RESPONSE | 1).bytes());
    List<DnsRow> rows = rows(DnsProtocol.DNS, script);
    assertThat(rows.get(0).getOutcome()).isEqualTo("answered");
    assertThat(rows.get(0).getQtype()).isEqualTo(1);
    assertThat(rows.get(0).getRcodeName()).isEqualTo("FORMERR");
    assertThat(rows.get(0).getRejected()).isTrue();
    assertThat(rows.get(1).getOutcome()).isEqualTo("unanswered");
    assertThat(rows.get(1).getRcode()).isNull();
  }

  @Test
  void anAnsweredUpdateSaysWhatItAdds() {
    int update = 5 << 11; // opcode
    Script script =
        udp()
            .client(
                Messages.of(7, update)
                    .question("zone.example", 6)
                    .authority("wpad.zone.example", Messages.A, 600, 192, 0, 2, 66)
                    .bytes())
            .server(Messages.of(7, Messages.RESPONSE | update).question("zone.example", 6).bytes());
    DnsRow row = rows(DnsProtocol.DNS, script).get(0);
    assertThat(row.getOutcome()).isEqualTo("answered");
    assertThat(row.getOpcodeName()).isEqualTo("dynamic-update");
    assertThat(row.getAuthority())
        .extracting(DnsRecord::getName)
        .containsExactly("wpad.zone.example");
    assertThat(row.getAuthority()).extracting(DnsRecord::getData).containsExactly("192.0.2.66");
  }

  @Test
  void withTooManyQueriesTheOldestIsUnanswered() {
    Script script = udp();
    for (int i = 0; i <= Unanswered.MAX_QUERIES; i++) {
      script.client(Messages.query(i, "n" + i + ".example.com", 1));
    }
    script.server(Messages.response(0, "n0.example.com", 1));
    List<DnsRow> rows = rows(DnsProtocol.DNS, script);
    assertThat(rows.get(0).getQuery()).isEqualTo("n0.example.com");
    assertThat(rows.get(0).getOutcome()).isEqualTo("unanswered");
    assertThat(rows.get(1).getOutcome()).isEqualTo("orphan_response");
    assertThat(rows).hasSize(Unanswered.MAX_QUERIES + 2);
  }

  @Test
  void eachQuestionToAGroupIsARow() {
    byte[] query =
        Messages.of(0, 0)
            .question("_ipp._tcp.local", 12)
            .question("printer.local", 1, 0x8001)
            .answer("_ipp._tcp.local", 12, 120, 3, 'o', 'n', 'e', 0)
            .bytes();
    List<DnsRow> rows = rows(DnsProtocol.MDNS, Script.udp("mdns", 5353).client(query));
    assertThat(rows)
        .extracting(DnsRow::getQuery)
        .containsExactly("_ipp._tcp.local", "printer.local");
    assertThat(rows).extracting(DnsRow::getOutcome).containsOnly("multicast");
    assertThat(rows).extracting(DnsRow::getTransport).containsOnly("mdns");
    assertThat(rows.get(0).getAnswers()).hasSize(1);
    assertThat(rows.get(1).getAnswers()).isNull();
    assertThat(rows.get(1).getQclass()).isEqualTo(0x8001);
  }

  @Test
  void netbiosNamesAreDecoded() {
    String encoded = "FHEPFCELEHFCEPFFFACACACACACACAAA"; // WORKGROUP, type 0
    byte[] query = Messages.of(3, 0x0110).question(encoded, 32).bytes();
    byte[] response = Messages.of(3, 0x8500).answer(encoded, 32, 60, 0x60, 0, 192, 0, 2, 7).bytes();
    Script script = Script.udp("nbns", 137).client(query).server(response);
    DnsRow row = rows(DnsProtocol.NBNS, script).get(0);
    assertThat(row.getQuery()).isEqualTo("workgroup");
    assertThat(row.getQueryRaw()).isEqualTo(encoded);
    assertThat(row.getQtypeName()).isEqualTo("NB");
    assertThat(row.getOpcodeName()).isEqualTo("netbios-query");
    assertThat(row.getAnswers().get(0).getName()).isEqualTo("workgroup");
    assertThat(row.getAnswers().get(0).getData()).isEqualTo("192.0.2.7");
    assertThat(row.getRegisteredDomain()).isNull();
  }

  @Test
  void ednsIsInItsColumnsAndNoRecord() {
    byte[] query =
        Messages.query(1)
            .question(NAME, 1)
            .edns(4096, 0x8000, 0, 8, 0, 7, 0, 1, 24, 0, 192, 0, 2)
            .bytes();
    DnsRow row = rows(DnsProtocol.DNS, udp().client(query)).get(0);
    assertThat(row.getEdnsUdpSize()).isEqualTo(4096);
    assertThat(row.getEdnsVersion()).isEqualTo(0);
    assertThat(row.getEdnsDo()).isTrue();
    assertThat(row.getEdnsClientSubnet()).isEqualTo("192.0.2.0/24");
    assertThat(row.getAdditional()).isNull();
  }

  @Test
  void theResponseCodeHasTheBitsOfEdns() {
    byte[] response = Messages.response(1).question(NAME, 1).edns(512, 1 << 24).bytes();
    DnsRow row = rows(DnsProtocol.DNS, udp().server(response)).get(0);
    assertThat(row.getRcode()).isEqualTo(16);
    assertThat(row.getRcodeName()).isEqualTo("BADVERS");
  }

  @Test
  void theRootIsTheEmptyText() {
    DnsRow row = rows(DnsProtocol.DNS, udp().client(Messages.query(1, "", 2))).get(0);
    assertThat(row.getQuery()).isEmpty();
    assertThat(row.getQueryEntropy()).isZero();
  }

  @Test
  void bytesOfNamesThatAreNoTextAreEscaped() {
    byte[] query =
        Messages.query(1, "a\u0001\\\u00ff\u00c3\u00bc.example.com", 1); // the last two are UTF-8
    DnsRow row = rows(DnsProtocol.DNS, udp().client(query)).get(0);
    assertThat(row.getQuery()).isEqualTo("a\\x01\\\\\\xff\u00fc.example.com");
  }

  @Test
  void afterAHoleInsideAMessageTheNextOneIsRead() {
    byte[] first = Messages.framed(Messages.query(1, NAME, 1));
    byte[] begin = java.util.Arrays.copyOf(first, 10);
    Script script =
        Script.tcp("tcp", 53)
            .client(begin)
            .gap(Direction.CLIENT, first.length - 10)
            .client(Messages.framed(Messages.query(2, "two.example.com", 1)));
    ParserRun run = ParserRun.of(DnsProtocol.DNS, script);
    assertThat(run.rows(Tables.DNS)).extracting(DnsRow::getTransId).containsExactly(2);
    assertThat(run.anomalies).isEmpty();
    assertThat(run.rows(Tables.DNS).get(0).getSrcStreamOffset()).isEqualTo(first.length);
  }

  @Test
  void behindAHoleASideGoesOnWithAMessageThatBeginsThere() {
    Script script =
        Script.tcp("tcp", 53)
            .client(Messages.framed(Messages.query(1, NAME, 1)))
            .gap(Direction.CLIENT, 5)
            .client(Messages.framed(Messages.query(2, NAME, 1), Messages.query(3, NAME, 1)))
            .server(Messages.framed(Messages.response(1, NAME, 1), Messages.response(3, NAME, 1)));
    ParserRun run = ParserRun.of(DnsProtocol.DNS, script);
    assertThat(run.rows(Tables.DNS)).extracting(DnsRow::getTransId).containsExactly(1, 3, 2);
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void behindAHoleInsideOfAnotherMessageASideIsLostUntilItsNextHole() {
    byte[] second = Messages.framed(Messages.query(2, NAME, 1));
    Script script =
        Script.tcp("tcp", 53)
            .client(Messages.framed(Messages.query(1, NAME, 1)))
            .gap(Direction.CLIENT, 5)
            .client(Arrays.copyOfRange(second, 5, second.length))
            .client(new byte[70_000])
            .client(Messages.framed(Messages.query(3, NAME, 1)))
            .gap(Direction.CLIENT, 9)
            .client(Messages.framed(Messages.query(4, NAME, 1)));
    ParserRun run = ParserRun.of(DnsProtocol.DNS, script);
    assertThat(run.rows(Tables.DNS)).extracting(DnsRow::getTransId).containsExactly(1, 4);
    assertThat(run.anomalies).containsExactly("dns_framing_lost CLIENT -1");
  }

  @Test
  void aBodyThatIsNoMessageKeepsTheFraming() {
    byte[] junk = {1, 2, 3};
    Script script =
        Script.tcp("tcp", 53)
            .client(Messages.framed(Messages.query(1, NAME, 1), junk))
            .client(Messages.framed(Messages.query(2, NAME, 1)));
    ParserRun run = ParserRun.of(DnsProtocol.DNS, script);
    assertThat(run.rows(Tables.DNS)).extracting(DnsRow::getTransId).containsExactly(1, 2);
    assertThat(run.anomalies).containsExactly("dns_malformed CLIENT -1");
  }

  /** 315 bytes, of which 14 labels of 20 and one of 19 would have been too many, too. */
  private static final String LONG_NAME = "a".repeat(20) + ".Bbbbbbbbbbbbbbbbbbbb".repeat(14);

  @Test
  void aNameOfMoreThan255BytesIsARowOfItsBegin() {
    byte[] query = Messages.query(1, LONG_NAME, 1);
    byte[] response = Messages.response(1).question(LONG_NAME, 1).bytes();
    ParserRun run = ParserRun.of(DnsProtocol.DNS, udp().client(query).server(response));
    DnsRow row = run.rows(Tables.DNS).get(0);
    assertThat(run.rows).hasSize(1);
    assertThat(row.getOutcome()).isEqualTo("answered");
    assertThat(row.getQtypeName()).isEqualTo("A");
    assertThat(row.getQuery()).isEqualTo("a".repeat(20) + ".bbbbbbbbbbbbbbbbbbbb".repeat(11));
    assertThat(run.anomalies).containsExactly("dns_malformed CLIENT 0", "dns_malformed SERVER 0");
  }

  @Test
  void behindALongNameTheNextMessageOfTheConnectionIsRead() {
    Script script =
        Script.tcp("tcp", 53)
            .client(Messages.framed(Messages.query(1, LONG_NAME, 1), Messages.query(2, NAME, 1)))
            .server(
                Messages.framed(
                    Messages.response(1).question(LONG_NAME, 1).bytes(),
                    Messages.response(2, NAME, 9)));
    ParserRun run = ParserRun.of(DnsProtocol.DNS, script);
    assertThat(run.rows(Tables.DNS))
        .extracting(row -> row.getTransId() + " " + row.getOutcome())
        .containsExactly("1 answered", "2 answered");
  }

  @Test
  void aLongNameInsideARecordIsShownAsBytes() {
    byte[] response =
        Messages.response(1)
            .question(NAME, 5)
            .answer(12, 5, 60, Messages.query(0).name(LONG_NAME).bodyBytes())
            .bytes();
    ParserRun run =
        ParserRun.of(DnsProtocol.DNS, udp().client(Messages.query(1, NAME, 5)).server(response));
    DnsRow row = run.rows(Tables.DNS).get(0);
    assertThat(row.getAnswers().get(0).getData()).startsWith("\\# 316 14616161");
    assertThat(run.anomalies).contains("dns_malformed SERVER 0");
  }

  @Test
  void furtherMessagesOfAZoneTransferAreNoConflict() {
    byte[] first = Messages.response(4).question(NAME, 252).answer(12, 1, 60, 192, 0, 2, 1).bytes();
    byte[] second = Messages.response(4).answer(NAME, 1, 60, 192, 0, 2, 2).bytes();
    Script script =
        Script.tcp("tcp", 53)
            .client(Messages.framed(Messages.query(4, NAME, 252)))
            .server(Messages.framed(first, second));
    ParserRun run = ParserRun.of(DnsProtocol.DNS, script);
    assertThat(run.rows(Tables.DNS))
        .extracting(DnsRow::getOutcome)
        .containsExactly("answered", "extra_response");
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void theFirstQueryNamesTheServer() {
    Script script =
        udp().client(Messages.query(1, "First.example", 1)).client(Messages.query(2, NAME, 1));
    assertThat(ParserRun.of(DnsProtocol.DNS, script).serverName).isEqualTo("first.example");
  }

  @Test
  void aDotInsideALabelIsToldFromTheDotsBetweenLabels() {
    assertThat(queryWithDots("a#b.example.com")).isEqualTo("a\\x2eb.example.com");
    assertThat(queryWithDots("a\\#xb\\.xc.com")).isEqualTo("a\\\\\\x2exb\\.xc.com");
    assertThat(queryWithDots("a\\x2eb.example.com")).isEqualTo("a\\\\x2eb.example.com");
  }

  /** What is shown of a name that has dots where there are number signs here. */
  private static @Nullable String queryWithDots(String name) {
    byte[] query = Messages.query(1, name, 1);
    for (int i = 0; i < query.length; i++) {
      query[i] = query[i] == '#' ? (byte) '.' : query[i];
    }
    return rows(DnsProtocol.DNS, udp().client(query)).get(0).getQuery();
  }

  @Test
  void aDotInsideADecodedNetbiosNameStays() {
    byte[] query = Messages.of(3, 0x0110).question("EBCOEC" + "CA".repeat(12) + "AA", 32).bytes();
    DnsRow row = rows(DnsProtocol.NBNS, Script.udp("nbns", 137).client(query)).get(0);
    assertThat(row.getQuery()).isEqualTo("a.b");
  }
}
