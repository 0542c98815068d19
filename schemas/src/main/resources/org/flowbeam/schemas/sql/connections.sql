-- Who spoke with whom: one row per originator, responder, protocol and port of the responder.
CREATE OR REPLACE VIEW connections AS
WITH pairs AS (
  SELECT
    src_ip,
    dst_ip,
    proto,
    dst_port,
    list_sort(list(DISTINCT service) FILTER (service IS NOT NULL)) AS services,
    list_sort(list(DISTINCT server_name) FILTER (server_name IS NOT NULL)) AS server_names,
    count(*) AS flows,
    count(*) FILTER (dst_packets > 0) AS answered,
    min(start_time) AS first_time,
    max(last_packet_time) AS last_time,
    CAST(sum(duration_us) AS BIGINT) AS duration_us,
    CAST(sum(src_payload_bytes) AS BIGINT) AS src_payload_bytes,
    CAST(sum(dst_payload_bytes) AS BIGINT) AS dst_payload_bytes,
    string_agg(DISTINCT run_id, ',' ORDER BY run_id) AS run_id
  FROM flows
  GROUP BY src_ip, dst_ip, proto, dst_port
)
SELECT
  src_ip,
  dst_ip,
  proto,
  dst_port,
  services, -- Detected services. NULL without any.
  server_names, -- Names that were asked for. NULL without any.
  flows, -- Flows between them.
  answered, -- Flows of which the responder sent something.
  first_time, -- Start of the first flow.
  last_time, -- Time of the last packet.
  duration_us, -- Sum of the durations, in microseconds.
  src_payload_bytes, -- Captured payload of the originator, retransmissions included.
  dst_payload_bytes, -- Captured payload of the responder, retransmissions included.
  s.country AS src_country, -- Country of the originator by the files of --mmdb, ISO 3166. NULL without --mmdb.
  s.asn AS src_asn, -- Number of the autonomous system of the originator by the files of --mmdb. NULL without --mmdb.
  s.as_org AS src_as_org, -- Whose autonomous system that is. NULL without --mmdb.
  d.country AS dst_country, -- Country of the responder by the files of --mmdb, ISO 3166. NULL without --mmdb.
  d.asn AS dst_asn, -- Number of the autonomous system of the responder by the files of --mmdb. NULL without --mmdb.
  d.as_org AS dst_as_org, -- Whose autonomous system that is. NULL without --mmdb.
  run_id
FROM pairs
LEFT JOIN address_info AS s ON s.address = src_ip
LEFT JOIN address_info AS d ON d.address = dst_ip;
