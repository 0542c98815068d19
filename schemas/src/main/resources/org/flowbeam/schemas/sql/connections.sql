-- Who spoke with whom: one row per originator, responder, protocol and port of the responder.
CREATE OR REPLACE VIEW connections AS
SELECT
  src_ip,
  dst_ip,
  proto,
  dst_port,
  list_sort(list(DISTINCT service) FILTER (service IS NOT NULL)) AS services, -- Detected services. NULL without any.
  list_sort(list(DISTINCT server_name) FILTER (server_name IS NOT NULL)) AS server_names, -- Names that were asked for. NULL without any.
  count(*) AS flows, -- Flows between them.
  count(*) FILTER (dst_packets > 0) AS answered, -- Flows of which the responder sent something.
  min(start_time) AS first_time, -- Start of the first flow.
  max(last_packet_time) AS last_time, -- Time of the last packet.
  CAST(sum(duration_us) AS BIGINT) AS duration_us, -- Sum of the durations, in microseconds.
  CAST(sum(src_payload_bytes) AS BIGINT) AS src_payload_bytes, -- Captured payload of the originator, retransmissions included.
  CAST(sum(dst_payload_bytes) AS BIGINT) AS dst_payload_bytes, -- Captured payload of the responder, retransmissions included.
  string_agg(DISTINCT run_id, ',' ORDER BY run_id) AS run_id
FROM flows
GROUP BY src_ip, dst_ip, proto, dst_port;
