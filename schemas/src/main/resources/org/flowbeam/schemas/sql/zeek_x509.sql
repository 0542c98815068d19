-- x509 as Zeek's x509.log, one row per certificate of the run. Whether a host or a client presented it, tls says.
CREATE OR REPLACE VIEW zeek_x509 AS
SELECT
  first_ts AS ts,
  cert_sha256 AS fingerprint,
  version AS "certificate.version",
  upper(serial) AS "certificate.serial",
  subject AS "certificate.subject",
  issuer AS "certificate.issuer",
  not_before AS "certificate.not_valid_before",
  not_after AS "certificate.not_valid_after",
  key_alg AS "certificate.key_alg",
  sig_alg AS "certificate.sig_alg",
  CASE key_alg
    WHEN 'rsaEncryption' THEN 'rsa' WHEN 'id-ecPublicKey' THEN 'ecdsa' WHEN 'dsaEncryption' THEN 'dsa'
    ELSE 'unknown' END AS "certificate.key_type",
  key_length AS "certificate.key_length",
  CAST(exponent AS VARCHAR) AS "certificate.exponent",
  curve AS "certificate.curve",
  san_dns AS "san.dns",
  san_uri AS "san.uri",
  san_email AS "san.email",
  san_ip AS "san.ip",
  ca AS "basic_constraints.ca",
  path_len AS "basic_constraints.path_len",
  run_id
FROM x509;
