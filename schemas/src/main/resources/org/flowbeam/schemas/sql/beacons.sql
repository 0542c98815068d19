-- Who calls whom in even intervals: one row per originator, responder, protocol and port with at least four calls. Flows that
-- start within a second of the one before are one call, as a browser or a scanner makes them. Regularity is 1 - MAD / median, at
-- least 0. Multicast, resolvers and clocks are marked in aside, not left out.
CREATE OR REPLACE VIEW beacons AS
WITH starts AS (
  SELECT *,
    coalesce(epoch_us(start_time) - lag(epoch_us(start_time)) OVER pair >= 1000000, true) AS is_call
  FROM flows
  WINDOW pair AS (PARTITION BY src_ip, dst_ip, proto, dst_port ORDER BY start_time, start_nanos, flow_id)
), gaps AS (
  SELECT *,
    if(is_call, epoch_us(start_time) - lag(if(is_call, epoch_us(start_time), NULL) IGNORE NULLS) OVER pair, NULL) AS gap_us
  FROM starts
  WINDOW pair AS (PARTITION BY src_ip, dst_ip, proto, dst_port ORDER BY start_time, start_nanos, flow_id)
), pairs AS (
  SELECT src_ip, dst_ip, proto, dst_port,
    bool_and(local_orig AND NOT local_resp) AS outbound,
    list_sort(list(DISTINCT service) FILTER (service IS NOT NULL)) AS services,
    list_sort(list(DISTINCT server_name) FILTER (server_name IS NOT NULL)) AS server_names,
    count(*) AS flows, count(*) FILTER (is_call) AS calls, min(start_time) AS first_time, max(start_time) AS last_time,
    median(gap_us) / 1e6 AS interval_s, mad(gap_us) / 1e6 AS interval_mad_s,
    CAST(median(src_payload_bytes) AS DOUBLE) AS sent_bytes, CAST(mad(src_payload_bytes) AS DOUBLE) AS sent_mad_bytes,
    string_agg(DISTINCT run_id, ',' ORDER BY run_id) AS run_id
  FROM gaps
  GROUP BY src_ip, dst_ip, proto, dst_port
  HAVING count(*) FILTER (is_call) >= 4
)
SELECT
  src_ip,
  dst_ip,
  proto,
  dst_port,
  outbound, -- From --localNets to elsewhere.
  CASE WHEN regexp_matches(dst_ip, '^(2(2[4-9]|3[0-9])\.|255\.255\.255\.255$|ff[0-9a-f]{2}:)') THEN 'multicast'
       WHEN dst_port IN (53, 853, 5353, 5355) OR list_contains(services, 'dns') THEN 'resolver'
       WHEN dst_port = 123 AND proto = 'udp' THEN 'time' END AS aside, -- What repeats by its nature: multicast, resolver or time (NTP), else NULL.
  services, -- Detected services. NULL without any.
  server_names, -- Names that were asked for. NULL without any.
  flows, -- Flows between them.
  calls, -- The same, but flows that start within a second of the one before count as one with it.
  first_time, -- Start of the first flow.
  last_time, -- Start of the last flow.
  interval_s, -- Median seconds from the start of one call to the next.
  interval_mad_s, -- Median absolute deviation from it.
  sent_bytes, -- Median payload bytes of the originator per flow.
  sent_mad_bytes, -- Median absolute deviation from it.
  if(interval_s > 0, greatest(0, 1 - interval_mad_s / interval_s), 0) AS interval_regularity, -- 1 for even intervals, 0 for none.
  if(sent_bytes > 0, greatest(0, 1 - sent_mad_bytes / sent_bytes), 1.0) AS size_regularity, -- 1 for equal sizes, 0 for any.
  (if(interval_s > 0, greatest(0, 1 - interval_mad_s / interval_s), 0)
    + if(sent_bytes > 0, greatest(0, 1 - sent_mad_bytes / sent_bytes), 1.0)) / 2 * (1 - 2 / calls) AS score, -- Mean of both, times 1 - 2 / calls: four calls prove less than forty.
  d.country AS dst_country, -- Country of the responder by the files of --mmdb, ISO 3166. NULL without --mmdb.
  d.asn AS dst_asn, -- Number of the autonomous system of the responder by the files of --mmdb. NULL without --mmdb.
  d.as_org AS dst_as_org, -- Whose autonomous system that is. NULL without --mmdb.
  run_id
FROM pairs
LEFT JOIN address_info AS d ON d.address = dst_ip;
