-- files as Zeek's files.log. uid is the flow_id, fuid is made of flow, exchange, side and part; depth counts from 0.
-- Not told: which analyzers ran, how long a file took, whether addresses are local, and sizes that only headers state.
CREATE OR REPLACE VIEW zeek_files AS
SELECT
  ts,
  concat_ws('-', flow_id, tx, if(is_orig, 'o', 'r'), "position") AS fuid,
  flow_id AS uid,
  src_ip AS "id.orig_h",
  src_port AS "id.orig_p",
  dst_ip AS "id.resp_h",
  dst_port AS "id.resp_p",
  if(source = 'ftp', 'FTP_DATA', upper(source)) AS source,
  depth - 1 AS depth,
  CAST(NULL AS VARCHAR[]) AS analyzers,
  mime_type,
  filename,
  CAST(NULL AS DOUBLE) AS duration,
  CAST(NULL AS BOOLEAN) AS local_orig,
  is_orig,
  size_bytes AS seen_bytes,
  if(complete, size_bytes, NULL) AS total_bytes,
  missing_bytes,
  CAST(0 AS BIGINT) AS overflow_bytes,
  false AS timedout,
  if(depth > 1, concat_ws('-', flow_id, tx, if(is_orig, 'o', 'r'), parent_position), NULL) AS parent_fuid,
  md5,
  sha1,
  sha256,
  if(stored, sha256, NULL) AS extracted,
  run_id
FROM files;
