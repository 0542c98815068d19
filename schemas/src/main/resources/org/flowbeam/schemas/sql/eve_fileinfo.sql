-- Bodies of HTTP as the fileinfo events of Suricata's EVE JSON: from who sent it to who got it. http and fileinfo are structs.
CREATE OR REPLACE VIEW eve_fileinfo AS
SELECT
  ts AS "timestamp",
  flow_id,
  'fileinfo' AS event_type, -- Always fileinfo.
  if(part = 'request', src_ip, dst_ip) AS src_ip, -- Address that sent the file.
  if(part = 'request', src_port, dst_port) AS src_port, -- Port of the sender.
  if(part = 'request', dst_ip, src_ip) AS dest_ip, -- Address that got the file.
  if(part = 'request', dst_port, src_port) AS dest_port, -- Port of the receiver.
  'TCP' AS proto, -- Always TCP.
  'http' AS app_proto, -- Always http.
  community_id,
  struct_pack(hostname := host, url := uri, http_method := method, status := status_code) AS http, -- The exchange that carried it.
  struct_pack(
    filename := coalesce(if(part = 'request', request_filename, response_filename), regexp_replace(uri, '[?#].*$', '')),
    sha256 := if(part = 'request', request_sha256, response_sha256),
    size := if(part = 'request', request_body_len, response_body_len),
    mimetype := if(part = 'request', request_mime, response_mime),
    state := if(truncated OR outcome LIKE 'incomplete%' OR outcome = 'reset', 'TRUNCATED', 'CLOSED'),
    tx_id := tx) AS fileinfo, -- The file, in Suricata's words.
  run_id
FROM (SELECT *, unnest(list_concat(
    if(coalesce(request_body_len, 0) > 0, ['request'], []), if(coalesce(response_body_len, 0) > 0, ['response'], []))) AS part FROM http);
