-- dns in the field names of the Elastic Common Schema. dns.answers is a list of structs.
CREATE OR REPLACE VIEW ecs_dns AS
SELECT
  ts AS "@timestamp",
  '8.17.0' AS "ecs.version", -- The edition of the Elastic Common Schema.
  'flowbeam.dns' AS "event.dataset", -- Always flowbeam.dns.
  flow_id || '-' || tx AS "event.id", -- Names the exchange: flow and tx.
  'event' AS "event.kind", -- Always event.
  ['network'] AS "event.category", -- Always network.
  ['connection', 'protocol'] AS "event.type", -- Always connection and protocol.
  rtt_us * 1000 AS "event.duration", -- Nanoseconds from query to response.
  if(transport = 'tcp', 'tcp', 'udp') AS "network.transport", -- tcp or udp.
  'dns' AS "network.protocol", -- Always dns.
  community_id AS "network.community_id",
  src_ip AS "source.ip",
  src_port AS "source.port",
  dst_ip AS "destination.ip",
  dst_port AS "destination.port",
  if(outcome IN ('orphan_response', 'extra_response'), 'answer', 'query') AS "dns.type", -- answer for a response without its query, else query.
  CAST(trans_id AS VARCHAR) AS "dns.id", -- Transaction id.
  opcode_name AS "dns.op_code",
  query AS "dns.question.name",
  qtype_name AS "dns.question.type",
  qclass_name AS "dns.question.class",
  registered_domain AS "dns.question.registered_domain",
  rcode_name AS "dns.response_code",
  list_filter([if(aa, 'AA', NULL), if(tc, 'TC', NULL), if(rd, 'RD', NULL), if(ra, 'RA', NULL), if(ad, 'AD', NULL), if(cd, 'CD', NULL)],
    lambda f: f IS NOT NULL) AS "dns.header_flags", -- The flags that are set.
  answers AS "dns.answers",
  [a.data FOR a IN list_filter(answers, lambda a: a.type IN ('A', 'AAAA'))] AS "dns.resolved_ip", -- Addresses among the answers. NULL without a response.
  run_id
FROM dns;
