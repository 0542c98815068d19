-- dns as Zeek's dns.log. uid is the flow_id. rtt and TTLs in seconds. Zeek has no rows for NetBIOS names of their own:
-- they are here as there, on port 137.
CREATE OR REPLACE VIEW zeek_dns AS
SELECT
  ts,
  flow_id AS uid,
  src_ip AS "id.orig_h",
  src_port AS "id.orig_p",
  dst_ip AS "id.resp_h",
  dst_port AS "id.resp_p",
  if(transport = 'tcp', 'tcp', 'udp') AS proto,
  trans_id,
  rtt_us / 1e6 AS rtt,
  query,
  qclass,
  qclass_name,
  qtype,
  qtype_name,
  rcode,
  rcode_name,
  coalesce(aa, false) AS AA,
  tc AS TC,
  rd AS RD,
  coalesce(ra, false) AS RA,
  z AS Z,
  if(len(answers) > 0, [a.data FOR a IN answers], NULL) AS answers,
  if(len(answers) > 0, [CAST(a.ttl AS DOUBLE) FOR a IN answers], NULL) AS TTLs,
  coalesce(rejected, false) AS rejected,
  opcode,
  opcode_name,
  run_id
FROM dns;
