package org.flowbeam.pipeline.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small captures of DNS, TLS and SCTP that begin oddly, beside the public captures. */
class FaultCasesNamesTest extends SweptCases {
  FaultCasesNamesTest() {
    super(
        "K11-dns-long-name-first",
        "K13-minor/proxy-protocol-v1-tls.pcap",
        "K13-minor/sctp-init-ack-first.pcap");
  }

  @ParameterizedTest
  @CsvSource({"dns-name-300-query-and-reply, 1", "dns-name-300-tcp, 2"})
  void aNameThatIsTooLongIsToldAndTheFlowIsDns(String capture, int messages) throws SQLException {
    assertThat(rows(capture, "service", "flows")).containsExactly("dns");
    assertThat(rows(capture, "kind, side", "anomalies"))
        .containsExactly("dns_malformed|dst", "dns_malformed|src");
    String label = "aaaaaaaaaaaaaaaaaaaa";
    String columns = "left(query, 20), rcode_name, outcome";
    assertThat(rows(capture, columns, "dns"))
        .containsExactlyElementsOf(
            List.of(label + "|FORMERR|answered", "www.example.com|NOERROR|answered")
                .subList(0, messages));
  }

  @Test
  void tlsBehindAProxyHeaderHasItsCertificateAndTheAddresses() throws SQLException {
    String capture = "proxy-protocol-v1-tls";
    assertThat(rows(capture, "version, server_name, len(cert_sha256), outcome", "tls"))
        .containsExactly("TLSv12|www.example|1|completed");
    assertThat(
            rows(
                capture,
                "service, proxied_src_ip, proxied_src_port, proxied_dst_ip, proxied_dst_port",
                "flows"))
        .containsExactly("tls|192.0.2.1|5|192.0.2.2|443");
  }

  @Test
  void anInitAckComesFromTheServer() throws SQLException {
    assertThat(rows("sctp-init-ack-first", "src_ip, src_port, dst_ip, dst_port", "flows"))
        .containsExactly("192.0.2.5|50000|198.51.100.9|36412");
  }
}
