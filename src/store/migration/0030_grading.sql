-- 0030_grading: registered rules of classification and grading, and what has been
-- suggested and decided for the items of an entry.
-- An older server runs on it and sees none. Going back: drop the four tables and the index.

-- A document, one row a version; the newest of each stands unless it was withdrawn.
CREATE TABLE grading_rule (
	rule      TEXT NOT NULL,
	version   BIGINT NOT NULL,
	state     TEXT NOT NULL CHECK (state IN ('in_force', 'superseded', 'withdrawn')),
	domain    TEXT,
	org       TEXT,
	name      TEXT NOT NULL,
	issuer    TEXT NOT NULL,
	number    TEXT,
	issued_on BIGINT NOT NULL,
	link      TEXT,
	body      TEXT,
	reason    TEXT,
	by_id     TEXT NOT NULL,
	by_name   TEXT NOT NULL,
	at        BIGINT NOT NULL,
	PRIMARY KEY (rule, version)
);
CREATE TABLE grading_pattern (
	rule    TEXT NOT NULL,
	version BIGINT NOT NULL,
	pos     BIGINT NOT NULL,
	element BIGINT NOT NULL,
	word    TEXT NOT NULL,
	grade   BIGINT NOT NULL,
	sense   TEXT NOT NULL,
	PRIMARY KEY (rule, version, pos)
);
-- The last look at an entry: which of its versions and of its data, how much of it.
CREATE TABLE grading_scan (
	resource     TEXT PRIMARY KEY,
	version      BIGINT NOT NULL,
	data_version BIGINT NOT NULL,
	rows_live    BIGINT NOT NULL,
	sampled      BIGINT NOT NULL,
	lifted       BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	by_name      TEXT NOT NULL
);
-- One an item; `evidence` holds words and numbers, never values.
CREATE TABLE grading_suggestion (
	resource   TEXT NOT NULL,
	item       TEXT NOT NULL,
	grade      BIGINT NOT NULL,
	sense      TEXT NOT NULL,
	confidence BIGINT NOT NULL,
	mask       TEXT,
	evidence   TEXT NOT NULL,
	seen_at    BIGINT NOT NULL,
	state      TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'other')),
	decided    BIGINT NOT NULL,
	reason     TEXT,
	by_name    TEXT,
	decided_at BIGINT NOT NULL,
	PRIMARY KEY (resource, item)
);
CREATE INDEX item_ungraded ON item (resource, version) WHERE grade = 0;
