-- ssh as Zeek's ssh.log, with the MD5 fingerprint of its md5-host-key-logging. uid is the flow_id.
CREATE OR REPLACE VIEW zeek_ssh AS
SELECT
  ts,
  flow_id AS uid,
  src_ip AS "id.orig_h",
  src_port AS "id.orig_p",
  dst_ip AS "id.resp_h",
  dst_port AS "id.resp_p",
  version,
  auth_success,
  auth_attempts,
  upper(direction) AS direction,
  client,
  server,
  cipher_alg,
  mac_alg,
  compression_alg,
  kex_alg,
  host_key_alg,
  host_key,
  host_key_fingerprint,
  run_id
FROM ssh;
