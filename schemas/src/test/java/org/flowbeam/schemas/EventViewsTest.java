package org.flowbeam.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The timeline, and events under the names of Zeek, Suricata and Elastic. */
@NullMarked
class EventViewsTest {
  private static final String EXCHANGE =
      "'f1' AS flow_id, 'r1' AS run_id, TIMESTAMPTZ '2026-01-02 03:04:05+00' AS ts, '10.0.0.1' AS src_ip,"
          + " 40000 AS src_port, '10.0.0.2' AS dst_ip, 80 AS dst_port, 2 AS tx, '1:abc=' AS community_id, ";

  private DuckDb duckDb;

  @BeforeEach
  void open() throws SQLException {
    duckDb = DuckDb.withViews();
    duckDb.insert("sources", "'s1' AS source_id, 'a.pcap' AS uri, 'r1' AS run_id");
    duckDb.insert(
        "flows",
        "'f1' AS flow_id, 'r1' AS run_id, TIMESTAMPTZ '2026-01-02 03:04:04+00' AS start_time, '10.0.0.1' AS src_ip,"
            + " 40000 AS src_port, '10.0.0.2' AS dst_ip, 80 AS dst_port, 'tcp' AS proto, 'http' AS service, 'SF' AS"
            + " conn_state, 100 AS src_payload_bytes, 200 AS dst_payload_bytes, 's1' AS first_source_id");
    duckDb.insert(
        "http",
        EXCHANGE
            + "'GET' AS method, 'h.example:80' AS host, '/d/a.exe?x=1' AS uri, '1.1' AS version, 200 AS status_code,"
            + " 9 AS response_body_len, 'application/x-dosexec' AS response_mime, 'ab' AS response_sha256,"
            + " 'text/html; charset=x' AS response_content_type, 1500 AS latency_us, 'completed' AS outcome, false AS truncated");
    duckDb.insert(
        "files",
        EXCHANGE
            + "'http' AS source, false AS is_orig, 1 AS depth, 9 AS size_bytes, 0 AS missing_bytes, true AS complete,"
            + " false AS stored, 'application/x-dosexec' AS mime_type, 'ab' AS sha256, 'md' AS md5");
    duckDb.insert(
        "dns",
        EXCHANGE
            + "'udp' AS transport, 7 AS trans_id, 'a.example' AS query, 'A' AS qtype_name, 'NOERROR' AS rcode_name, 0 AS rcode,"
            + " true AS aa, true AS rd, 'answered' AS outcome, ts + INTERVAL 1 SECOND AS response_ts,"
            + " [{name: 'a.example', type: 'A', ttl: 60, data: '192.0.2.1'}] AS answers");
    duckDb.insert(
        "tls",
        EXCHANGE
            + "'TLSv12' AS version, 'a.example' AS server_name, 'completed' AS outcome, 'j3' AS ja3, ['c1'] AS cert_sha256,"
            + " 'tcp' AS transport, 'CN=a' AS subject");
    duckDb.insert(
        "x509", "'c1' AS cert_sha256, '0a1b' AS serial, 'aabb' AS cert_sha1, 'r1' AS run_id");
    duckDb.insert(
        "anomalies",
        "TIMESTAMPTZ '2026-01-02 03:04:06+00' AS ts, 'f1' AS flow_id, 'http_odd_line' AS kind, 'warning' AS severity,"
            + " 2 AS \"count\", 'x' AS detail, 'http' AS protocol, 'r1' AS run_id");
    duckDb.insert(
        "anomalies",
        "'s1' AS source_id, 'truncated_file' AS kind, 'info' AS severity, 1 AS \"count\", 'r1' AS run_id");
  }

  @AfterEach
  void close() throws SQLException {
    duckDb.close();
  }

  private String first(String sql) throws SQLException {
    return duckDb.rows(sql).get(0).toString();
  }

  @Test
  void theTimelineTellsWhatIsThereOfARequest() throws SQLException {
    String at = "TIMESTAMPTZ '2026-01-03 00:00:00+00' AS ts, 'r1' AS run_id, ";
    duckDb.insert("http", at + "'GET' AS method, 'a.example' AS host, 'http://a.example/b' AS uri");
    duckDb.insert(
        "http", at + "'CONNECT' AS method, 'b.example:443' AS host, 'b.example:443' AS uri");
    duckDb.insert("http", at + "200 AS status_code, 'orphan_response' AS outcome");
    assertThat(
            duckDb.rows(
                "SELECT text FROM timeline WHERE ts >= '2026-01-03 00:00:00+00' ORDER BY text"))
        .extracting(Object::toString)
        .containsExactly(
            "{text=CONNECT b.example:443 -> }",
            "{text=GET http://a.example/b -> }",
            "{text=no request -> 200}");
  }

