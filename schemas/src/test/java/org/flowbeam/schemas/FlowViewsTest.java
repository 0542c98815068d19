package org.flowbeam.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NullMarked
class FlowViewsTest {
  private static final String TLS_FLOW =
      """
      INSERT INTO flows BY NAME SELECT
        'tls-flow' AS flow_id, '1:abc=' AS community_id,
        TIMESTAMPTZ '2026-01-02 03:04:05.000006+00' AS start_time,
        TIMESTAMPTZ '2026-01-02 03:04:06.500006+00' AS end_time,
        TIMESTAMPTZ '2026-01-02 03:04:07+00' AS last_packet_time,
        1500000 AS duration_us,
        '10.0.0.1' AS src_ip, 40000 AS src_port, '2001:db8::2' AS dst_ip, 443 AS dst_port,
        '00:1b:21:0a:0b:0c' AS src_mac, [7, 8] AS src_vlan_ids,
        'tcp' AS proto, 6 AS ip_proto, true AS local_orig, false AS local_resp,
        'tls,http' AS service, 'example.org' AS server_name,
        100 AS src_bytes, 200 AS dst_bytes, 3 AS src_packets, 4 AS dst_packets,
        260 AS src_ip_bytes, 408 AS dst_ip_bytes, 302 AS src_wire_bytes, 464 AS dst_wire_bytes,
        'SF' AS conn_state, 'ShADadFf' AS history, 'fin' AS end_reason,
        5 AS missed_bytes, 27 AS src_tcp_flags, 19 AS dst_tcp_flags
      """;
  private static final String PING_WITHOUT_ANSWER =
      """
      INSERT INTO flows BY NAME SELECT
        'ping' AS flow_id, TIMESTAMPTZ '2026-01-02 03:04:05+00' AS start_time,
        start_time AS end_time, start_time AS last_packet_time, 0 AS duration_us,
        '10.0.0.1' AS src_ip, '10.0.0.2' AS dst_ip, 'icmp' AS proto, 1 AS ip_proto,
        true AS local_orig, true AS local_resp, 8 AS icmp_type, 0 AS icmp_code,
        56 AS src_bytes, 0 AS dst_bytes, 1 AS src_packets, 0 AS dst_packets,
        84 AS src_ip_bytes, 0 AS dst_ip_bytes, 98 AS src_wire_bytes, 0 AS dst_wire_bytes,
        'OTH' AS conn_state, 'end_of_capture' AS end_reason
      """;

  private DuckDb duckDb;

  @BeforeEach
  void open() throws SQLException {
    duckDb = new DuckDb();
    for (Table<?> table : Tables.ALL) {
      duckDb.execute(
          "CREATE TABLE " + table.name() + " (" + DuckDbColumns.of(table) + ", run_id VARCHAR)");
    }
    duckDb.execute(ShippedSql.enrichment());
    for (ShippedSql.View view : ShippedSql.views()) {
      duckDb.execute(view.sql());
    }
    duckDb.execute(TLS_FLOW);
    duckDb.execute(PING_WITHOUT_ANSWER);
  }

  @AfterEach
  void close() throws SQLException {
    duckDb.close();
  }

  @Test
  void zeekConnHasTheColumnsOfConnLogInItsOrder() throws SQLException {
    assertThat(duckDb.rows("SELECT * FROM zeek_conn").get(0).keySet())
        .containsExactly(
            "ts",
            "uid",
            "id.orig_h",
            "id.orig_p",
            "id.resp_h",
            "id.resp_p",
            "proto",
            "service",
            "duration",
            "orig_bytes",
            "resp_bytes",
            "conn_state",
            "local_orig",
            "local_resp",
            "missed_bytes",
            "history",
            "orig_pkts",
            "orig_ip_bytes",
            "resp_pkts",
            "resp_ip_bytes",
            "tunnel_parents",
            "ip_proto",
            "community_id",
            "run_id");
  }

