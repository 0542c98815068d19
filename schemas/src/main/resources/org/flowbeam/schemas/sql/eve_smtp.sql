-- smtp as the SMTP events of Suricata's EVE JSON, with what mail tells of the message. smtp and email are structs: select
-- email.subject from eve_smtp. flow_id is Flowbeam's. Attachments are in files, and left out here.
CREATE OR REPLACE VIEW eve_smtp AS
SELECT
  s.ts AS "timestamp",
  s.flow_id,
  'smtp' AS event_type,
  s.src_ip,
  s.src_port,
  s.dst_ip AS dest_ip,
  s.dst_port AS dest_port,
  'TCP' AS proto,
  s.community_id,
  coalesce(s.trans_depth, 1) - 1 AS tx_id,
  struct_pack(
    helo := s.helo,
    mail_from := if(s.mailfrom = '<>', '<>', '<' || s.mailfrom || '>'),
    rcpt_to := list_transform(s.rcptto, lambda r: '<' || r || '>')) AS smtp,
  CASE WHEN m.tx IS NOT NULL THEN struct_pack(
    status := if(m.complete, 'PARSE_DONE', 'PARSE_ERROR'),
    "from" := m.from_header,
    "to" := m.to_addrs,
    cc := m.cc_addrs,
    subject := m.subject,
    message_id := m.message_id,
    "date" := m.date_header,
    x_mailer := m.user_agent,
    received := m.received) END AS email,
  s.run_id
FROM smtp s
LEFT JOIN mail m ON m.flow_id = s.flow_id AND m.tx = s.tx AND m.protocol = 'smtp'
WHERE s.outcome <> 'no_mail' OR s.helo IS NOT NULL;