  @Test
  void theTimelineTellsEachEventInALine() throws SQLException {
    assertThat(duckDb.rows("SELECT kind, text, source FROM timeline ORDER BY ts, kind"))
        .extracting(Object::toString)
        .containsExactly(
            "{kind=flow, text=tcp 80 http SF, 100 bytes sent, 200 received, source=a.pcap}",
            "{kind=dns, text=A a.example -> 192.0.2.1, source=a.pcap}",
            "{kind=http, text=GET h.example:80/d/a.exe?x=1 -> 200, 9 bytes, source=a.pcap}",
            "{kind=tls, text=a.example TLSv12, completed, CN=a, source=a.pcap}",
            "{kind=anomaly, text=warning http_odd_line x2: x, source=a.pcap}",
            "{kind=anomaly, text=info truncated_file x1, source=a.pcap}");
    assertThat(first("SELECT ts, host, peer, flow_id, run_id FROM timeline WHERE kind = 'dns'"))
        .isEqualTo(
            "{ts=2026-01-02T03:04:05Z, host=10.0.0.1, peer=10.0.0.2, flow_id=f1, run_id=r1}");
  }

  @Test
  void theTimelineTellsMailsTheirFilesAndLogins() throws SQLException {
    duckDb.insert(
        "mail",
        EXCHANGE
            + "'smtp' AS protocol, 'a@b.example' AS from_addr, ['c@d.example', 'e@f.example'] AS to_addrs, 'Hello' AS subject");
    duckDb.insert(
        "files",
        EXCHANGE
            + "'smtp' AS source, true AS is_orig, 2 AS depth, 7 AS size_bytes, 'a.zip' AS filename, 'application/zip' AS mime_type,"
            + " 'cd' AS sha256");
    duckDb.insert(
        "credentials",
        EXCHANGE + "'smtp' AS protocol, 'login' AS mechanism, 'eve' AS \"user\", false AS success");
    assertThat(
            duckDb.rows(
                "SELECT kind, text FROM timeline WHERE kind IN ('mail', 'file', 'login') ORDER BY kind"))
        .extracting(Object::toString)
        .containsExactly(
            "{kind=file, text=sent a.zip, application/zip, 7 bytes, sha256 cd}",
            "{kind=login, text=smtp login eve, refused}",
            "{kind=mail, text=smtp a@b.example -> c@d.example, e@f.example: Hello}");
  }

  @Test
  void anomaliesAreWeirdAndThoseToActOnAreNotices() throws SQLException {
    assertThat(first("SELECT * EXCLUDE (ts) FROM zeek_weird WHERE uid = 'f1'"))
        .isEqualTo(
            "{uid=f1, id.orig_h=10.0.0.1, id.orig_p=40000, id.resp_h=10.0.0.2, id.resp_p=80, name=http_odd_line,"
                + " addl=x, notice=true, peer=flowbeam, source=http, run_id=r1}");
    assertThat(
            duckDb.rows("SELECT note, msg, sub, n, \"id.resp_p\" AS p FROM zeek_notice").toString())
        .isEqualTo("[{note=Flowbeam::Http_Odd_Line, msg=x, sub=warning, n=2, p=80}]");
  }

  @Test
  void eveNamesWhatSuricataNames() throws SQLException {
    assertThat(first("SELECT event_type, dest_port, tx_id, http.* FROM eve_http"))
        .isEqualTo(
            "{event_type=http, dest_port=80, tx_id=2, hostname=h.example, url=/d/a.exe?x=1, http_user_agent=NULL,"
                + " http_content_type=text/html, http_refer=NULL, http_method=GET, protocol=HTTP/1.1, status=200,"
                + " redirect=NULL, length=9}");
    assertThat(
            duckDb.rows(
                "SELECT \"timestamp\" AS t, dns.\"type\" AS type, dns.id AS id, dns.rrname AS n, dns.rcode AS rcode,"
                    + " dns.answers[1].rdata AS rdata FROM eve_dns ORDER BY t"))
        .extracting(Object::toString)
        .containsExactly(
            "{t=2026-01-02T03:04:05Z, type=query, id=7, n=a.example, rcode=NULL, rdata=NULL}",
            "{t=2026-01-02T03:04:06Z, type=answer, id=7, n=a.example, rcode=NOERROR, rdata=192.0.2.1}");
    assertThat(
            first(
                "SELECT tls.sni AS sni, tls.version AS v, tls.serial AS serial, tls.fingerprint AS fp, tls.ja3.hash AS ja3 FROM eve_tls"))
        .isEqualTo("{sni=a.example, v=TLS 1.2, serial=0A:1B, fp=aa:bb, ja3=j3}");
    assertThat(first("SELECT src_ip, dest_ip, fileinfo.* FROM eve_fileinfo"))
        .isEqualTo(
            "{src_ip=10.0.0.2, dest_ip=10.0.0.1, filename=/d/a.exe, gaps=false, state=CLOSED, md5=md, sha1=NULL,"
                + " sha256=ab, stored=false, size=9, mimetype=application/x-dosexec, tx_id=2}");
  }

