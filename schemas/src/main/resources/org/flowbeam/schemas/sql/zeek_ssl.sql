-- tls as Zeek's ssl.log. uid is the flow_id.
CREATE OR REPLACE VIEW zeek_ssl AS
SELECT
  ts,
  flow_id AS uid,
  src_ip AS "id.orig_h",
  src_port AS "id.orig_p",
  dst_ip AS "id.resp_h",
  dst_port AS "id.resp_p",
  version,
  cipher,
  curve,
  server_name,
  coalesce(resumed, false) AS resumed,
  last_alert,
  alpn AS next_protocol,
  established,
  ssl_history,
  cert_sha256 AS cert_chain_fps,
  client_cert_sha256 AS client_cert_chain_fps,
  sni_matches_cert,
  run_id
FROM tls;
