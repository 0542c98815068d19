-- Macros for DuckDB that need no extension (DuckDB's INET type is one).
-- An address is two signed BIGINTs, the high and the low 64 bits; IPv4 counts as ::ffff:a.b.c.d.
-- With constant arguments DuckDB computes all of this once, before it reads a row.
-- A macro is pasted where it is called, so a value that is used often is bound by a lambda over a list of one.

CREATE OR REPLACE MACRO is_ipv4(address) AS
  regexp_full_match(address, '((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])');

-- 10.1.2.3 as a01:203, from ['10', '1', '2', '3'].
CREATE OR REPLACE MACRO ipv4_as_hex(parts) AS
  format('{:x}:{:x}', parts[1]::INT * 256 + parts[2]::INT, parts[3]::INT * 256 + parts[4]::INT);

-- The address in IPv6 notation without dots; text that is no address becomes NULL or stays what it is.
CREATE OR REPLACE MACRO ip_as_hex(address) AS
  CASE WHEN NOT contains(address, '.') THEN lower(address)
       WHEN is_ipv4(regexp_extract(address, '[^:]*$'))
         THEN CASE WHEN contains(address, ':') THEN lower(regexp_replace(address, '[^:]*$', '')) ELSE '::ffff:' END
           || ipv4_as_hex(string_split(regexp_extract(address, '[^:]*$'), '.'))
  END;

-- The groups of 16 bits that are written on one side of '::', as numbers.
CREATE OR REPLACE MACRO hex_groups(side) AS
  list_transform(list_filter(string_split(side, ':'), lambda g: g <> ''), lambda g: ('0x' || g)::INTEGER::HUGEINT);

-- RFC 4291: eight groups, or fewer and one '::' in place of at least one group of zeros.
CREATE OR REPLACE MACRO is_ipv6_hex(hex) AS
  regexp_full_match(hex, '(([0-9a-f]{1,4}:)*[0-9a-f]{1,4})?(::(([0-9a-f]{1,4}:)*[0-9a-f]{1,4})?)?')
  AND len(regexp_extract_all(hex, '[0-9a-f]+')) BETWEEN if(contains(hex, '::'), 0, 8) AND if(contains(hex, '::'), 7, 8);

CREATE OR REPLACE MACRO signed_64(groups) AS
  (((groups[1] + 32768) % 65536 - 32768) * 281474976710656
    + groups[2] * 4294967296 + groups[3] * 65536 + groups[4])::BIGINT;

-- [high 64 bits, low 64 bits] of an address in text; [NULL, NULL] for text that is no address.
CREATE OR REPLACE MACRO ip_halves(address) AS
  list_transform(
    list_transform(
      list_transform(
        list_transform([address], lambda a: ip_as_hex(a)),
        lambda h: CASE WHEN is_ipv6_hex(h) THEN [hex_groups(split_part(h, '::', 1)), hex_groups(split_part(h, '::', 2))] END),
      lambda s: list_concat(s[1], list_resize([0::HUGEINT], 8 - len(s[1]) - len(s[2]), 0), s[2])),
    lambda g: [signed_64(g[1:4]), signed_64(g[5:8])])[1];

CREATE OR REPLACE MACRO ip_hi(address) AS ip_halves(address)[1];

CREATE OR REPLACE MACRO ip_lo(address) AS ip_halves(address)[2];

-- First and last number of the range that shares its first bits (0 to 64) with value.
CREATE OR REPLACE MACRO prefix_first(value, bits) AS
  CASE WHEN bits <= 0 THEN -9223372036854775808
       ELSE value & (-(1::HUGEINT << (64 - bits)))::BIGINT END;

CREATE OR REPLACE MACRO prefix_last(value, bits) AS
  CASE WHEN bits <= 0 THEN 9223372036854775807
       ELSE value | ((1::HUGEINT << (64 - bits)) - 1)::BIGINT END;

-- Prefix length in 128 bits of '10.0.0.0/8' or '::/0'; an address alone is a network of one; NULL for what is no prefix.
CREATE OR REPLACE MACRO cidr_bits(cidr) AS
  CASE WHEN NOT contains(cidr, '/') THEN 128
       WHEN regexp_full_match(cidr, '[^:/]*/([0-9]|[12][0-9]|3[0-2])') THEN 96 + split_part(cidr, '/', 2)::INT
       WHEN regexp_full_match(cidr, '[^/]*:[^/]*/([0-9]{1,2}|1[01][0-9]|12[0-8])') THEN split_part(cidr, '/', 2)::INT
  END;

-- [first hi, last hi, first lo, last lo] of a network; NULL for text that is none.
CREATE OR REPLACE MACRO cidr_range(cidr) AS
  list_transform(
    list_transform([cidr], lambda c: {'ip': ip_halves(split_part(c, '/', 1)), 'bits': cidr_bits(c)}),
    lambda n: CASE WHEN n.ip[1] IS NOT NULL AND n.bits IS NOT NULL THEN [
      prefix_first(n.ip[1], least(n.bits, 64)), prefix_last(n.ip[1], least(n.bits, 64)),
      prefix_first(n.ip[2], n.bits - 64), prefix_last(n.ip[2], n.bits - 64)] END)[1];

-- Is the address in the network? in_cidr(src_ip_hi, src_ip_lo, '10.0.0.0/8'), '2001:db8::/32', '::ffff:10.0.0.0/104'.
-- Bits of the network below its prefix do not count. IPv6 networks shorter than ::ffff:0:0/96 that
-- contain it, such as ::/0, contain every IPv4 address. Fails for text that is no network.
CREATE OR REPLACE MACRO in_cidr(hi, lo, cidr) AS
  CASE WHEN cidr IS NOT NULL AND cidr_range(cidr) IS NULL THEN error('in_cidr: not an address or a network: ' || cidr)
  ELSE hi BETWEEN cidr_range(cidr)[1] AND cidr_range(cidr)[2]
    AND lo BETWEEN cidr_range(cidr)[3] AND cidr_range(cidr)[4] END;

-- Digits of a telephone number as dialled: phone('tel:+49-(0)30 1234') is '490301234', phone('sip:0049301@x') is '49301'.
CREATE OR REPLACE MACRO phone(text) AS
  regexp_replace(
    regexp_replace(
      regexp_replace(
        regexp_replace(regexp_replace(lower(text), '^[^<]*<|>.*$', '', 'g'), '^\s*(tel|sips?):', ''),
        '[@;?].*$', ''),
      '[^0-9]', '', 'g'),
    '^00', '');

-- Whether two numbers are likely the same: equal in their last ten digits or more, or the shorter is the end of the
-- longer and has 7 to 9 digits.
CREATE OR REPLACE MACRO phone_matches(a, b) AS
  CASE WHEN a IS NULL OR b IS NULL THEN NULL
       WHEN least(len(phone(a)), len(phone(b))) >= 10 THEN right(phone(a), 10) = right(phone(b), 10)
       WHEN least(len(phone(a)), len(phone(b))) >= 7
         THEN right(phone(a), least(len(phone(a)), len(phone(b)))::INT) = right(phone(b), least(len(phone(a)), len(phone(b)))::INT)
       ELSE false END;

-- Whether text is an address and no name: IPv4, or IPv6 with or without brackets, each perhaps with a port or a dot behind it.
CREATE OR REPLACE MACRO is_address(text) AS
  is_ipv4(regexp_replace(text, '(:[0-9]*)?\.?$', ''))
  OR regexp_full_match(lower(text), '\[.*\]\.?(:[0-9]*)?|[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*(%.*)?');

-- Private (RFC 1918, RFC 4193), loopback or link-local, from an address in text.
CREATE OR REPLACE MACRO is_private(address) AS
  regexp_matches(lower(address),
    '^(((10|127)\.|169\.254\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.)[0-9.]+|(f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):[0-9a-f:.]*|::1)$');

-- Bytes in hex, such as flows.src_first_bytes, as text: printable ASCII as it is, other bytes as \xNN. Backslashes
-- right before an x or such a byte are doubled, so that different bytes stay different (docs/decisions/0015). The cast writes
-- quotes and backslashes as \xNN, too.
CREATE OR REPLACE MACRO as_text(hex) AS
  replace(
    regexp_replace(
      replace(replace(CAST(unhex(hex) AS VARCHAR), '\x22', '"'), '\x27', ''''),
      '((\\x5C)+)(x|\\x[^5])', '\1\1\3', 'g'),
    '\x5C', '\');

-- 1536 as 1.5 KiB.
CREATE OR REPLACE MACRO human_bytes(bytes) AS format_bytes(CAST(bytes AS BIGINT));

-- A name without its first label; NULL for one label.
CREATE OR REPLACE MACRO parent_domain(name) AS nullif(regexp_extract(name, '^[^.]*\.(.+)$', 1), '');

-- Whether one of the services in flows.service has its home on this port: those of IANA, and those that proxies and
-- second web servers take.
CREATE OR REPLACE MACRO is_usual_port(service, port) AS
  len(list_filter(string_split(service, ','), lambda s: concat(s, '/', port) IN (
    'dns/53', 'dns/137', 'dns/5353', 'dns/5355', 'ftp/21', 'ftp/990', 'http/80', 'http/3128', 'http/8000', 'http/8080',
    'imap/143', 'imap/993', 'pop3/110', 'pop3/995', 'sip/5060', 'sip/5061', 'smtp/25', 'smtp/465', 'smtp/587', 'ssh/22',
    'tls/443', 'tls/465', 'tls/636', 'tls/853', 'tls/989', 'tls/990', 'tls/993', 'tls/995', 'tls/5061', 'tls/8443'))) > 0;

-- Is the address in one of the networks in the column cidr, or line, of a table? in_any_cidr(src_ip_hi, src_ip_lo, 'networks'). Their
-- ranges are computed once, not once per row.
CREATE OR REPLACE MACRO in_any_cidr(hi, lo, networks) AS
  EXISTS (
    FROM (
      SELECT if(cidr IS NOT NULL AND r IS NULL, error('in_any_cidr: not an address or a network: ' || cidr), r) AS r
      FROM (SELECT cidr, cidr_range(cidr) AS r FROM (SELECT COLUMNS('(?i)^(cidr|line)$') AS cidr FROM query_table(networks))))
    WHERE hi BETWEEN r[1] AND r[2] AND lo BETWEEN r[3] AND r[4]);
