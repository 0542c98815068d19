package org.flowbeam.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Views about hosts and whom they speak with, on rows whose outcome is worked out by hand. */
@NullMarked
class HostViewsTest {
  private DuckDb duckDb;

  @BeforeEach
  void open() throws SQLException {
    duckDb = DuckDb.withViews();
  }

  @AfterEach
  void close() throws SQLException {
    duckDb.close();
  }

  /** A TCP flow of a second from a client, at so many seconds past 2026-01-02 03:00. */
  private void flow(String id, String src, String dst, int port, double second, String more)
      throws SQLException {
    duckDb.insert(
        "flows",
        "'%s' AS flow_id, '%s' AS src_ip, '%s' AS dst_ip, %d AS dst_port, 'tcp' AS proto, 'r1' AS run_id,"
                .formatted(id, src, dst, port)
            + " TIMESTAMPTZ '2026-01-02 03:00:00+00' + to_microseconds(%d) AS start_time,"
                .formatted((long) (second * 1e6))
            + " start_time + INTERVAL 1 SECOND AS last_packet_time, 1000000 AS duration_us, 0 AS"
            + " start_nanos,"
            + " is_private('%s') AS local_orig, is_private('%s') AS local_resp, "
                .formatted(src, dst)
            + more);
  }

  /** What a row of dns has when its query was answered. */
  private static final String ANSWER =
      "0 AS opcode, TIMESTAMPTZ '2026-01-02 03:00:09+00' AS response_ts, ";

  private static final String ANSWERED =
      "3 AS src_packets, 2 AS dst_packets, 100 AS src_payload_bytes, 500 AS dst_payload_bytes,"
          + " 0 AS src_duplicate_bytes, 0 AS dst_duplicate_bytes, 'SF' AS conn_state";

  @Test
  void hostsKnowNamesServicesPeersAndVolumes() throws SQLException {
    flow(
        "f1",
        "10.0.0.1",
        "192.0.2.8",
        443,
        0,
        ANSWERED + ", 'tls' AS service, 'aa' AS src_mac, 'bb' AS dst_mac");
    flow("f2", "10.0.0.1", "192.0.2.9", 80, 9, ANSWERED + ", 'http' AS service, 'ab' AS src_mac");
    flow(
        "f3",
        "10.0.0.1",
        "192.0.2.9",
        81,
        5,
        "1 AS src_packets, 1 AS dst_packets, 0 AS src_payload_bytes, 0 AS dst_payload_bytes, 'REJ'"
            + " AS conn_state");
    duckDb.insert(
        "dns",
        ANSWER
            + "'udp' AS transport, [{name: 'www.example', type: 'CNAME', ttl: 9, data: 'x.example'},"
            + " {name: 'x.example', type: 'A', ttl: 9, data: '192.0.2.8'}] AS answers");
    duckDb.insert(
        "dns",
        ANSWER
            + "'udp' AS transport, [{name: '8.2.0.192.in-addr.arpa', type: 'PTR', ttl: 9, data:"
            + " 'h8.example'}] AS answers");
    duckDb.insert(
        "dns",
        ANSWER
            + "'mdns' AS transport, [{name: 'pc.local', type: 'A', ttl: 9, data: '10.0.0.1'}] AS"
            + " answers");
    duckDb.insert(
        "tls",
        "'10.0.0.1' AS src_ip, '192.0.2.8' AS dst_ip, 'WWW.example' AS server_name, 't13' AS ja4");
    duckDb.insert(
        "http",
        "'10.0.0.1' AS src_ip, '192.0.2.9' AS dst_ip, 'shop.example:80' AS host, 'curl/8' AS"
            + " user_agent");
    duckDb.insert("http", "'10.0.0.1' AS src_ip, '192.0.2.9' AS dst_ip, '192.0.2.9:80' AS host");
    List<Map<String, String>> hosts = duckDb.rows("SELECT * FROM hosts ORDER BY address");
    assertThat(hosts)
        .extracting(h -> h.get("address"))
        .containsExactly("10.0.0.1", "192.0.2.8", "192.0.2.9");
    assertThat(hosts.get(0))
        .containsEntry("is_local", "true")
        .containsEntry("macs", "[aa, ab]")
        .containsEntry("names", "[{'name': pc.local, 'source': mdns}]")
        .containsEntry("first_time", "2026-01-02T03:00Z")
        .containsEntry("last_time", "2026-01-02T03:00:10Z")
        .containsEntry("services_offered", "NULL")
        .containsEntry("services_used", "[443/tcp tls, 80/tcp http, 81/tcp]")
        .containsEntry("peers", "2")
        .containsEntry("flows", "3")
        .containsEntry("bytes_out", "200")
        .containsEntry("bytes_in", "1000")
        .containsEntry("ja4s", "[t13]")
        .containsEntry("user_agents", "[curl/8]")
        .containsEntry("run_id", "r1");
    assertThat(hosts.get(1))
        .containsEntry(
            "names",
            "[{'name': h8.example, 'source': ptr}, {'name': www.example, 'source': tls},"
                + " {'name': x.example, 'source': dns}]")
        .containsEntry("services_offered", "[443/tcp tls]")
        .containsEntry("bytes_out", "500");
    assertThat(hosts.get(2))
        .containsEntry("names", "[{'name': shop.example, 'source': http}]")
        .containsEntry("services_offered", "[80/tcp http]"); // 81 refused
  }

