-- files as the fileinfo events of Suricata's EVE JSON: from who sent it to who got it. http, email and fileinfo are structs. As in
-- Suricata, a multipart body is told by the files in it.
CREATE OR REPLACE VIEW eve_fileinfo AS
SELECT
  f.ts AS "timestamp",
  f.flow_id,
  'fileinfo' AS event_type, -- Always fileinfo.
  if(f.is_orig, f.src_ip, f.dst_ip) AS src_ip, -- Address that sent the file.
  if(f.is_orig, f.src_port, f.dst_port) AS src_port, -- Port of the sender.
  if(f.is_orig, f.dst_ip, f.src_ip) AS dest_ip, -- Address that got the file.
  if(f.is_orig, f.dst_port, f.src_port) AS dest_port, -- Port of the receiver.
  'TCP' AS proto, -- Always TCP.
  if(f.source = 'ftp', 'ftp-data', f.source) AS app_proto, -- http, smtp, ftp-data, pop3 or imap.
  f.community_id,
  if(h.flow_id IS NULL, NULL, struct_pack(hostname := h.host, url := h.uri, http_method := h.method, status := h.status_code)) AS http, -- The exchange that carried it. NULL of what HTTP did not.
  if(m.flow_id IS NULL, NULL, struct_pack("from" := m.from_header, "to" := m.to_addrs, subject := m.subject)) AS email, -- The mail that carried it. NULL of what no mail did.
  struct_pack(
    filename := coalesce(f.filename, if(f.depth = 1, regexp_replace(h.uri, '[?#].*$', ''), NULL)),
    gaps := f.missing_bytes > 0,
    state := if(f.complete OR f.defects = ['partial_content'], 'CLOSED', 'TRUNCATED'),
    md5 := f.md5,
    sha1 := f.sha1,
    sha256 := f.sha256,
    stored := f.stored,
    size := f.size_bytes + f.missing_bytes,
    mimetype := f.mime_type,
    tx_id := f.tx) AS fileinfo, -- The file, in Suricata's words.
  f.run_id
FROM files f
LEFT JOIN http h ON f.source = 'http' AND h.flow_id = f.flow_id AND h.tx = f.tx AND h.run_id = f.run_id
LEFT JOIN mail m ON f.nth IS NOT NULL AND m.flow_id = f.flow_id AND m.tx = f.tx AND m.nth = f.nth AND m.run_id = f.run_id
WHERE (f.field_name IS NULL OR f.filename IS NOT NULL)
  AND NOT (f.depth = 1 AND coalesce(starts_with(f.declared_type, 'multipart/'), false)
    AND EXISTS (FROM files p WHERE p.flow_id = f.flow_id AND p.tx = f.tx AND p.is_orig = f.is_orig AND p.run_id = f.run_id AND p.depth > 1));
