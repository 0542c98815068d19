package org.flowbeam.protocol.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SummaryRun;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.DnsDomainRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

class DnsDomainsTest {
  private static final int A = 1;
  private static final int CNAME = 5;
  private static final int NULL = 10;
  private static final int TXT = 16;
  private static final String TWENTY_LETTERS = "abcdefghijklmnopqrst";

  private final List<DnsDomainRow> domains = new ArrayList<>();
  private final List<AnomalyRow> anomalies = new ArrayList<>();

  @Test
  void theScoresAreThoseOfTheFormula() {
    summarize(
        udp()
            .client(Messages.query(1, TWENTY_LETTERS + ".example.com", A))
            .client(Messages.query(2, TWENTY_LETTERS + ".Example.com", TXT))
            .client(Messages.query(3, "example.com", NULL))
            .client(Messages.query(4, "www.example.com", CNAME)));
    DnsDomainRow row = domains.get(0);
    assertThat(row.getDomain()).isEqualTo("example.com");
    assertThat(row.getQueries()).isEqualTo(4);
    assertThat(row.getUniqueSubdomains()).isEqualTo(2);
    assertThat(row.getHighEntropyQueries()).isEqualTo(2); // log2(20) = 4.32 bits
    assertThat(row.getTxtNullQueries()).isEqualTo(2);
    assertThat(row.getAvgQueryLen()).isEqualTo((32 + 32 + 11 + 15) / 4.0);
    // No entropy term: wwwexamplecom has 2.8 bits. Two of three names below it are of high entropy,
    // and one of four queries is of a suspicious type.
    assertThat(row.getScoreLippycat()).isEqualTo(2 / 3.0 * 0.20 + 0.25 * 0.15, within(1e-12));
    // 20 and 3 bytes in two names, two names in four queries.
    double capacity = (23 / 2.0 - 10) / 20;
    assertThat(row.getScore())
        .isEqualTo(capacity * Math.log10(1 + 2 * 0.5 * 23) / 6.5, within(1e-12));
    assertThat(row.getAlert()).isFalse();
    assertThat(row.getLastTs() - row.getFirstTs()).isEqualTo(3000);
    assertThat(anomalies).isEmpty();
  }

  /** Names that are data alone, as dnscat2 sends them to a server it knows the address of. */
  @Test
  void aTunnelNeedsNoDomain() {
    Script script = udp();
    for (int i = 1000; i < 1200; i++) {
      script.client(Messages.query(i, "dnscat." + i + "01f500aa63a54529e10016a0abfb2a", TXT));
    }
    summarize(script);
    assertThat(domains).hasSize(1);
    assertThat(domains.get(0).getDomain()).isEqualTo(".");
    assertThat(domains.get(0).getClientUniqueNames()).isEqualTo(200);
    assertThat(domains.get(0).getAlert()).isTrue();
    assertThat(anomalies).hasSize(1);
  }

  @Test
  void aTunnelIsAnAnomaly() {
    String label = "abcdefghijklmnopqrstuvwxyz0123456789";
    Script script = udp();
    for (int i = 100; i < 200; i++) {
      String name = i + "." + (label + ".").repeat(4) + "t.io"; // 4 + 4 * 37 + 4 bytes
      script.client(Messages.query(i, name, TXT));
    }
    summarize(script);
    DnsDomainRow row = domains.get(0);
    assertThat(row.getUniqueSubdomains()).isEqualTo(100);
    assertThat(row.getAvgQueryLen()).isEqualTo(156);
    assertThat(row.getScoreLippycat()).isEqualTo(1, within(1e-12)); // every term is at its most
    assertThat(row.getAlert()).isTrue();
    assertThat(anomalies)
        .singleElement()
        .satisfies(
            anomaly -> {
              assertThat(anomaly.getKind()).isEqualTo("dns_tunnel");
              assertThat(anomaly.getFlowId()).isNull();
              assertThat(anomaly.getCount()).isEqualTo(100);
              assertThat(anomaly.getDetail())
                  .isEqualTo(
                      "t.io: score 0.95, 100 different names of 192.0.2.1 carry 15100 bytes up, 0"
                          + " down");
            });
  }