  @Test
  void whatAClientSaysIsNoNameOfAHost() throws SQLException {
    flow("f1", "10.0.0.1", "192.0.2.8", 53, 0, ANSWERED);
    duckDb.insert(
        "dns",
        "0 AS opcode, 'udp' AS transport, [{name: 'planted.example', type: 'A', ttl: 9, data:"
            + " '192.0.2.8'}] AS answers");
    assertThat(duckDb.value("SELECT count(*) FROM hosts WHERE names IS NOT NULL")).isEqualTo("0");
  }

  @Test
  void reverseNamesOfIpv6AndAllAddressesOfANetBiosNameCount() throws SQLException {
    flow("f1", "2001:db8::77", "2001:db8:0:1::1", 53, 0, ANSWERED);
    flow("f2", "10.3.0.78", "10.3.0.79", 53, 0, ANSWERED);
    String digits = "7.7." + "0.".repeat(22) + "8.b.d.0.1.0.0.2."; // the last digit first
    duckDb.insert(
        "dns",
        ANSWER
            + "'udp' AS transport, [{name: '%sip6.arpa', type: 'PTR', ttl: 9, data: 'six.example'}]"
                .formatted(digits)
            + " AS answers");
    duckDb.insert(
        "dns",
        ANSWER
            + "'nbns' AS transport, [{name: 'PC', type: 'NB', ttl: 9, data:"
            + " '10.3.0.78,10.3.0.79'}] AS answers");
    assertThat(duckDb.rows("SELECT address, names FROM hosts ORDER BY address").toString())
        .isEqualTo(
            "[{address=10.3.0.78, names=[{'name': PC, 'source': nbns}]},"
                + " {address=10.3.0.79, names=[{'name': PC, 'source': nbns}]},"
                + " {address=2001:db8:0:1::1, names=NULL},"
                + " {address=2001:db8::77, names=[{'name': six.example, 'source': ptr}]}]");
  }

  @Test
  void aProxyIsNotCalledByWhatItIsAskedFor() throws SQLException {
    flow("f1", "10.0.0.1", "10.0.0.200", 3128, 0, ANSWERED);
    String toProxy = "'10.0.0.200' AS dst_ip, 'f1' AS flow_id, ";
    duckDb.insert(
        "http", toProxy + "'GET' AS method, 'http://site.example/' AS uri, 'site.example' AS host");
    duckDb.insert(
        "http",
        toProxy + "'CONNECT' AS method, 'tunnel.example:443' AS uri, 'tunnel.example:443' AS host");
    duckDb.insert("tls", toProxy + "'tunnel.example' AS server_name");
    duckDb.insert("http", toProxy + "'GET' AS method, '/proxy.pac' AS uri, 'wpad.example' AS host");
    assertThat(duckDb.value("SELECT names FROM hosts WHERE address = '10.0.0.200'"))
        .isEqualTo("[{'name': wpad.example, 'source': http}]");
  }

