-- Who sent how much to whom, whoever opened the connection: captured payload without retransmissions. Numbers of TCP that jump
-- count nothing here.
CREATE OR REPLACE VIEW uploads AS
WITH sent AS (
  SELECT src_ip AS sender, dst_ip AS receiver, proto, dst_port, 'originator' AS role, local_orig AND NOT local_resp AS outbound,
    src_payload_bytes - src_duplicate_bytes AS sent_bytes, dst_payload_bytes - dst_duplicate_bytes AS received_bytes,
    service, server_name, start_time, last_packet_time, run_id
  FROM flows
  UNION ALL
  SELECT dst_ip, src_ip, proto, dst_port, 'responder', local_resp AND NOT local_orig,
    dst_payload_bytes - dst_duplicate_bytes, src_payload_bytes - src_duplicate_bytes,
    service, server_name, start_time, last_packet_time, run_id
  FROM flows
)
SELECT
  sender, -- Address that sent.
  receiver, -- Address that it was sent to.
  proto,
  dst_port, -- Port of the responder, whichever of both that is.
  role, -- Of the sender: originator or responder.
  bool_and(outbound) AS outbound, -- From --localNets to elsewhere.
  CAST(sum(sent_bytes) AS BIGINT) AS sent_bytes, -- Payload bytes that it sent.
  CAST(sum(received_bytes) AS BIGINT) AS received_bytes, -- Payload bytes that came back.
  count(*) AS flows, -- Flows between them.
  list_sort(list(DISTINCT service) FILTER (service IS NOT NULL)) AS services, -- Detected services. NULL without any.
  list_sort(list(DISTINCT server_name) FILTER (server_name IS NOT NULL)) AS server_names, -- Names that were asked for. NULL without any.
  min(start_time) AS first_time, -- Start of the first flow.
  max(last_packet_time) AS last_time, -- Time of the last packet.
  string_agg(DISTINCT run_id, ',' ORDER BY run_id) AS run_id
FROM sent
GROUP BY sender, receiver, proto, dst_port, role
HAVING sum(sent_bytes) > 0;
