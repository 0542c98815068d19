-- flows in the field names of the Elastic Common Schema. Bytes are those of whole frames; durations are nanoseconds.
CREATE OR REPLACE VIEW ecs_flow AS
SELECT
  start_time AS "@timestamp",
  flow_id AS "event.id",
  'event' AS "event.kind",
  ['network'] AS "event.category",
  ['connection'] AS "event.type",
  start_time AS "event.start",
  end_time AS "event.end",
  duration_us * 1000 AS "event.duration",
  CASE WHEN contains(src_ip, ':') THEN 'ipv6' ELSE 'ipv4' END AS "network.type",
  ip_proto::VARCHAR AS "network.iana_number",
  CASE proto WHEN 'icmp6' THEN 'ipv6-icmp' ELSE proto END AS "network.transport",
  service AS "network.protocol",
  community_id AS "network.community_id",
  CASE WHEN local_orig AND local_resp THEN 'internal' WHEN local_orig THEN 'outbound'
       WHEN local_resp THEN 'inbound' ELSE 'external' END AS "network.direction",
  src_wire_bytes + dst_wire_bytes AS "network.bytes",
  src_packets + dst_packets AS "network.packets",
  coalesce(src_vlan_ids, dst_vlan_ids)[1]::VARCHAR AS "network.vlan.id",
  src_ip AS "source.ip",
  src_port AS "source.port",
  upper(replace(src_mac, ':', '-')) AS "source.mac",
  src_wire_bytes AS "source.bytes",
  src_packets AS "source.packets",
  s.country AS "source.geo.country_iso_code", -- By the files of --mmdb. NULL without --mmdb.
  s.city AS "source.geo.city_name", -- By the files of --mmdb. NULL without --mmdb.
  s.asn AS "source.as.number", -- By the files of --mmdb. NULL without --mmdb.
  s.as_org AS "source.as.organization.name", -- By the files of --mmdb. NULL without --mmdb.
  dst_ip AS "destination.ip",
  dst_port AS "destination.port",
  upper(replace(dst_mac, ':', '-')) AS "destination.mac",
  server_name AS "destination.domain",
  dst_wire_bytes AS "destination.bytes",
  dst_packets AS "destination.packets",
  d.country AS "destination.geo.country_iso_code", -- By the files of --mmdb. NULL without --mmdb.
  d.city AS "destination.geo.city_name", -- By the files of --mmdb. NULL without --mmdb.
  d.asn AS "destination.as.number", -- By the files of --mmdb. NULL without --mmdb.
  d.as_org AS "destination.as.organization.name", -- By the files of --mmdb. NULL without --mmdb.
  run_id
FROM flows
LEFT JOIN address_info AS s ON s.address = src_ip
LEFT JOIN address_info AS d ON d.address = dst_ip;
