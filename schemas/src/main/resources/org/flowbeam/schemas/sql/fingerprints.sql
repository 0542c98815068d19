-- One row per fingerprint of clients and servers: JA3, JA4 and JA3S of TLS, HASSH and HASSHServer of SSH.
CREATE OR REPLACE VIEW fingerprints AS
WITH seen AS (
  SELECT 'ja3' AS kind, ja3 AS fingerprint, src_ip AS owner, src_ip, dst_ip, ts, server_name, run_id FROM tls
  UNION ALL SELECT 'ja4', ja4, src_ip, src_ip, dst_ip, ts, server_name, run_id FROM tls
  UNION ALL SELECT 'ja3s', ja3s, dst_ip, src_ip, dst_ip, ts, server_name, run_id FROM tls
  UNION ALL SELECT 'hassh', hassh, src_ip, src_ip, dst_ip, ts, NULL, run_id FROM ssh
  UNION ALL SELECT 'hassh_server', hassh_server, dst_ip, src_ip, dst_ip, ts, NULL, run_id FROM ssh
), owners AS (
  SELECT kind, count(DISTINCT owner) AS owners FROM seen WHERE fingerprint IS NOT NULL GROUP BY kind
)
SELECT
  kind, -- ja3, ja4 and hassh are of clients, ja3s and hassh_server of servers.
  fingerprint, -- Its value, as in tls and ssh.
  count(*) AS handshakes, -- Handshakes with it.
  count(DISTINCT src_ip) AS clients, -- Different addresses of clients.
  count(DISTINCT dst_ip) AS servers, -- Different addresses of servers.
  list_slice(list_sort(list(DISTINCT server_name) FILTER (server_name IS NOT NULL)), 1, 10) AS server_names, -- Ten of the names that were asked for. NULL without any.
  min(ts) AS first_time, -- Time of the first handshake.
  max(ts) AS last_time, -- Time of the last handshake.
  1 - count(DISTINCT owner) / any_value(owners) AS rarity, -- Share of the addresses with fingerprints of this kind that have not this one: near 1 is rare, 0 is everybody's.
  string_agg(DISTINCT run_id, ',' ORDER BY run_id) AS run_id
FROM seen JOIN owners USING (kind)
WHERE fingerprint IS NOT NULL
GROUP BY kind, fingerprint;
