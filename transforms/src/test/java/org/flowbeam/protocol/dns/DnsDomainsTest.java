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
    // and one (of our score: three) of four queries is of a suspicious type.
    assertThat(row.getScoreLippycat()).isEqualTo(2 / 3.0 * 0.20 + 0.25 * 0.15, within(1e-12));
    assertThat(row.getScore()).isEqualTo(2 / 3.0 * 0.20 + 0.75 * 0.15, within(1e-12));
    assertThat(row.getAlert()).isFalse();
    assertThat(row.getLastTs() - row.getFirstTs()).isEqualTo(3000);
    assertThat(anomalies).isEmpty();
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
                  .isEqualTo("t.io: score 1.00, 100 different names, 1 clients");
            });
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