  @Test
  void zeekConnSaysWhatZeekWouldLogOfAConnection() throws SQLException {
    assertThat(duckDb.rows("SELECT * FROM zeek_conn WHERE uid = 'tls-flow'").get(0).values())
        .containsExactly(
            "2026-01-02T03:04:05.000006Z",
            "tls-flow",
            "10.0.0.1",
            "40000",
            "2001:db8::2",
            "443",
            "tcp",
            "ssl,http",
            "1.5",
            "100",
            "200",
            "SF",
            "true",
            "false",
            "5",
            "ShADadFf",
            "3",
            "260",
            "4",
            "408",
            "NULL",
            "6",
            "1:abc=",
            "NULL");
  }

  @Test
  void zeekConnLeavesSizesOfASingleMomentOut() throws SQLException {
    assertThat(duckDb.rows("SELECT * FROM zeek_conn WHERE uid = 'ping'").get(0))
        .containsEntry("duration", "NULL")
        .containsEntry("orig_bytes", "NULL")
        .containsEntry("resp_bytes", "NULL")
        .containsEntry("missed_bytes", "0")
        .containsEntry("orig_ip_bytes", "84");
  }

  @Test
  void zeekConnGivesIcmpTypesAsPorts() throws SQLException {
    String row = "INSERT INTO flows BY NAME SELECT 'x' AS flow_id, ";
    duckDb.execute(row + "58 AS ip_proto, 135 AS icmp_type, 0 AS icmp_code");
    duckDb.execute(row + "1 AS ip_proto, 3 AS icmp_type, 1 AS icmp_code");
    duckDb.execute(row + "47 AS ip_proto");
    // An echo reply came first; the originator is the one who must have asked.
    duckDb.execute(row + "1 AS ip_proto, 0 AS icmp_type, 'protocol' AS originator_rule");
    duckDb.execute(row + "1 AS ip_proto, 0 AS icmp_type, 'first' AS originator_rule");
    String ports =
        "SELECT string_agg(proto || ' ' || \"id.orig_p\" || ' ' || \"id.resp_p\", ', ' ORDER BY"
            + " ip_proto, \"id.orig_p\", \"id.resp_p\") FROM zeek_conn WHERE uid IN ('ping', 'x')";
    assertThat(duckDb.value(ports))
        .isEqualTo("icmp 0 8, icmp 3 1, icmp 8 0, icmp 8 0, unknown_transport 0 0, icmp 135 136");
  }

  @Test
  void ecsFlowUsesTheFieldNamesOfElastic() throws SQLException {
    assertThat(duckDb.rows("SELECT * FROM ecs_flow WHERE \"event.id\" = 'tls-flow'").get(0))
        .containsEntry("@timestamp", "2026-01-02T03:04:05.000006Z")
        .containsEntry("event.duration", "1500000000")
        .containsEntry("event.end", "2026-01-02T03:04:06.500006Z")
        .containsEntry("network.transport", "tcp")
        .containsEntry("network.iana_number", "6")
        .containsEntry("network.community_id", "1:abc=")
        .containsEntry("network.direction", "outbound")
        .containsEntry("network.bytes", "766")
        .containsEntry("network.vlan.id", "7")
        .containsEntry("source.ip", "10.0.0.1")
        .containsEntry("source.mac", "00-1B-21-0A-0B-0C")
        .containsEntry("destination.port", "443")
        .containsEntry("destination.domain", "example.org")
        .containsEntry("destination.packets", "4");
  }

  @Test
  void eveFlowNestsWhatSuricataNests() throws SQLException {
    List<Map<String, String>> rows =
        duckDb.rows(
            "SELECT flow_id, dest_port, proto, flow.pkts_toserver, flow.bytes_toclient, flow.age,"
                + " flow.state, flow.reason, tcp.tcp_flags_ts, tcp.rst FROM eve_flow ORDER BY ALL");
    assertThat(rows.get(0).values())
        .containsExactly("ping", "NULL", "ICMP", "1", "0", "0", "new", "shutdown", "NULL", "NULL");
    assertThat(rows.get(1).values())
        .containsExactly(
            "tls-flow", "443", "TCP", "3", "464", "2", "closed", "timeout", "1b", "false");
  }
}