  @Test
  void filesOfMailAndFtpAreEventsAndMultipartBodiesAreToldByTheirParts() throws SQLException {
    String file =
        "'f2' AS flow_id, 'r1' AS run_id, 0 AS tx, 'a' AS src_ip, 'b' AS dst_ip, true AS is_orig, 5 AS size_bytes,"
            + " 0 AS missing_bytes, true AS complete, false AS stored, ";
    duckDb.insert("files", file + "'ftp' AS source, 1 AS depth, 'up.bin' AS filename");
    duckDb.insert(
        "mail",
        "'f2' AS flow_id, 'r1' AS run_id, 1 AS tx, 0 AS nth, 'Eve <e@a.example>' AS from_header");
    duckDb.insert(
        "files",
        file.replace("0 AS tx", "1 AS tx")
            + "'smtp' AS source, 2 AS depth, 0 AS nth, '1' AS \"position\", 'm.zip' AS filename");
    String form = file.replace("0 AS tx", "2 AS tx") + "'http' AS source, ";
    duckDb.insert("files", form + "1 AS depth, 'multipart/form-data' AS declared_type");
    duckDb.insert("files", form + "2 AS depth, 'q' AS field_name");
    duckDb.insert("files", form + "2 AS depth, 'doc' AS field_name, 'a.pdf' AS filename");
    assertThat(
            duckDb.rows(
                "SELECT app_proto, fileinfo.filename AS n, email.\"from\" AS m FROM eve_fileinfo"
                    + " WHERE flow_id = 'f2' ORDER BY n"))
        .extracting(Object::toString)
        .containsExactly(
            "{app_proto=http, n=a.pdf, m=NULL}",
            "{app_proto=smtp, n=m.zip, m=Eve <e@a.example>}",
            "{app_proto=ftp-data, n=up.bin, m=NULL}");
    assertThat(first("SELECT count(*) AS n FROM ecs_file WHERE \"event.id\" LIKE 'f2-%'"))
        .isEqualTo("{n=5}");
  }

  @Test
  void zeekFilesAreTheirPartsAndNameTheFileThatTheyWereFoundIn() throws SQLException {
    String file =
        "'f3' AS flow_id, 'r1' AS run_id, 1 AS tx, 'a' AS src_ip, 'b' AS dst_ip, false AS is_orig, 5 AS size_bytes,"
            + " 0 AS missing_bytes, true AS complete, false AS stored, 'imap' AS source, ";
    duckDb.insert(
        "files", file + "0 AS nth, 2 AS depth, '1' AS \"position\", 'text/plain' AS declared_type");
    duckDb.insert(
        "files", file + "1 AS nth, 2 AS depth, '1' AS \"position\", 'text/plain' AS declared_type");
    duckDb.insert(
        "files",
        file
            + "1 AS nth, 3 AS depth, '1.1' AS \"position\", '1' AS parent_position, 'uu.txt' AS filename");
    String form = file.replace("1 AS tx", "2 AS tx").replace("'imap'", "'http'");
    duckDb.insert("files", form + "1 AS depth, 'multipart/form-data' AS declared_type");
    duckDb.insert("files", form + "2 AS depth, '1' AS \"position\", 'q' AS field_name");
    assertThat(
            duckDb.rows("SELECT fuid, parent_fuid FROM zeek_files WHERE uid = 'f3' ORDER BY fuid"))
        .extracting(Object::toString)
        .containsExactly(
            "{fuid=f3-1-0-r-1, parent_fuid=NULL}",
            "{fuid=f3-1-1-r-1, parent_fuid=NULL}",
            "{fuid=f3-1-1-r-1.1, parent_fuid=f3-1-1-r-1}",
            "{fuid=f3-2-r-1, parent_fuid=NULL}");
  }

  @Test
  void ecsHasVersionDatasetAndAnIdOfItsOwnPerEvent() throws SQLException {
    for (String view : new String[] {"http", "dns", "tls", "file"}) {
      assertThat(
              first(
                  "SELECT \"ecs.version\" AS v, \"event.dataset\" AS d, \"event.id\" AS id FROM ecs_"
                      + view))
          .isEqualTo(
              "{v=8.17.0, d=flowbeam.%s, id=f1-2%s}"
                  .formatted(view, view.equals("file") ? "-response" : ""));
    }
    assertThat(
            first(
                "SELECT \"event.outcome\" AS o, \"event.duration\" AS d, \"url.original\" AS u FROM ecs_http"))
        .isEqualTo("{o=success, d=1500000, u=/d/a.exe?x=1}");
    assertThat(
            first(
                "SELECT \"dns.header_flags\" AS f, \"dns.resolved_ip\" AS ip, \"dns.type\" AS t FROM ecs_dns"))
        .isEqualTo("{f=[AA, RD], ip=[192.0.2.1], t=query}");
    assertThat(
            first(
                "SELECT \"tls.version\" AS v, \"tls.version_protocol\" AS p, \"tls.server.hash.sha256\" AS h FROM ecs_tls"))
        .isEqualTo("{v=1.2, p=tls, h=C1}");
    assertThat(
            first(
                "SELECT \"file.name\" AS n, \"file.size\" AS s, \"source.ip\" AS ip FROM ecs_file"))
        .isEqualTo("{n=a.exe, s=9, ip=10.0.0.2}");
  }
}
