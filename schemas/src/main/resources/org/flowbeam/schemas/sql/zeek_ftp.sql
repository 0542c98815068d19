-- ftp as Zeek's ftp.log, which has these commands only. uid is the flow_id; reply_msg is the last line of a reply.
-- Replies tell no media type and files have no ids of their own: mime_type and fuid are NULL.
CREATE OR REPLACE VIEW zeek_ftp AS
SELECT
  ts,
  flow_id AS uid,
  src_ip AS "id.orig_h",
  src_port AS "id.orig_p",
  dst_ip AS "id.resp_h",
  dst_port AS "id.resp_p",
  coalesce("user", '<unknown>') AS "user",
  if(password = '***', '<hidden>', password) AS password,
  command,
  arg,
  CAST(NULL AS VARCHAR) AS mime_type,
  file_size,
  coalesce(reply_code, info_code) AS reply_code,
  regexp_extract(coalesce(reply_msg, info_msg), '[^\n]*$') AS reply_msg,
  if(command IN ('PORT', 'PASV', 'EPRT', 'EPSV'), data_passive, NULL) AS "data_channel.passive",
  if(command IN ('PORT', 'PASV', 'EPRT', 'EPSV'), data_src_ip, NULL) AS "data_channel.orig_h",
  if(command IN ('PORT', 'PASV', 'EPRT', 'EPSV'), data_dst_ip, NULL) AS "data_channel.resp_h",
  if(command IN ('PORT', 'PASV', 'EPRT', 'EPSV'), data_dst_port, NULL) AS "data_channel.resp_p",
  CAST(NULL AS VARCHAR) AS fuid,
  run_id
FROM ftp
WHERE command IN ('APPE', 'DELE', 'RETR', 'STOR', 'STOU', 'ACCT', 'PORT', 'PASV', 'EPRT', 'EPSV');