  @Test
  void pdnsCountsWhatWasAnsweredAndToHowMany() throws SQLException {
    String a =
        "[{name: 'a.example', type: 'A', ttl: %d, data: '192.0.2.1'}] AS answers, 'r1' AS run_id";
    duckDb.insert(
        "dns",
        ANSWER
            + "'udp' AS transport, TIMESTAMPTZ '2026-01-02 03:00:05+00' AS ts, '10.0.0.1' AS src_ip, "
            + a.formatted(60));
    duckDb.insert(
        "dns",
        ANSWER
            + "'tcp' AS transport, TIMESTAMPTZ '2026-01-02 03:00:01+00' AS ts, '10.0.0.2' AS src_ip, "
            + a.formatted(30));
    duckDb.insert(
        "dns",
        ANSWER
            + "'udp' AS transport, TIMESTAMPTZ '2026-01-02 03:00:02+00' AS ts, '10.0.0.2' AS src_ip, "
            + a.formatted(90));
    duckDb.insert("dns", ANSWER + "'mdns' AS transport, '10.0.0.2' AS src_ip, " + a.formatted(1));
    duckDb.insert("dns", "'udp' AS transport, '10.0.0.2' AS src_ip"); // unanswered
    duckDb.insert(
        "dns", "0 AS opcode, 'udp' AS transport, '10.0.0.9' AS src_ip, " + a.formatted(1));
    duckDb.insert(
        "dns",
        ANSWER.replace("0 AS opcode", "5 AS opcode") // an update
            + "'udp' AS transport, '10.0.0.9' AS src_ip, "
            + a.formatted(1));
    assertThat(duckDb.rows("SELECT * FROM pdns").toString())
        .isEqualTo(
            "[{name=a.example, type=A, data=192.0.2.1, first_time=2026-01-02T03:00:01Z,"
                + " last_time=2026-01-02T03:00:05Z, answers=3, clients=2, ttl_min=30, run_id=r1}]");
  }

  @Test
  void connectionsArePairsOfHostsAndAPort() throws SQLException {
    flow(
        "f1",
        "10.0.0.1",
        "192.0.2.8",
        443,
        0,
        ANSWERED + ", 'tls' AS service, 'a.example' AS server_name");
    flow(
        "f2",
        "10.0.0.1",
        "192.0.2.8",
        443,
        60,
        "1 AS src_packets, 0 AS dst_packets, 7 AS src_payload_bytes, 0 AS dst_payload_bytes");
    flow("f3", "192.0.2.8", "10.0.0.1", 443, 60, ANSWERED);
    assertThat(
            duckDb
                .rows("SELECT * EXCLUDE (first_time) FROM connections ORDER BY src_ip")
                .get(0)
                .toString())
        .isEqualTo(
            "{src_ip=10.0.0.1, dst_ip=192.0.2.8, proto=tcp, dst_port=443, services=[tls],"
                + " server_names=[a.example], flows=2, answered=1, last_time=2026-01-02T03:01:01Z,"
                + " duration_us=2000000, src_payload_bytes=107, dst_payload_bytes=500,"
                + " src_country=NULL, src_asn=NULL, src_as_org=NULL, dst_country=NULL,"
                + " dst_asn=NULL, dst_as_org=NULL, run_id=r1}");
  }

