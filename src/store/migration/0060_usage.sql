-- 0060_usage: how much is used, counted from the record's leaves: by day, agency, entry
-- and grant; from which addresses keys and tokens come; how far the record is counted.
-- An older server runs on it and leaves the counting where it is. Going back: drop the
-- three tables; they are made again from the record.

CREATE TABLE usage_day (
	day       BIGINT NOT NULL,
	org       TEXT NOT NULL,
	resource  TEXT NOT NULL,
	grant_id  TEXT NOT NULL,
	calls     BIGINT NOT NULL,
	rows_out  BIGINT NOT NULL,
	bytes_out BIGINT NOT NULL,
	claims    BIGINT NOT NULL,
	grouped    BIGINT NOT NULL,
	empty     BIGINT NOT NULL,
	refused   BIGINT NOT NULL,
	copies    BIGINT NOT NULL,
	copied    BIGINT NOT NULL,
	hours     BIGINT NOT NULL,
	persons   BIGINT NOT NULL,
	sketch    BLOB,
	seen      BIGINT NOT NULL,
	PRIMARY KEY (day, org, resource, grant_id)
);
CREATE INDEX usage_day_grant ON usage_day (grant_id, day);

CREATE TABLE usage_address (
	key_id   TEXT NOT NULL,
	address  TEXT NOT NULL,
	org      TEXT NOT NULL,
	first_at BIGINT NOT NULL,
	last_at  BIGINT NOT NULL,
	PRIMARY KEY (key_id, address)
);
CREATE INDEX usage_address_first ON usage_address (first_at);

-- One row: leaves below this index are counted.
CREATE TABLE usage_mark (
	one BIGINT PRIMARY KEY,
	at  BIGINT NOT NULL
);
INSERT INTO usage_mark (one, at) VALUES (1, 0);
