-- smtp as Zeek's smtp.log, with what mail tells of the message. uid is the flow_id; last_reply is the last line of a reply,
-- its code in front. Files have no ids of their own: fuids is NULL.
CREATE OR REPLACE VIEW zeek_smtp AS
SELECT
  s.ts,
  s.flow_id AS uid,
  s.src_ip AS "id.orig_h",
  s.src_port AS "id.orig_p",
  s.dst_ip AS "id.resp_h",
  s.dst_port AS "id.resp_p",
  coalesce(s.trans_depth, 1) AS trans_depth,
  s.helo,
  s.mailfrom,
  s.rcptto,
  m.date_header AS date,
  m.from_header AS "from",
  m.to_addrs AS "to",
  m.cc_addrs AS cc,
  m.reply_to,
  '<' || m.message_id || '>' AS msg_id,
  m.in_reply_to,
  m.subject,
  m.x_originating_ip,
  m.received[-1] AS first_received,
  m.received[-2] AS second_received,
  s.code || ' ' || regexp_extract(s.last_reply, '([0-9]{3} )?([^\n]*)$', 2) AS last_reply,
  coalesce(m.path, [s.dst_ip, s.src_ip]) AS path,
  m.user_agent,
  coalesce(s.starttls = 'accepted', false) AS tls,
  CAST(NULL AS VARCHAR[]) AS fuids,
  s.run_id
FROM smtp s
LEFT JOIN mail m ON m.flow_id = s.flow_id AND m.tx = s.tx AND m.protocol = 'smtp'
WHERE s.outcome <> 'no_mail' OR s.helo IS NOT NULL;
