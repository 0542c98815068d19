-- dns as the DNS events of Suricata's EVE JSON (version 2): one of type query and one of type answer per exchange. dns is a struct.
-- flow_id is Flowbeam's.
CREATE OR REPLACE VIEW eve_dns AS
SELECT
  if(part = 'query', ts, coalesce(response_ts, ts)) AS "timestamp", -- Time of the message.
  flow_id,
  'dns' AS event_type, -- Always dns.
  src_ip,
  src_port,
  dst_ip AS dest_ip,
  dst_port AS dest_port,
  if(transport = 'tcp', 'TCP', 'UDP') AS proto, -- TCP or UDP.
  community_id,
  struct_pack(
    version := 2,
    "type" := part,
    id := trans_id,
    rrname := query,
    rrtype := qtype_name,
    tx_id := tx,
    rcode := if(part = 'answer', rcode_name, NULL),
    aa := if(part = 'answer', aa, NULL),
    rd := rd,
    ra := if(part = 'answer', ra, NULL),
    answers := if(part = 'answer',
      [struct_pack(rrname := a.name, rrtype := a.type, ttl := a.ttl, rdata := a.data) FOR a IN answers], NULL)) AS dns, -- The message, in Suricata's words.
  run_id
FROM (SELECT *, unnest(
    CASE WHEN outcome IN ('orphan_response', 'extra_response') THEN ['answer']
         WHEN outcome = 'answered' THEN ['query', 'answer']
         WHEN outcome = 'multicast' AND rcode IS NOT NULL THEN ['answer']
         ELSE ['query'] END) AS part FROM dns);
