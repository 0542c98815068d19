-- All legs of a call: one row per call with the group that it belongs to, which is the least Call-ID that it is linked
-- with, directly or over others. Legs that merely share a media endpoint in turn belong to one group, too.
CREATE OR REPLACE VIEW call_groups AS
WITH RECURSIVE pairs AS (
  SELECT call_id AS a, linked_call_id AS b FROM call_links
  UNION SELECT linked_call_id, call_id FROM call_links
), reached AS (
  SELECT call_id, call_id AS other, run_id FROM calls
  UNION SELECT reached.call_id, pairs.b, reached.run_id FROM reached JOIN pairs ON pairs.a = reached.other
)
SELECT
  min(other) AS group_id, -- The least Call-ID of the group.
  call_id,
  count(DISTINCT other) AS legs, -- Calls of the group.
  string_agg(DISTINCT run_id, ',' ORDER BY run_id) AS run_id
FROM reached
GROUP BY call_id;
