-- smtp as Zeek's smtp.log. uid is the flow_id; last_reply is the last line of a reply, its code in front.
-- What Zeek takes from the header of the message, and path and fuids, is not read: NULL.
CREATE OR REPLACE VIEW zeek_smtp AS
SELECT
  ts,
  flow_id AS uid,
  src_ip AS "id.orig_h",
  src_port AS "id.orig_p",
  dst_ip AS "id.resp_h",
  dst_port AS "id.resp_p",
  coalesce(trans_depth, 1) AS trans_depth,
  helo,
  mailfrom,
  rcptto,
  CAST(NULL AS VARCHAR) AS date,
  CAST(NULL AS VARCHAR) AS "from",
  CAST(NULL AS VARCHAR[]) AS "to",
  CAST(NULL AS VARCHAR[]) AS cc,
  CAST(NULL AS VARCHAR) AS reply_to,
  CAST(NULL AS VARCHAR) AS msg_id,
  CAST(NULL AS VARCHAR) AS in_reply_to,
  CAST(NULL AS VARCHAR) AS subject,
  CAST(NULL AS VARCHAR) AS x_originating_ip,
  CAST(NULL AS VARCHAR) AS first_received,
  CAST(NULL AS VARCHAR) AS second_received,
  code || ' ' || regexp_extract(last_reply, '([0-9]{3} )?([^\n]*)$', 2) AS last_reply,
  CAST(NULL AS VARCHAR[]) AS path,
  CAST(NULL AS VARCHAR) AS user_agent,
  coalesce(starttls = 'accepted', false) AS tls,
  CAST(NULL AS VARCHAR[]) AS fuids
FROM smtp
WHERE outcome <> 'no_mail' OR helo IS NOT NULL;
