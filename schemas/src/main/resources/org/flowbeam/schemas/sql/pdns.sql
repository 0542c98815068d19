-- Passive DNS: one row per name, type and data that a DNS server answered, over all clients (mDNS, LLMNR and NetBIOS stay out, and
-- what clients themselves send: records of queries, updates and notifications).
CREATE OR REPLACE VIEW pdns AS
SELECT
  a.name AS name, -- Owner of the record; behind a CNAME not the name that was asked for.
  a.type AS type, -- Type of the record.
  a.data AS data, -- What it says.
  min(ts) AS first_time, -- Time of the first query that it answered.
  max(ts) AS last_time, -- Time of the last query that it answered.
  count(*) AS answers, -- Answers it stood in.
  count(DISTINCT src_ip) AS clients, -- Different addresses that were answered.
  min(a.ttl) AS ttl_min, -- Least time to live in seconds.
  string_agg(DISTINCT run_id, ',' ORDER BY run_id) AS run_id
FROM (SELECT ts, src_ip, run_id, unnest(answers) AS a FROM dns
  WHERE transport IN ('udp', 'tcp') AND response_ts IS NOT NULL AND opcode = 0)
GROUP BY a.name, a.type, a.data;
