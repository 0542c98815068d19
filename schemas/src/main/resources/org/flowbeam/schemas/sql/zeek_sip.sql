-- sip as Zeek's sip.log: one row per transaction of a flow. uid is the flow_id; seq is the CSeq.
CREATE OR REPLACE VIEW zeek_sip AS
SELECT
  min(ts) AS ts,
  flow_id AS uid,
  any_value(src_ip) AS "id.orig_h",
  any_value(src_port) AS "id.orig_p",
  any_value(dst_ip) AS "id.resp_h",
  any_value(dst_port) AS "id.resp_p",
  row_number() OVER (PARTITION BY flow_id ORDER BY min(tx)) - 1 AS trans_depth,
  coalesce(arg_min(method, tx) FILTER (method IS NOT NULL), any_value(cseq_method)) AS method,
  arg_min(uri, tx) FILTER (method IS NOT NULL) AS uri,
  arg_min(CAST(NULL AS VARCHAR), tx) AS "date",
  arg_min(request_from, tx) FILTER (method IS NOT NULL) AS request_from,
  arg_min(request_to, tx) FILTER (method IS NOT NULL) AS request_to,
  arg_min(request_from, tx) FILTER (method IS NULL) AS response_from,
  arg_min(request_to, tx) FILTER (method IS NULL) AS response_to,
  arg_min(list_filter(headers, lambda h: lower(h.name) = 'reply-to')[1].value, tx) AS reply_to,
  call_id,
  format('{} {}', cseq, any_value(cseq_method)) AS seq,
  arg_min(list_filter(headers, lambda h: lower(h.name) IN ('subject', 's'))[1].value, tx) AS subject,
  coalesce(arg_min(via, tx) FILTER (method IS NOT NULL), []) AS request_path,
  coalesce(arg_max(via, tx) FILTER (method IS NULL), []) AS response_path,
  arg_min(user_agent, tx) AS user_agent,
  arg_max(status_code, tx) FILTER (method IS NULL) AS status_code,
  arg_max(status_msg, tx) FILTER (method IS NULL) AS status_msg,
  arg_max(warning, tx) FILTER (method IS NULL) AS warning,
  arg_min(body_len, tx) FILTER (method IS NOT NULL) AS request_body_len,
  arg_max(body_len, tx) FILTER (method IS NULL) AS response_body_len,
  arg_max(content_type, tx) AS content_type,
  any_value(run_id) AS run_id
FROM sip
GROUP BY flow_id, call_id, cseq, branch, cseq_method = 'ACK';
