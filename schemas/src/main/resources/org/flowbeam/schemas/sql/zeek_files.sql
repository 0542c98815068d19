-- files as Zeek's files.log. uid is the flow_id, fuid is made of flow, exchange, message, side and part; depth counts from 0. As in
-- Zeek, a multipart body is told by its parts. Not told: which analyzers ran, how long a file took, whether addresses are local,
-- and sizes that only headers state. A parent is a file that this one was found in.
CREATE OR REPLACE VIEW zeek_files AS
SELECT
  f.ts,
  concat_ws('-', f.flow_id, f.tx, f.nth, if(f.is_orig, 'o', 'r'), f."position") AS fuid,
  f.flow_id AS uid,
  f.src_ip AS "id.orig_h",
  f.src_port AS "id.orig_p",
  f.dst_ip AS "id.resp_h",
  f.dst_port AS "id.resp_p",
  if(f.source = 'ftp', 'FTP_DATA', upper(f.source)) AS source,
  f.depth - 1 AS depth,
  CAST(NULL AS VARCHAR[]) AS analyzers,
  f.mime_type,
  f.filename,
  CAST(NULL AS DOUBLE) AS duration,
  CAST(NULL AS BOOLEAN) AS local_orig,
  f.is_orig,
  f.size_bytes AS seen_bytes,
  if(f.complete, f.size_bytes, NULL) AS total_bytes,
  f.missing_bytes,
  CAST(0 AS BIGINT) AS overflow_bytes,
  false AS timedout,
  if(p.flow_id IS NULL, NULL, concat_ws('-', f.flow_id, f.tx, f.nth, if(f.is_orig, 'o', 'r'), f.parent_position)) AS parent_fuid,
  f.md5,
  f.sha1,
  f.sha256,
  if(f.stored, f.sha256, NULL) AS extracted,
  f.run_id
FROM files f
LEFT JOIN files p ON f.depth > 1 AND p.depth = f.depth - 1 AND p.flow_id = f.flow_id AND p.tx = f.tx AND p.is_orig = f.is_orig
  AND p.run_id = f.run_id AND p.nth IS NOT DISTINCT FROM f.nth AND p."position" IS NOT DISTINCT FROM f.parent_position
  AND NOT coalesce(starts_with(p.declared_type, 'multipart/'), false)
WHERE NOT (f.depth = 1 AND coalesce(starts_with(f.declared_type, 'multipart/'), false)
  AND EXISTS (FROM files q WHERE q.flow_id = f.flow_id AND q.tx = f.tx AND q.is_orig = f.is_orig AND q.run_id = f.run_id AND q.depth > 1));
