-- sip as the SIP events of Suricata's EVE JSON. sip is a struct: select sip.method from eve_sip. flow_id is Flowbeam's.
CREATE OR REPLACE VIEW eve_sip AS
SELECT
  ts AS "timestamp",
  flow_id,
  'sip' AS event_type,
  if(is_orig, src_ip, dst_ip) AS src_ip,
  if(is_orig, src_port, dst_port) AS src_port,
  if(is_orig, dst_ip, src_ip) AS dest_ip,
  if(is_orig, dst_port, src_port) AS dest_port,
  upper(transport) AS proto,
  community_id,
  struct_pack(
    method := method,
    uri := uri,
    version := 'SIP/2.0',
    request_line := if(method IS NULL, NULL, method || ' ' || uri || ' SIP/2.0'),
    code := CAST(status_code AS VARCHAR),
    reason := status_msg,
    response_line := if(method IS NULL, 'SIP/2.0 ' || status_code || ' ' || status_msg, NULL),
    sdp := if(sdp_media IS NULL, NULL, struct_pack(
      origin := sdp_origin,
      session_name := sdp_session,
      media_descriptions := list_transform(sdp_media, lambda m: struct_pack(
        media := format('{} {} {} {}', m.kind, m.port, m.proto,
          array_to_string(list_transform(m.payloads, lambda p: p.pt), ' ')),
        connection_data := m.address))))) AS sip,
  run_id
FROM sip;
