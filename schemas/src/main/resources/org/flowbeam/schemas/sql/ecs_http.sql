-- http in the field names of the Elastic Common Schema. Durations are nanoseconds.
CREATE OR REPLACE VIEW ecs_http AS
SELECT
  ts AS "@timestamp",
  '8.17.0' AS "ecs.version", -- The edition of the Elastic Common Schema.
  'flowbeam.http' AS "event.dataset", -- Always flowbeam.http.
  flow_id || '-' || tx AS "event.id", -- Names the exchange: flow and tx.
  'event' AS "event.kind", -- Always event.
  ['network', 'web'] AS "event.category", -- Always network and web.
  ['connection', 'protocol'] AS "event.type", -- Always connection and protocol.
  if(outcome = 'completed' AND status_code < 400, 'success', 'failure') AS "event.outcome", -- success with a whole exchange below status 400, else failure.
  latency_us * 1000 AS "event.duration", -- Nanoseconds from request to response.
  'tcp' AS "network.transport", -- Always tcp.
  'http' AS "network.protocol", -- Always http.
  community_id AS "network.community_id",
  src_ip AS "source.ip",
  src_port AS "source.port",
  dst_ip AS "destination.ip",
  dst_port AS "destination.port",
  host AS "url.domain",
  uri AS "url.original",
  username AS "url.username",
  version AS "http.version",
  method AS "http.request.method",
  referrer AS "http.request.referrer",
  request_mime AS "http.request.mime_type",
  request_body_len AS "http.request.body.bytes",
  status_code AS "http.response.status_code",
  response_mime AS "http.response.mime_type",
  response_body_len AS "http.response.body.bytes",
  user_agent AS "user_agent.original",
  run_id
FROM http;
