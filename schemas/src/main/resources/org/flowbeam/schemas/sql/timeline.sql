-- What happened, one row per event, to be ordered by ts: flows, DNS queries, HTTP requests, TLS and SSH handshakes, FTP commands, mails,
-- files with a name, logins, calls and anomalies in one line of text each.
CREATE OR REPLACE VIEW timeline AS
WITH events AS (
  SELECT start_time AS ts, 'flow' AS kind, src_ip AS host, dst_ip AS peer,
    concat(proto, ' ' || dst_port, ' type ' || icmp_type, ' ' || service, ' ' || conn_state, ', ', src_payload_bytes, ' bytes sent, ', dst_payload_bytes, ' received') AS text,
    flow_id, first_source_id AS source_id, run_id
  FROM flows
  UNION ALL
  SELECT ts, 'dns', src_ip, dst_ip,
    concat(qtype_name, ' ', query, ' -> ', coalesce(array_to_string([a.data FOR a IN answers], ', '), rcode_name, outcome)), flow_id, NULL, run_id
  FROM dns
  UNION ALL
  SELECT ts, 'http', src_ip, dst_ip, concat(
    coalesce(nullif(concat_ws(' ', method, if(uri LIKE '/%', concat(host, uri), uri)), ''), 'no request'), ' -> ', coalesce(CAST(status_code AS VARCHAR), outcome), ', ' || response_body_len || ' bytes'), flow_id, NULL, run_id
  FROM http
  UNION ALL
  SELECT ts, 'tls', src_ip, dst_ip, concat(coalesce(server_name, 'no name'), ' ' || version, ', ', outcome, ', ' || subject), flow_id, NULL, run_id
  FROM tls
  UNION ALL
  SELECT ts, 'ssh', src_ip, dst_ip, concat(client, ' -> ', server, CASE auth_success WHEN true THEN ', logged in' WHEN false THEN ', not logged in' END), flow_id, NULL, run_id
  FROM ssh
  UNION ALL
  SELECT ts, 'ftp', src_ip, dst_ip, concat(command, ' ' || arg, ' -> ' || reply_code, ' ' || reply_msg), flow_id, NULL, run_id
  FROM ftp
  UNION ALL
  SELECT ts, 'mail', src_ip, dst_ip, concat(protocol, ' ', from_addr, ' -> ', array_to_string(to_addrs, ', '), ': ' || subject), flow_id, NULL, run_id
  FROM mail
  UNION ALL
  SELECT ts, 'file', src_ip, dst_ip, concat(if(is_orig, 'sent ', 'got '), filename, ', ' || mime_type, ', ', size_bytes, ' bytes, sha256 ' || sha256), flow_id, NULL, run_id
  FROM files
  WHERE filename IS NOT NULL
  UNION ALL
  SELECT ts, 'login', src_ip, dst_ip, concat(protocol, ' ', mechanism, ' ' || "user", CASE success WHEN true THEN ', accepted' WHEN false THEN ', refused' END), flow_id, NULL, run_id
  FROM credentials
  UNION ALL
  SELECT start_time, 'call', caller_ip, callee_ip, concat(from_user, ' -> ', to_user, ', ', state), flows[1], NULL, run_id
  FROM calls
  UNION ALL
  SELECT ts, 'anomaly', src_ip, dst_ip, concat(severity, ' ', kind, ' x', "count", ': ' || detail), flow_id, source_id, run_id
  FROM anomalies
)
SELECT
  ts, -- Time of the event; NULL where an anomaly has none.
  kind, -- flow, dns, http, tls, ssh, ftp, mail, file, login, call or anomaly.
  host, -- Originator, client or caller.
  peer, -- Responder, server or callee.
  text, -- What happened, for people.
  events.flow_id, -- The flow it is from, if it is from one.
  uri AS source, -- The capture it is from; of a flow in several, the one with its first packet.
  events.run_id
FROM events
LEFT JOIN (SELECT flow_id, first_source_id, run_id FROM flows) AS f ON f.flow_id = events.flow_id AND f.run_id = events.run_id
LEFT JOIN (SELECT source_id, run_id, min(uri) AS uri FROM sources WHERE source_id IS NOT NULL GROUP BY ALL) AS s
  ON s.source_id = coalesce(events.source_id, f.first_source_id) AND s.run_id = events.run_id;
