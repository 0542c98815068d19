-- flows as Zeek's conn.log. uid is the flow_id. Duration in seconds. Flows do not name the flow that carries
-- them, so tunnel_parents is NULL; flows.tunnels says what was around them.
CREATE OR REPLACE VIEW zeek_conn AS
SELECT
  start_time AS ts,
  flow_id AS uid,
  src_ip AS "id.orig_h",
  -- Zeek gives ICMP its type as the originator's port and as the responder's the type that answers it,
  -- or the code where none does.
  coalesce(src_port, if(answer_first, counterpart, icmp_type), 0) AS "id.orig_p",
  dst_ip AS "id.resp_h",
  coalesce(dst_port, if(answer_first, icmp_type, counterpart), icmp_code, 0) AS "id.resp_p",
  CASE WHEN proto IN ('tcp', 'udp') THEN proto WHEN ip_proto IN (1, 58) THEN 'icmp' ELSE 'unknown_transport' END AS proto,
  regexp_replace(service, '\btls\b', 'ssl') AS service,
  -- Zeek leaves these three out for a flow of a single moment.
  CASE WHEN duration_us > 0 THEN duration_us / 1e6 END AS duration,
  CASE WHEN duration_us > 0 THEN src_bytes END AS orig_bytes,
  CASE WHEN duration_us > 0 THEN dst_bytes END AS resp_bytes,
  conn_state,
  local_orig,
  local_resp,
  coalesce(missed_bytes, 0) AS missed_bytes,
  history,
  src_packets AS orig_pkts,
  src_ip_bytes AS orig_ip_bytes,
  dst_packets AS resp_pkts,
  dst_ip_bytes AS resp_ip_bytes,
  CAST(NULL AS VARCHAR[]) AS tunnel_parents,
  ip_proto,
  community_id,
  run_id
FROM (
  SELECT *,
    CASE ip_proto
      WHEN 1 THEN CASE icmp_type
        WHEN 0 THEN 8 WHEN 8 THEN 0 WHEN 9 THEN 10 WHEN 10 THEN 9 WHEN 13 THEN 14 WHEN 14 THEN 13
        WHEN 15 THEN 16 WHEN 16 THEN 15 WHEN 17 THEN 18 WHEN 18 THEN 17 END
      WHEN 58 THEN CASE icmp_type
        WHEN 128 THEN 129 WHEN 129 THEN 128 WHEN 130 THEN 131 WHEN 131 THEN 130 WHEN 133 THEN 134
        WHEN 134 THEN 133 WHEN 135 THEN 136 WHEN 136 THEN 135 WHEN 139 THEN 140 WHEN 140 THEN 139
        WHEN 144 THEN 145 WHEN 145 THEN 144 END
    END AS counterpart,
    -- icmp_type is that of the first packet, which here is not the originator's.
    originator_rule = 'protocol'
      AND ((ip_proto = 1 AND icmp_type IN (0, 14, 16, 18)) OR (ip_proto = 58 AND icmp_type IN (129, 140, 145)))
      AS answer_first
  FROM flows);
