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
  run_id
FROM flows
WHERE duration_us >= 600000000 AND src_packets > 0 AND dst_packets > 0;
