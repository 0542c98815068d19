-- What the files of --mmdb and --oui say of the addresses and MACs of the runs. Empty without such files.
CREATE TABLE IF NOT EXISTS address_info (address VARCHAR, country VARCHAR, city VARCHAR, asn BIGINT, as_org VARCHAR);
CREATE TABLE IF NOT EXISTS mac_info (mac VARCHAR, vendor VARCHAR);
CREATE TABLE IF NOT EXISTS enrichment_files (option VARCHAR, file VARCHAR, kind VARCHAR, built TIMESTAMPTZ, bytes BIGINT, sha256 VARCHAR);
