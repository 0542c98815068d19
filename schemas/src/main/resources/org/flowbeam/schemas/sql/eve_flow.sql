-- flows as the flow records of Suricata's EVE JSON. flow and tcp are structs: select flow.pkts_toserver from eve_flow.
-- flow_id is Flowbeam's, not a number. Bytes are those of whole frames.
CREATE OR REPLACE VIEW eve_flow AS
SELECT
  last_packet_time AS "timestamp",
  flow_id,
  'flow' AS event_type,
  coalesce(src_vlan_ids, dst_vlan_ids) AS vlan,
  src_ip,
  src_port,
  dst_ip AS dest_ip,
  dst_port AS dest_port,
  CASE proto WHEN 'icmp6' THEN 'IPv6-ICMP' ELSE upper(proto) END AS proto,
  icmp_type,
  icmp_code,
  service AS app_proto,
  community_id,
  struct_pack(
    pkts_toserver := src_packets,
    pkts_toclient := dst_packets,
    bytes_toserver := src_wire_bytes,
    bytes_toclient := dst_wire_bytes,
    "start" := start_time,
    "end" := last_packet_time,
    age := epoch(last_packet_time)::BIGINT - epoch(start_time)::BIGINT,
    state := CASE
      WHEN proto = 'tcp' AND conn_state IN ('SF', 'RSTO', 'RSTR', 'REJ', 'RSTOS0', 'RSTRH') THEN 'closed'
      WHEN proto = 'tcp' AND conn_state IN ('S1', 'S2', 'S3') THEN 'established'
      WHEN proto <> 'tcp' AND src_packets > 0 AND dst_packets > 0 THEN 'established'
      ELSE 'new' END,
    reason := CASE end_reason
      WHEN 'reused' THEN 'tcp_reuse' WHEN 'limit' THEN 'forced' WHEN 'end_of_capture' THEN 'shutdown'
      ELSE 'timeout' END) AS flow,
  CASE WHEN proto = 'tcp' THEN struct_pack(
    tcp_flags := format('{:02x}', src_tcp_flags | dst_tcp_flags),
    tcp_flags_ts := format('{:02x}', src_tcp_flags),
    tcp_flags_tc := format('{:02x}', dst_tcp_flags),
    syn := ((src_tcp_flags | dst_tcp_flags) & 2) > 0,
    fin := ((src_tcp_flags | dst_tcp_flags) & 1) > 0,
    rst := ((src_tcp_flags | dst_tcp_flags) & 4) > 0,
    psh := ((src_tcp_flags | dst_tcp_flags) & 8) > 0,
    ack := ((src_tcp_flags | dst_tcp_flags) & 16) > 0) END AS tcp,
  run_id
FROM flows;
