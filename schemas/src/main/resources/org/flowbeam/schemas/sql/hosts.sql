-- One row per address that was seen: who it is, what it offers and uses, with whom it speaks.
-- Behind a router all addresses have the router's MAC.
CREATE OR REPLACE VIEW hosts AS
WITH sides AS (
  SELECT src_ip AS address, src_mac AS mac, dst_ip AS peer, start_time, last_packet_time, local_orig AS is_local,
    CAST(NULL AS VARCHAR) AS offered,
    if(dst_packets > 0 AND dst_port IS NOT NULL, concat(dst_port, '/', proto, ' ' || service), NULL) AS used,
    src_payload_bytes AS bytes_out, dst_payload_bytes AS bytes_in, run_id
  FROM flows
  UNION ALL
  SELECT dst_ip, dst_mac, src_ip, start_time, last_packet_time, local_resp,
    -- what answered: no refusal, no SYN that nobody took
    if(dst_packets > 0 AND dst_port IS NOT NULL AND NOT coalesce(conn_state IN ('REJ', 'RSTOS0', 'RSTRH', 'SH', 'SHR'), false),
      concat(dst_port, '/', proto, ' ' || service), NULL),
    NULL, dst_payload_bytes, src_payload_bytes, run_id
  FROM flows
), addresses AS (
  SELECT address,
    bool_or(is_local) AS is_local,
    list_sort(list(DISTINCT mac) FILTER (mac IS NOT NULL)) AS macs,
    min(start_time) AS first_time, max(last_packet_time) AS last_time,
    list_sort(list(DISTINCT offered) FILTER (offered IS NOT NULL)) AS services_offered,
    list_sort(list(DISTINCT used) FILTER (used IS NOT NULL)) AS services_used,
    count(DISTINCT peer) AS peers, count(*) AS flows,
    CAST(sum(bytes_out) AS BIGINT) AS bytes_out, CAST(sum(bytes_in) AS BIGINT) AS bytes_in,
    string_agg(DISTINCT run_id, ',' ORDER BY run_id) AS run_id
  FROM sides
  WHERE address IS NOT NULL
  GROUP BY address
), answered AS (
  -- records of a query or an update are what the client says
  SELECT if(transport IN ('udp', 'tcp'), 'dns', transport) AS source, unnest(answers) AS a
  FROM dns WHERE response_ts IS NOT NULL AND (opcode = 0 OR transport = 'nbns')
), reverse_v6 AS (
  -- 32 digits, the last one first (RFC 3596 section 2.5)
  SELECT ip_halves(rtrim(regexp_replace(reverse(replace(regexp_extract(lower(a.name), '^(([0-9a-f]\.){32})ip6\.arpa$', 1), '.', '')),
    '(....)', '\1:', 'g'), ':')) AS halves, a.data AS name
  FROM answered WHERE a.type = 'PTR' AND a.name LIKE '%.ip6.arpa'
), named AS (
  SELECT unnest(string_split(a.data, ',')) AS address, a.name AS name, source
  FROM answered WHERE a.type IN ('A', 'AAAA', 'NB')
  UNION
  SELECT array_to_string(list_reverse(string_split(regexp_extract(a.name, '^([0-9.]+)\.in-addr\.arpa$', 1), '.')), '.'), a.data, 'ptr'
  FROM answered WHERE a.type = 'PTR' AND a.name LIKE '%.in-addr.arpa'
  UNION
  SELECT address, name, 'ptr' FROM addresses JOIN reverse_v6 ON ip_halves(address) = halves
  WHERE contains(address, ':')
  UNION
  -- whoever connects takes a host that ends in a number for an address, however it is written; what a proxy is asked for is not its name
  SELECT dst_ip, regexp_replace(lower(host), '^([^:]*):[0-9]*$', '\1'), 'http'
  FROM http WHERE NOT regexp_matches(lower(host), '(^|\.)([0-9]+|0x[0-9a-f]*)\.?(:[0-9]*)?$')
    AND method IS DISTINCT FROM 'CONNECT' AND coalesce(uri, '') NOT LIKE '%://%'
  UNION
  SELECT dst_ip, lower(server_name), 'tls' FROM tls
  WHERE flow_id NOT IN (SELECT flow_id FROM http WHERE method = 'CONNECT')
), names AS (
  SELECT address, list(struct_pack(name := name, source := source) ORDER BY name, source) AS names
  FROM named WHERE name <> '' AND NOT is_address(name) GROUP BY address
), fingerprints_of AS (
  SELECT src_ip AS address, list_sort(list(DISTINCT ja4)) AS ja4s FROM tls WHERE ja4 IS NOT NULL GROUP BY src_ip
), vendors_of AS (
  SELECT address, list_sort(list(DISTINCT vendor)) AS vendors FROM sides JOIN mac_info USING (mac) GROUP BY address
), agents AS (
  SELECT src_ip AS address, list_sort(list(DISTINCT user_agent)) AS user_agents FROM http WHERE user_agent IS NOT NULL GROUP BY src_ip
)
SELECT
  address, -- The address, as in flows.
  is_local, -- It is in --localNets.
  macs, -- MAC addresses it was seen with, sorted. NULL without any.
  vendors, -- Who makes devices with these MACs, by --oui or the file that Wireshark has installed. NULL without any.
  names, -- Names it was called by, with where from: dns, mdns, llmnr, nbns (an answer), ptr, http (Host), tls (SNI). NULL without any.
  country, -- Its country by the files of --mmdb, ISO 3166. NULL without --mmdb.
  city, -- Its city by the files of --mmdb. NULL without --mmdb.
  asn, -- Number of its autonomous system by the files of --mmdb. NULL without --mmdb.
  as_org, -- Whose autonomous system that is. NULL without --mmdb.
  first_time, -- Time of its first packet, in either direction.
  last_time, -- Time of its last packet, in either direction.
  services_offered, -- What it answered on as responder: port, protocol, detected service. NULL without any.
  services_used, -- What answered it as originator: port, protocol, detected service. NULL without any.
  peers, -- Different addresses it had flows with.
  flows, -- Flows it was a side of.
  bytes_out, -- Captured payload bytes it sent, retransmissions included.
  bytes_in, -- Captured payload bytes sent to it, retransmissions included.
  ja4s, -- JA4 fingerprints of its handshakes as TLS client. NULL without any.
  user_agents, -- User-Agent headers it sent. NULL without any.
  run_id
FROM addresses
LEFT JOIN names USING (address)
LEFT JOIN fingerprints_of USING (address)
LEFT JOIN vendors_of USING (address)
LEFT JOIN address_info USING (address)
LEFT JOIN agents USING (address);
