-- anomalies of severity warning and above as Zeek's notice.log. Notes are Flowbeam's kinds in the spelling of Zeek's. uid is the flow_id.
CREATE OR REPLACE VIEW zeek_notice AS
SELECT
  a.ts AS ts,
  a.flow_id AS uid,
  coalesce(f.src_ip, a.src_ip) AS "id.orig_h", -- Address of the originator; NULL without a flow.
  f.src_port AS "id.orig_p",
  coalesce(f.dst_ip, a.dst_ip) AS "id.resp_h", -- Address of the responder; NULL without a flow.
  f.dst_port AS "id.resp_p",
  f.proto AS proto,
  'Flowbeam::' || array_to_string([upper(w[1]) || w[2:] FOR w IN string_split(a.kind, '_')], '_') AS note, -- The kind, as Flowbeam::Dns_Tunnel.
  coalesce(a.detail, a.kind) AS msg, -- What is known about it.
  a.severity AS sub,
  coalesce(a.src_ip, f.src_ip) AS src, -- Address it is about.
  coalesce(a.dst_ip, f.dst_ip) AS dst, -- The other address.
  f.dst_port AS p,
  a."count" AS n, -- How often it was seen.
  ['Notice::ACTION_LOG'] AS actions, -- As Zeek names it.
  a.run_id
FROM anomalies a LEFT JOIN flows f ON f.flow_id = a.flow_id AND f.run_id = a.run_id
WHERE a.severity IN ('warning', 'error', 'critical');
