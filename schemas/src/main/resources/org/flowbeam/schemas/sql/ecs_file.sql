-- files in the field names of the Elastic Common Schema: source sent the file, destination got it.
CREATE OR REPLACE VIEW ecs_file AS
SELECT
  f.ts AS "@timestamp",
  '8.17.0' AS "ecs.version", -- The edition of the Elastic Common Schema.
  'flowbeam.file' AS "event.dataset", -- Always flowbeam.file.
  concat_ws('-', f.flow_id, f.tx, f.nth, if(f.is_orig, 'request', 'response'), f."position") AS "event.id", -- Names the file: flow, exchange, message, request when the originator sent it, else response, and part.
  'event' AS "event.kind", -- Always event.
  ['network', 'file'] AS "event.category", -- Always network and file.
  ['info'] AS "event.type", -- Always info.
  f.source AS "network.protocol", -- http, ftp, smtp, pop3 or imap.
  f.community_id AS "network.community_id",
  if(f.is_orig, f.src_ip, f.dst_ip) AS "source.ip", -- Address that sent the file.
  if(f.is_orig, f.src_port, f.dst_port) AS "source.port", -- Port of the sender.
  if(f.is_orig, f.dst_ip, f.src_ip) AS "destination.ip", -- Address that got the file.
  if(f.is_orig, f.dst_port, f.src_port) AS "destination.port", -- Port of the receiver.
  h.host AS "url.domain", -- Host of the HTTP request. NULL of what came otherwise.
  h.uri AS "url.original", -- Target of the HTTP request. NULL of what came otherwise.
  coalesce(f.filename, if(f.depth = 1, nullif(regexp_extract(h.uri, '([^/?#]*)([?#].*)?$', 1), ''), NULL)) AS "file.name", -- Name that was given, else the last part of the path. NULL without either.
  f.mime_type AS "file.mime_type", -- Type by content.
  f.size_bytes + f.missing_bytes AS "file.size", -- Bytes, decoded.
  f.md5 AS "file.hash.md5", -- MD5, decoded.
  f.sha1 AS "file.hash.sha1", -- SHA-1, decoded.
  f.sha256 AS "file.hash.sha256", -- SHA-256, decoded.
  f.run_id
FROM files f
LEFT JOIN http h ON f.source = 'http' AND h.flow_id = f.flow_id AND h.tx = f.tx AND h.run_id = f.run_id;
