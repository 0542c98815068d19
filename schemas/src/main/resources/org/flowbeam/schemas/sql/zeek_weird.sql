-- anomalies as Zeek's weird.log. Names are Flowbeam's kinds (docs/anomalies.md). uid is the flow_id.
CREATE OR REPLACE VIEW zeek_weird AS
SELECT
  a.ts AS ts,
  a.flow_id AS uid,
  coalesce(f.src_ip, a.src_ip) AS "id.orig_h", -- Address of the originator; NULL without a flow.
  f.src_port AS "id.orig_p",
  coalesce(f.dst_ip, a.dst_ip) AS "id.resp_h", -- Address of the responder; NULL without a flow.
  f.dst_port AS "id.resp_p",
  a.kind AS name,
  a.detail AS addl,
  a.severity IN ('warning', 'error', 'critical') AS notice, -- Whether zeek_notice has it too.
  'flowbeam' AS peer, -- Who noticed it.
  coalesce(a.protocol, f.proto) AS source, -- The protocol that it is about. NULL without one.
  a.run_id
FROM anomalies a LEFT JOIN flows f ON f.flow_id = a.flow_id AND f.run_id = a.run_id;
