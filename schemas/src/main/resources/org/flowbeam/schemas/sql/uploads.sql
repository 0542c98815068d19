-- Who sent how much to whom, whoever opened the connection: captured payload without retransmissions. Numbers of TCP that jump
-- count nothing here. With --protocols=none retransmissions are not known, and count.
CREATE OR REPLACE VIEW uploads AS
WITH first_copies AS (
  SELECT *,
    src_payload_bytes - coalesce(src_duplicate_bytes, 0) - coalesce(src_overlap_bytes, 0) AS src_sent_bytes,
    dst_payload_bytes - coalesce(dst_duplicate_bytes, 0) - coalesce(dst_overlap_bytes, 0) AS dst_sent_bytes
  FROM flows
), sent AS (
  SELECT src_ip AS sender, dst_ip AS receiver, proto, dst_port, 'originator' AS role, local_orig AND NOT local_resp AS outbound,
    src_sent_bytes AS sent_bytes, dst_sent_bytes AS received_bytes,
    service, server_name, start_time, last_packet_time, run_id
  FROM first_copies
  UNION ALL
  SELECT dst_ip, src_ip, proto, dst_port, 'responder', local_resp AND NOT local_orig,
    dst_sent_bytes, src_sent_bytes,
    service, server_name, start_time, last_packet_time, run_id
  FROM first_copies
), pairs AS (
  SELECT
    sender,
    receiver,
    proto,
    dst_port,
    role,
    bool_and(outbound) AS outbound,
    CAST(sum(sent_bytes) AS BIGINT) AS sent_bytes,
    CAST(sum(received_bytes) AS BIGINT) AS received_bytes,
    count(*) AS flows,
    list_sort(list(DISTINCT service) FILTER (service IS NOT NULL)) AS services,
    list_sort(list(DISTINCT server_name) FILTER (server_name IS NOT NULL)) AS server_names,
    min(start_time) AS first_time,
    max(last_packet_time) AS last_time,
    string_agg(DISTINCT run_id, ',' ORDER BY run_id) AS run_id
  FROM sent
  GROUP BY sender, receiver, proto, dst_port, role
  HAVING sum(sent_bytes) > 0
)
SELECT
  sender, -- Address that sent.
  receiver, -- Address that it was sent to.
  proto,
  dst_port, -- Port of the responder, whichever of both that is.
  role, -- Of the sender: originator or responder.
  outbound, -- From --localNets to elsewhere.
  sent_bytes, -- Payload bytes that it sent.
  received_bytes, -- Payload bytes that came back.
  flows, -- Flows between them.
  services, -- Detected services. NULL without any.
  server_names, -- Names that were asked for. NULL without any.
  first_time, -- Start of the first flow.
  last_time, -- Time of the last packet.
  r.country AS receiver_country, -- Country of the receiver by the files of --mmdb, ISO 3166. NULL without --mmdb.
  r.asn AS receiver_asn, -- Number of the autonomous system of the receiver by the files of --mmdb. NULL without --mmdb.
  r.as_org AS receiver_as_org, -- Whose autonomous system that is. NULL without --mmdb.
  run_id
FROM pairs
LEFT JOIN address_info AS r ON r.address = receiver;
