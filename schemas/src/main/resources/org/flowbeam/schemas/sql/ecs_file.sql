-- Bodies of HTTP in the field names of the Elastic Common Schema: source sent the file, destination got it.
CREATE OR REPLACE VIEW ecs_file AS
SELECT
  ts AS "@timestamp",
  '8.17.0' AS "ecs.version", -- The edition of the Elastic Common Schema.
  'flowbeam.file' AS "event.dataset", -- Always flowbeam.file.
  flow_id || '-' || tx || '-' || part AS "event.id", -- Names the body: flow, tx and request or response.
  'event' AS "event.kind", -- Always event.
  ['network', 'file'] AS "event.category", -- Always network and file.
  ['info'] AS "event.type", -- Always info.
  'http' AS "network.protocol", -- Always http.
  community_id AS "network.community_id",
  if(part = 'request', src_ip, dst_ip) AS "source.ip", -- Address that sent the file.
  if(part = 'request', src_port, dst_port) AS "source.port", -- Port of the sender.
  if(part = 'request', dst_ip, src_ip) AS "destination.ip", -- Address that got the file.
  if(part = 'request', dst_port, src_port) AS "destination.port", -- Port of the receiver.
  host AS "url.domain",
  uri AS "url.original",
  coalesce(if(part = 'request', request_filename, response_filename),
    nullif(regexp_extract(uri, '([^/?#]*)([?#].*)?$', 1), '')) AS "file.name", -- Name that was given, else the last part of the path. NULL without either.
  if(part = 'request', request_mime, response_mime) AS "file.mime_type", -- Type by content.
  if(part = 'request', request_body_len, response_body_len) AS "file.size", -- Bytes, decoded.
  if(part = 'request', request_sha256, response_sha256) AS "file.hash.sha256", -- SHA-256, decoded.
  run_id
FROM (SELECT *, unnest(list_concat(
    if(coalesce(request_body_len, 0) > 0, ['request'], []), if(coalesce(response_body_len, 0) > 0, ['response'], []))) AS part FROM http);
