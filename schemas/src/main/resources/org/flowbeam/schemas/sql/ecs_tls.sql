-- tls in the field names of the Elastic Common Schema.
CREATE OR REPLACE VIEW ecs_tls AS
SELECT
  ts AS "@timestamp",
  '8.17.0' AS "ecs.version", -- The edition of the Elastic Common Schema.
  'flowbeam.tls' AS "event.dataset", -- Always flowbeam.tls.
  flow_id || '-' || tx AS "event.id", -- Names the handshake: flow and tx.
  'event' AS "event.kind", -- Always event.
  ['network'] AS "event.category", -- Always network.
  ['connection', 'protocol'] AS "event.type", -- Always connection and protocol.
  handshake_us * 1000 AS "event.duration", -- Nanoseconds of the handshake.
  if(transport = 'tcp', 'tcp', 'udp') AS "network.transport", -- tcp or udp.
  'tls' AS "network.protocol", -- Always tls.
  community_id AS "network.community_id",
  src_ip AS "source.ip",
  src_port AS "source.port",
  dst_ip AS "destination.ip",
  dst_port AS "destination.port",
  regexp_extract(version, '[0-9]') || '.' || coalesce(nullif(regexp_extract(version, '[0-9]([0-9])', 1), ''), '0') AS "tls.version", -- 1.2 of TLSv12.
  if(version LIKE 'SSL%', 'ssl', 'tls') AS "tls.version_protocol", -- ssl or tls.
  cipher AS "tls.cipher",
  curve AS "tls.curve",
  established AS "tls.established",
  resumed AS "tls.resumed",
  alpn AS "tls.next_protocol",
  server_name AS "tls.client.server_name",
  ja3 AS "tls.client.ja3",
  ja4 AS "tls.client.ja4",
  ja3s AS "tls.server.ja3s",
  subject AS "tls.server.subject",
  issuer AS "tls.server.issuer",
  not_before AS "tls.server.not_before",
  not_after AS "tls.server.not_after",
  upper(cert_sha256[1]) AS "tls.server.hash.sha256", -- SHA-256 of the server's certificate.
  run_id
FROM tls;
