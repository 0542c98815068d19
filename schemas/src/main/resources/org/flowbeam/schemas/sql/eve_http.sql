-- http as the HTTP events of Suricata's EVE JSON. http is a struct: select http.hostname from eve_http. flow_id is Flowbeam's.
CREATE OR REPLACE VIEW eve_http AS
SELECT
  ts AS "timestamp",
  flow_id,
  'http' AS event_type, -- Always http.
  src_ip,
  src_port,
  dst_ip AS dest_ip,
  dst_port AS dest_port,
  'TCP' AS proto, -- Always TCP.
  community_id,
  tx AS tx_id,
  struct_pack(
    hostname := regexp_replace(host, ':[0-9]+$', ''),
    url := uri,
    http_user_agent := user_agent,
    http_content_type := regexp_replace(response_content_type, ' *;.*$', ''),
    http_refer := referrer,
    http_method := method,
    protocol := 'HTTP/' || version,
    status := status_code,
    redirect := location,
    length := coalesce(response_body_len, 0)) AS http, -- The exchange, in Suricata's words.
  run_id
FROM http;