  @Test
  void anAddressIsNoNameHoweverItIsWritten() throws SQLException {
    flow("f1", "10.0.0.1", "192.0.2.8", 443, 0, ANSWERED);
    for (String address :
        List.of(
            "192.0.2.8",
            "192.0.2.8.",
            "192.0.2.8:8080",
            "[2001:db8::1]",
            "[2001:DB8::1]:443",
            "2001:db8::1",
            "::ffff:192.0.2.8",
            "3221225992",
            "0xc0000208",
            "192.520:80",
            "")) {
      duckDb.insert("http", "'192.0.2.8' AS dst_ip, '%s' AS host".formatted(address));
    }
    duckDb.insert("tls", "'192.0.2.8' AS dst_ip, '192.0.2.8' AS server_name");
    duckDb.insert("tls", "'192.0.2.8' AS dst_ip, '2001:db8::1' AS server_name");
    duckDb.insert(
        "dns",
        ANSWER
            + "'udp' AS transport, [{name: '192.0.2.8', type: 'A', ttl: 9, data: '192.0.2.8'}] AS"
            + " answers");
    assertThat(duckDb.value("SELECT names FROM hosts WHERE address = '192.0.2.8'"))
        .isEqualTo("NULL");
    duckDb.insert("http", "'192.0.2.8' AS dst_ip, 'Face.bad:80' AS host");
    duckDb.insert("http", "'192.0.2.8' AS dst_ip, 'cafe' AS host");
    duckDb.insert("tls", "'192.0.2.8' AS dst_ip, '192.0.2.8.example' AS server_name");
    assertThat(
            duckDb.value("SELECT [n.name FOR n IN names] FROM hosts WHERE address = '192.0.2.8'"))
        .isEqualTo("[192.0.2.8.example, cafe, face.bad]");
  }

  @Test
  void whatIsKnownFromElsewhereStandsBesideTheAddress() throws SQLException {
    flow("f1", "10.0.0.1", "192.0.2.8", 443, 0, ANSWERED + ", 'aa' AS src_mac, 'bb' AS dst_mac");
    duckDb.execute("UPDATE flows SET duration_us = 700000000");
    duckDb.execute("INSERT INTO address_info VALUES ('192.0.2.8', 'DE', 'Ulm', 64496, 'Example')");
    duckDb.execute("INSERT INTO mac_info VALUES ('bb', 'Maker')");
    assertThat(duckDb.rows("SELECT * FROM hosts WHERE address = '192.0.2.8'").get(0))
        .containsEntry("vendors", "[Maker]")
        .containsEntry("country", "DE")
        .containsEntry("city", "Ulm")
        .containsEntry("asn", "64496")
        .containsEntry("as_org", "Example");
    assertThat(duckDb.rows("SELECT * FROM hosts WHERE address = '10.0.0.1'").get(0))
        .containsEntry("vendors", "NULL")
        .containsEntry("country", "NULL");
    for (String view : List.of("connections", "long_connections")) {
      assertThat(
              duckDb
                  .rows("SELECT src_asn, dst_country, dst_asn, dst_as_org FROM " + view)
                  .toString())
          .as(view)
          .isEqualTo("[{src_asn=NULL, dst_country=DE, dst_asn=64496, dst_as_org=Example}]");
    }
    assertThat(duckDb.value("SELECT receiver_as_org FROM uploads WHERE role = 'originator'"))
        .isEqualTo("Example");
    assertThat(duckDb.value("SELECT \"destination.as.number\" FROM ecs_flow")).isEqualTo("64496");
  }

  @Test
  void beaconsAreEvenInTimeAndSize() throws SQLException {
    double[] starts = {
      0, 60, 121, 180, 241
    }; // gaps 60, 61, 59, 61: median 60.5, deviations .5 .5 1.5 .5
    for (int i = 0; i < starts.length; i++) {
      flow("b" + i, "10.0.0.1", "192.0.2.8", 443, starts[i], ANSWERED);
      flow("d" + i, "10.0.0.1", "10.0.0.53", 53, starts[i], ANSWERED);
      flow("m" + i, "10.0.0.1", "239.1.1.1", 1900, starts[i], ANSWERED);
      flow("n" + i, "10.0.0.1", "198.51.100.9", 123, starts[i], ANSWERED);
    }
    duckDb.execute("UPDATE flows SET proto = 'udp' WHERE dst_port = 123");
    double[] human = {0, 1, 100, 1000};
    for (int i = 0;
        i < human.length;
        i++) { // gaps 1, 99, 900: median 99, deviations 98, 0, 801: MAD 98
      flow(
          "h" + i,
          "10.0.0.2",
          "192.0.2.8",
          443,
          human[i],
          ANSWERED.replace("100 AS", 100 * (i + 1) + " AS"));
    }
    flow("few", "10.0.0.3", "192.0.2.8", 443, 0, ANSWERED);
    List<Map<String, String>> beacons =
        duckDb.rows("SELECT * FROM beacons ORDER BY src_ip, dst_ip");
    assertThat(beacons)
        .extracting(b -> b.get("dst_ip") + " " + b.get("outbound") + " " + b.get("aside"))
        .containsExactly(
            "10.0.0.53 false resolver",
            "192.0.2.8 true NULL",
            "198.51.100.9 true time",
            "239.1.1.1 true multicast",
            "192.0.2.8 true NULL");
    assertThat(beacons.get(1))
        .containsEntry("flows", "5")
        .containsEntry("calls", "5")
        .containsEntry("interval_s", "60.5")
        .containsEntry("interval_mad_s", "0.5")
        .containsEntry("sent_bytes", "100.0")
        .containsEntry("size_regularity", "1.0");
    assertThat(Double.parseDouble(beacons.get(1).get("score")))
        .isCloseTo((1 - .5 / 60.5 + 1) / 2 * 3 / 5, within());
    // sizes 100, 200, 300, 400: median 250, deviations 150, 50, 50, 150: MAD 100
    assertThat(Double.parseDouble(beacons.get(4).get("score")))
        .isCloseTo((1 - 98.0 / 99 + 1 - 100.0 / 250) / 2 * 2 / 4, within());
  }

