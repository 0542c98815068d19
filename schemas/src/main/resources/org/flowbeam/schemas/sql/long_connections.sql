-- Flows with packets of both sides that last ten minutes or longer.
CREATE OR REPLACE VIEW long_connections AS
SELECT
  flow_id,
  start_time,
  duration_us / 1e6 AS duration_s, -- Seconds from the first packet to the last.
  src_ip,
  src_port,
  dst_ip,
  dst_port,
  proto,
  service,
  server_name,
  conn_state,
  end_reason,
  src_payload_bytes,
  dst_payload_bytes,
  local_orig,
  local_resp,
  s.country AS src_country, -- Country of the originator by the files of --mmdb, ISO 3166. NULL without --mmdb.
  s.asn AS src_asn, -- Number of the autonomous system of the originator by the files of --mmdb. NULL without --mmdb.
  s.as_org AS src_as_org, -- Whose autonomous system that is. NULL without --mmdb.
  d.country AS dst_country, -- Country of the responder by the files of --mmdb, ISO 3166. NULL without --mmdb.
  d.asn AS dst_asn, -- Number of the autonomous system of the responder by the files of --mmdb. NULL without --mmdb.
  d.as_org AS dst_as_org, -- Whose autonomous system that is. NULL without --mmdb.
  run_id
FROM flows
LEFT JOIN address_info AS s ON s.address = src_ip
LEFT JOIN address_info AS d ON d.address = dst_ip
WHERE duration_us >= 600000000 AND src_packets > 0 AND dst_packets > 0;
