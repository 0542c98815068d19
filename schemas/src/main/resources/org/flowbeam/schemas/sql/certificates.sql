-- One row per certificate, with the hosts that presented it and the names that were asked for.
CREATE OR REPLACE VIEW certificates AS
WITH presented AS (
  SELECT dst_ip AS host, src_ip AS client, server_name, unnest(cert_sha256) AS cert_sha256 FROM tls
  UNION ALL
  SELECT src_ip, NULL, NULL, unnest(client_cert_sha256) FROM tls
), hosts_of AS (
  SELECT cert_sha256,
    list_sort(list(DISTINCT host)) AS hosts, count(DISTINCT client) AS clients,
    list_sort(list(DISTINCT server_name) FILTER (server_name IS NOT NULL)) AS server_names
  FROM presented GROUP BY cert_sha256
), seen AS (
  SELECT cert_sha256, min(first_ts) AS first_ts, max(last_ts) AS last_ts, CAST(sum(seen) AS BIGINT) AS seen,
    any_value(columns(* EXCLUDE (cert_sha256, first_ts, last_ts, seen, run_id))),
    string_agg(DISTINCT run_id, ',' ORDER BY run_id) AS run_id
  FROM x509 GROUP BY cert_sha256
)
SELECT
  cert_sha256,
  first_ts,
  last_ts,
  seen,
  hosts, -- Addresses that presented it, sorted. NULL where no row of tls names it.
  server_names, -- Names (SNI) that clients asked these hosts for. NULL without any.
  clients, -- Different addresses that it was presented to.
  subject,
  issuer,
  serial,
  not_before,
  not_after,
  last_ts > not_after OR first_ts < not_before AS outside_validity, -- It was presented when it was not valid. NULL without dates.
  self_signed,
  ca,
  key_alg,
  key_length,
  sig_alg,
  san_dns,
  san_ip,
  cert_sha1,
  run_id
FROM seen LEFT JOIN hosts_of USING (cert_sha256);
