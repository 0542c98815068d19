-- tls as the TLS events of Suricata's EVE JSON. tls is a struct: select tls.sni from eve_tls. flow_id is Flowbeam's.
CREATE OR REPLACE VIEW eve_tls AS
SELECT
  t.ts AS "timestamp",
  t.flow_id AS flow_id,
  'tls' AS event_type, -- Always tls.
  t.src_ip AS src_ip,
  t.src_port AS src_port,
  t.dst_ip AS dest_ip,
  t.dst_port AS dest_port,
  if(t.transport = 'tcp', 'TCP', 'UDP') AS proto, -- TCP or UDP.
  t.community_id AS community_id,
  struct_pack(
    subject := t.subject,
    issuerdn := t.issuer,
    serial := upper(array_to_string(regexp_extract_all(x.serial, '..'), ':')),
    fingerprint := array_to_string(regexp_extract_all(x.cert_sha1, '..'), ':'),
    sni := t.server_name,
    version := CASE t.version WHEN 'TLSv10' THEN 'TLSv1' WHEN 'TLSv11' THEN 'TLS 1.1' WHEN 'TLSv12' THEN 'TLS 1.2'
      WHEN 'TLSv13' THEN 'TLS 1.3' ELSE t.version END,
    notbefore := t.not_before,
    notafter := t.not_after,
    session_resumed := t.resumed,
    ja3 := struct_pack(hash := t.ja3, "string" := t.ja3_raw),
    ja3s := struct_pack(hash := t.ja3s, "string" := t.ja3s_raw),
    ja4 := t.ja4) AS tls, -- The handshake, in Suricata's words.
  t.run_id
FROM tls t LEFT JOIN x509 x ON x.cert_sha256 = t.cert_sha256[1] AND x.run_id = t.run_id;
