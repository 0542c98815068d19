package org.flowbeam.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Session tables under Zeek's names. */
@NullMarked
class SessionViewsTest {
  private static final String EXCHANGE =
      "'f' AS flow_id, TIMESTAMPTZ '2026-01-02 03:04:05.000006+00' AS ts, '10.0.0.1' AS src_ip,"
          + " 40000 AS src_port, '10.0.0.2' AS dst_ip, 53 AS dst_port, ";

  private DuckDb duckDb;

  @BeforeEach
  void open() throws SQLException {
    duckDb = DuckDb.withViews();
  }

  @AfterEach
  void close() throws SQLException {
    duckDb.close();
  }

  @Test
  void zeekHttpListsFileNamesAndTypes() throws SQLException {
    insert(
        "http",
        EXCHANGE
            + "1 AS trans_depth, 'GET' AS method, '/a' AS uri, 200 AS status_code, 'image/png' AS"
            + " response_mime, 'a.png' AS response_filename, 10 AS response_body_len");
    assertThat(row("zeek_http"))
        .containsEntry("uid", "f")
        .containsEntry("id.orig_p", "40000")
        .containsEntry("request_body_len", "0")
        .containsEntry("response_body_len", "10")
        .containsEntry("resp_filenames", "[a.png]")
        .containsEntry("resp_mime_types", "[image/png]")
        .containsEntry("orig_mime_types", "NULL");
  }

  @Test
  void zeekDnsHasAnswersAndTheirTimesToLive() throws SQLException {
    insert(
        "dns",
        EXCHANGE
            + "'mdns' AS transport, 7 AS trans_id, 'a.example' AS query, 1500 AS rtt_us, false AS"
            + " tc, [{name: 'a.example', type: 'A', ttl: 60, data: '192.0.2.1'}] AS answers");
    assertThat(row("zeek_dns"))
        .containsEntry("proto", "udp")
        .containsEntry("rtt", "0.0015")
        .containsEntry("answers", "[192.0.2.1]")
        .containsEntry("TTLs", "[60.0]")
        .containsEntry("AA", "false")
        .containsEntry("TC", "false")
        .containsEntry("rejected", "false");
  }

  @Test
  void zeekSslNamesTheChainByItsFingerprints() throws SQLException {
    insert(
        "tls",
        EXCHANGE
            + "'TLSv12' AS version, 'h2' AS alpn, true AS established, ['ab', 'cd'] AS"
            + " cert_sha256");
    assertThat(row("zeek_ssl"))
        .containsEntry("version", "TLSv12")
        .containsEntry("next_protocol", "h2")
        .containsEntry("resumed", "false")
        .containsEntry("established", "true")
        .containsEntry("cert_chain_fps", "[ab, cd]");
  }

  @Test
  void zeekX509WritesTheSerialInUpperCase() throws SQLException {
    insert(
        "x509", "'ab' AS cert_sha256, '0a1b' AS serial, 'rsaEncryption' AS key_alg, 3 AS version");
    assertThat(row("zeek_x509"))
        .containsEntry("fingerprint", "ab")
        .containsEntry("certificate.serial", "0A1B")
        .containsEntry("certificate.key_type", "rsa")
        .containsEntry("certificate.version", "3");
  }

  @Test
  void zeekSshWritesTheDirectionInUpperCase() throws SQLException {
    insert(
        "ssh",
        EXCHANGE
            + "2 AS version, 'outbound' AS direction, 1 AS auth_attempts, true AS auth_success,"
            + " 'SSH-2.0-a' AS client, 'SHA256:x' AS host_key_fingerprint");
    assertThat(row("zeek_ssh"))
        .containsEntry("uid", "f")
        .containsEntry("version", "2")
        .containsEntry("direction", "OUTBOUND")
        .containsEntry("auth_success", "true")
        .containsEntry("client", "SSH-2.0-a")
        .containsEntry("host_key_fingerprint", "SHA256:x")
        .containsEntry("cipher_alg", "NULL");
  }

  private void insert(String table, String values) throws SQLException {
    duckDb.insert(table, values);
  }

  private Map<String, String> row(String view) throws SQLException {
    return duckDb.rows("SELECT * FROM " + view).get(0);
  }
}
