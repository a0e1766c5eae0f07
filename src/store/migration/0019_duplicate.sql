-- 0019_duplicate: pairs of entries that collect the same thing, what their key
-- columns hold as sketches, and how far the catalogue has been compared.
-- Going back: drop all three; the cases stay.

-- a is the entry the case names, b the other one. `keeps` and `gives_up` stand
-- once the authority has named the collector.
CREATE TABLE duplicate_pair (
	a        TEXT NOT NULL,
	b        TEXT NOT NULL,
	score    BIGINT NOT NULL,
	items    BIGINT NOT NULL,
	title    BIGINT NOT NULL,
	overlap  BIGINT NOT NULL,
	state    TEXT NOT NULL CHECK (state IN ('open', 'named', 'switched', 'none')),
	case_id  TEXT,
	keeps    TEXT,
	gives_up TEXT,
	found_at BIGINT NOT NULL,
	PRIMARY KEY (a, b)
);
CREATE INDEX duplicate_pair_b ON duplicate_pair (b);
CREATE INDEX duplicate_pair_case ON duplicate_pair (case_id);
CREATE INDEX duplicate_pair_found ON duplicate_pair (found_at, a, b);

CREATE TABLE duplicate_sketch (
	resource_no BIGINT NOT NULL,
	pos         BIGINT NOT NULL,
	version     BIGINT NOT NULL,
	item        TEXT NOT NULL,
	least       BLOB NOT NULL,
	PRIMARY KEY (resource_no, pos)
);

CREATE TABLE duplicate_seen (one BIGINT PRIMARY KEY, seq BIGINT NOT NULL);
INSERT INTO duplicate_seen (one, seq) VALUES (1, 0);