  @Test
  void theEvidenceIsOfTheClientWhoseNamesCarryMost() {
    String thirty = "abcdefghij0123456789abcdefghij";
    Script script = udp().client(Messages.query(1, "www.example.com", A));
    for (int i = 10; i < 20; i++) { // the other side asks, too
      script.server(Messages.query(i, i + thirty + ".example.com", i == 10 ? A : TXT));
    }
    script.server(Messages.query(99, "10" + thirty + ".example.com", A));
    summarize(script);
    DnsDomainRow row = domains.get(0);
    assertThat(row.getClients()).isEqualTo(2);
    assertThat(row.getQueries()).isEqualTo(12);
    assertThat(row.getClient()).isEqualTo("198.51.100.2");
    assertThat(row.getClientQueries()).isEqualTo(11);
    assertThat(row.getClientUniqueNames()).isEqualTo(10);
    assertThat(row.getClientBytesUp()).isEqualTo(320);
    assertThat(row.getClientFreeDataQueries()).isEqualTo(9);
    assertThat(row.getClientTypes()).containsExactly("A", "TXT");
    assertThat(row.getClientNamesPerMinute()).isEqualTo(10); // all within one minute
    assertThat(row.getScore()).isEqualTo(Math.log10(1 + 10 * 10 / 11.0 * 320) / 6.5, within(1e-12));
  }

  @Test
  void responsesOfTypesWithFreeDataCarryBytesDown() {
    byte[] txt =
        Messages.response(1)
            .question("a.example.com", TXT)
            .answer(12, TXT, 9, 3, 'a', 'b', 'c')
            .bytes();
    summarize(
        udp()
            .client(Messages.query(1, "a.example.com", TXT))
            .server(txt)
            .client(Messages.query(2, "b.example.com", A))
            .server(Messages.response(2, "b.example.com", 7)));
    DnsDomainRow row = domains.get(0);
    assertThat(row.getClientBytesDown()).isEqualTo(12 + 4); // the head of a record, and its text
    assertThat(row.getClientEntropy()).isEqualTo(1); // an a and a b
  }

  @Test
  void manyShortNamesAndReversedAddressesAreNoTunnel() {
    Script script = udp();
    for (int i = 1000; i < 2200; i++) {
      script.client(Messages.query(i, "x" + i + "abc.example.com", A));
      script.client(
          Messages.query(
              i,
              "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
                  + i % 10
                  + "."
                  + i / 10 % 10
                  + "."
                  + i / 100 % 10
                  + ".1.2.ip6.arpa",
              12));
    }
    summarize(script);
    assertThat(domains).hasSize(2).allSatisfy(row -> assertThat(row.getScore()).isZero());
    assertThat(anomalies).isEmpty();
  }

  @Test
  void queriesThatAreSentAgainCountAndClientsCountOnce() {
    byte[] query = Messages.query(1, "a.example.com", A);
    summarize(udp().client(query).client(query).server(query).client(query));
    assertThat(domains.get(0).getQueries()).isEqualTo(4);
    assertThat(domains.get(0).getClients()).isEqualTo(2);
    assertThat(domains.get(0).getUniqueSubdomains()).isEqualTo(1);
  }

  @Test
  void theOrderOfQueriesOfOneTimeDoesNotMatter() {
    byte[] plain = Messages.query(1, "aaaa.example.com", A);
    byte[] random = Messages.query(2, "x7f9qk2m4w8z1v3b.example.com", A);
    summarize(Script.tcp("tcp", 53).client(Messages.framed(plain, random)));
    summarize(Script.tcp("tcp", 53).client(Messages.framed(random, plain)));
    assertThat(domains.get(0)).isEqualTo(domains.get(1));
  }

  @Test
  void domainsAreSummedApart() {
    summarize(
        udp()
            .client(Messages.query(1, "a.example.com", A))
            .client(Messages.query(2, "a.example.co.uk", A))
            .client(Messages.query(3, "b.example.co.uk", A))
            .client(Messages.query(4, "localhost", A)));
    assertThat(domains)
        .extracting(DnsDomainRow::getDomain)
        .containsExactlyInAnyOrder("example.com", "example.co.uk");
  }

  @Test
  void namesOfTheLocalLinkStayOut() {
    Script script = Script.udp("mdns", 5353).client(Messages.query(1, "a.b.local", A));
    assertThat(ParserRun.of(DnsProtocol.MDNS, script).summaries).isEmpty();
  }

  private static Script udp() {
    return Script.udp("udp", 53);
  }

  private void summarize(Script script) {
    SummaryRun run = ParserRun.of(DnsProtocol.DNS, script).summarize();
    domains.addAll(run.rows(Tables.DNS_DOMAINS));
    anomalies.addAll(run.rows(Tables.ANOMALIES));
  }
}