  @Test
  void flowsThatStartTogetherAreOneCallOfABeacon() throws SQLException {
    double[] pairs = {0, 0.2, 60, 60.4, 120, 120.1, 180, 180.3};
    double[] burst = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7};
    for (int i = 0; i < pairs.length; i++) {
      flow("p" + i, "10.0.0.1", "192.0.2.8", 443, pairs[i], ANSWERED);
      flow("q" + i, "10.0.0.2", "192.0.2.8", 443, burst[i], ANSWERED);
    }
    assertThat(
            duckDb.rows("SELECT src_ip, flows, calls, interval_s, score FROM beacons").toString())
        .isEqualTo("[{src_ip=10.0.0.1, flows=8, calls=4, interval_s=60.0, score=0.5}]");
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-9);
  }

  @Test
  void longConnectionsHavePacketsOfBothSides() throws SQLException {
    flow("long", "10.0.0.1", "192.0.2.8", 443, 0, ANSWERED);
    flow("silent", "10.0.0.1", "192.0.2.8", 443, 0, "1 AS src_packets, 0 AS dst_packets");
    flow("short", "10.0.0.1", "192.0.2.8", 443, 0, ANSWERED);
    duckDb.execute("UPDATE flows SET duration_us = 600000000 WHERE flow_id IN ('long', 'silent')");
    assertThat(duckDb.rows("SELECT flow_id, duration_s FROM long_connections").toString())
        .isEqualTo("[{flow_id=long, duration_s=600.0}]");
  }

  @Test
  void uploadsCountPayloadOfEitherSideWithoutCopies() throws SQLException {
    flow(
        "f1",
        "10.0.0.1",
        "192.0.2.8",
        443,
        0,
        "1000 AS src_payload_bytes, 100 AS src_duplicate_bytes, 50 AS dst_payload_bytes, 0 AS"
            + " dst_duplicate_bytes, 4000000000 AS src_bytes");
    flow(
        "f2",
        "192.0.2.9",
        "10.0.0.1",
        80,
        0,
        "10 AS src_payload_bytes, 0 AS src_duplicate_bytes, 7000 AS dst_payload_bytes, 0 AS"
            + " dst_duplicate_bytes");
    assertThat(
            duckDb.rows(
                "SELECT sender, receiver, dst_port, role, outbound, sent_bytes, received_bytes FROM"
                    + " uploads WHERE outbound ORDER BY sent_bytes"))
        .extracting(Object::toString)
        .containsExactly(
            "{sender=10.0.0.1, receiver=192.0.2.8, dst_port=443, role=originator, outbound=true,"
                + " sent_bytes=900, received_bytes=50}",
            "{sender=10.0.0.1, receiver=192.0.2.9, dst_port=80, role=responder, outbound=true,"
                + " sent_bytes=7000, received_bytes=10}");
  }

  @Test
  void uploadsCountNoCopiesOfBytesThatWaitedAndAllBytesWhereCopiesAreNotKnown()
      throws SQLException {
    flow(
        "f1",
        "10.0.0.1",
        "192.0.2.8",
        443,
        0,
        "1000 AS src_payload_bytes, 100 AS src_duplicate_bytes, 300 AS src_overlap_bytes, 50 AS"
            + " dst_payload_bytes, 0 AS dst_duplicate_bytes, 20 AS dst_overlap_bytes");
    flow("f2", "10.0.0.2", "192.0.2.8", 443, 0, "70 AS src_payload_bytes, 0 AS dst_payload_bytes");
    assertThat(
            duckDb.rows(
                "SELECT sender, sent_bytes, received_bytes FROM uploads WHERE outbound ORDER BY"
                    + " sender"))
        .extracting(Object::toString)
        .containsExactly(
            "{sender=10.0.0.1, sent_bytes=600, received_bytes=30}",
            "{sender=10.0.0.2, sent_bytes=70, received_bytes=0}");
  }

  @Test
  void certificatesNameTheirHostsAndWhoAskedForWhat() throws SQLException {
    duckDb.insert(
        "x509",
        "'c1' AS cert_sha256, TIMESTAMPTZ '2026-03-01 00:00:00+00' AS first_ts, first_ts AS"
            + " last_ts, 3 AS seen, 'CN=a' AS subject, TIMESTAMPTZ '2026-02-01 00:00:00+00' AS"
            + " not_after, TIMESTAMPTZ '2025-02-01 00:00:00+00' AS not_before, 'r1' AS run_id");
    duckDb.insert(
        "x509",
        "'c1' AS cert_sha256, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS first_ts, first_ts AS"
            + " last_ts, 1 AS seen, 'CN=a' AS subject, TIMESTAMPTZ '2026-02-01 00:00:00+00' AS"
            + " not_after, TIMESTAMPTZ '2025-02-01 00:00:00+00' AS not_before, 'r2' AS run_id");
    String tls =
        "'10.0.0.%d' AS src_ip, '192.0.2.%d' AS dst_ip, '%s' AS server_name, ['c1', 'c2'] AS"
            + " cert_sha256";
    duckDb.insert("tls", tls.formatted(1, 8, "a.example"));
    duckDb.insert("tls", tls.formatted(2, 9, "b.example"));
    duckDb.insert("tls", tls.formatted(2, 9, "a.example"));
    assertThat(duckDb.rows("SELECT * FROM certificates").get(0))
        .containsEntry("first_ts", "2026-01-01T00:00Z")
        .containsEntry("last_ts", "2026-03-01T00:00Z")
        .containsEntry("seen", "4")
        .containsEntry("hosts", "[192.0.2.8, 192.0.2.9]")
        .containsEntry("server_names", "[a.example, b.example]")
        .containsEntry("clients", "2")
        .containsEntry("outside_validity", "true")
        .containsEntry("run_id", "r1,r2");
  }

  @Test
  void fingerprintsAreRareWhereFewHaveThem() throws SQLException {
    String tls =
        "'10.0.0.%d' AS src_ip, '192.0.2.8' AS dst_ip, '%s' AS ja4, 's1' AS ja3s, TIMESTAMPTZ"
            + " '2026-01-02 03:00:00+00' AS ts, 'r1' AS run_id";
    duckDb.insert("tls", tls.formatted(1, "common"));
    duckDb.insert("tls", tls.formatted(2, "common"));
    duckDb.insert("tls", tls.formatted(3, "common"));
    duckDb.insert("tls", tls.formatted(3, "rare") + ", 'a.example' AS server_name");
    duckDb.insert(
        "ssh",
        "'10.0.0.1' AS src_ip, '192.0.2.8' AS dst_ip, 'h' AS hassh, TIMESTAMPTZ '2026-01-02"
            + " 03:00:00+00' AS ts");
    assertThat(
            duckDb.rows(
                "SELECT kind, fingerprint AS fp, handshakes AS n, clients, servers, server_names,"
                    + " round(rarity, 3) AS rarity FROM fingerprints ORDER BY kind, fingerprint"))
        .extracting(Object::toString)
        .containsExactly(
            "{kind=hassh, fp=h, n=1, clients=1, servers=1, server_names=NULL, rarity=0.0}",
            "{kind=ja3s, fp=s1, n=4, clients=3, servers=1, server_names=[a.example], rarity=0.0}",
            "{kind=ja4, fp=common, n=3, clients=3, servers=1, server_names=NULL, rarity=0.0}",
            "{kind=ja4, fp=rare, n=1, clients=1, servers=1, server_names=[a.example],"
                + " rarity=0.667}");
  }

  @Test
  void macrosSayWhatTheyAreCalledFor() throws SQLException {
    for (String address :
        List.of(
            "10.1.2.3",
            "172.16.0.1",
            "172.31.9.9",
            "192.168.0.1",
            "127.0.0.1",
            "169.254.1.1",
            "fd00::1",
            "fe80::1",
            "FEBF::1",
            "::1")) {
      assertThat(duckDb.value("SELECT is_private('" + address + "')"))
          .as(address)
          .isEqualTo("true");
    }
    for (String address :
        List.of(
            "11.1.2.3",
            "172.15.0.1",
            "172.32.0.1",
            "192.169.0.1",
            "1.10.0.0",
            "fe00::1",
            "fec0::1",
            "2001:db8::10",
            "10.evil.example",
            "fd00::1.example",
            "::11")) {
      assertThat(duckDb.value("SELECT is_private('" + address + "')"))
          .as(address)
          .isEqualTo("false");
    }
    assertThat(duckDb.value("SELECT is_private(NULL)")).isEqualTo("NULL");
    assertThat(duckDb.value("SELECT as_text('474554202f0d0aff')"))
        .isEqualTo("GET /\\x0D\\x0A\\xFF");
    assertThat(duckDb.value("SELECT as_text('7b2261223a2262277d')")).isEqualTo("{\"a\":\"b'}");
    assertThat(duckDb.value("SELECT as_text('433a5c5c6e5c')")).isEqualTo("C:\\\\n\\");
    assertThat(duckDb.value("SELECT as_text('5c7830')")).isEqualTo("\\\\x0");
    assertThat(duckDb.value("SELECT as_text('5c0a')")).isEqualTo("\\\\\\x0A");
    assertThat(duckDb.value("SELECT human_bytes(1536)")).isEqualTo("1.5 KiB");
    assertThat(duckDb.value("SELECT is_usual_port('ftp,tls', 21)")).isEqualTo("true");
    assertThat(duckDb.value("SELECT is_usual_port('http', 81)")).isEqualTo("false");
    assertThat(duckDb.value("SELECT is_usual_port(NULL, 80)")).isEqualTo("NULL");
    assertThat(duckDb.value("SELECT parent_domain('a.b.example')")).isEqualTo("b.example");
    assertThat(duckDb.value("SELECT parent_domain('example')")).isEqualTo("NULL");
  }

  @Test
  void inAnyCidrLooksIntoATable() throws SQLException {
    duckDb.execute(
        "CREATE TABLE networks AS SELECT unnest(['10.0.0.0/8', '2001:db8::/32', NULL]) AS cidr");
    String sql =
        "SELECT string_agg(ip, ' ' ORDER BY ip) FROM (SELECT unnest(['9.255.255.255', '10.0.0.0',"
            + " '10.255.255.255', '11.0.0.0', '2001:db8::1', '2001:db9::']) AS ip) WHERE"
            + " in_any_cidr(ip_hi(ip), ip_lo(ip), 'networks')";
    assertThat(duckDb.value(sql)).isEqualTo("10.0.0.0 10.255.255.255 2001:db8::1");
    duckDb.execute("CREATE VIEW lines AS SELECT 'x' AS note, cidr AS line FROM networks");
    assertThat(duckDb.value(sql.replace("'networks'", "'lines'")))
        .isEqualTo("10.0.0.0 10.255.255.255 2001:db8::1");
    duckDb.execute("INSERT INTO networks VALUES ('host')");
    assertThatThrownBy(() -> duckDb.value(sql))
        .hasMessageContaining("in_any_cidr: not an address or a network: host");
  }
}
