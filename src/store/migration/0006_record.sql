-- 0006_record: leaves as they were committed, one row a group; their private
-- parts, erasable, apart; the order they were given in the tree. Segments and
-- places are only ever added to.

CREATE TABLE record_segment (
	id     BIGINT PRIMARY KEY,
	at     BIGINT NOT NULL,
	n      BIGINT NOT NULL,
	leaves BLOB NOT NULL,
	digest BLOB NOT NULL
);

CREATE TABLE record_private (
	segment BIGINT PRIMARY KEY,
	at      BIGINT NOT NULL,
	secrets BLOB NOT NULL
);
CREATE INDEX record_private_at ON record_private (at);

CREATE TABLE record_unplaced (
	segment BIGINT PRIMARY KEY
);

CREATE TABLE record_place (
	first   BIGINT PRIMARY KEY,
	segment BIGINT NOT NULL UNIQUE,
	n       BIGINT NOT NULL
);

-- One row: how many leaves have a place, and the last checkpoint that was signed.
CREATE TABLE record_head (
	one        BIGINT PRIMARY KEY,
	size       BIGINT NOT NULL,
	signed     BIGINT NOT NULL,
	checkpoint TEXT,
	vkey       TEXT
);
INSERT INTO record_head (one, size, signed) VALUES (1, 0, 0);
