-- 0027_codeset: lists of codes: code sets that items name, and the trees that
-- entries hang in. An older server runs on it and knows none of them.
-- Going back: drop the three tables and the index.

-- kind 'set' or 'tree'. `known_as` is the standard's number as people write it,
-- tidied (GBT2261.1). `partial`: it holds only part of what may occur, so that a
-- code outside it is told of and taken. keeper 'program' until somebody imports:
-- then the file that the program brings no longer writes over it.
CREATE TABLE code_set (
	id         TEXT PRIMARY KEY,
	kind       TEXT NOT NULL CHECK (kind IN ('set', 'tree')),
	name       TEXT NOT NULL,
	name_en    TEXT,
	standard   TEXT,
	known_as   TEXT,
	source     TEXT NOT NULL,
	partial    BIGINT NOT NULL,
	keeper     TEXT NOT NULL CHECK (keeper IN ('program', 'operator')),
	shipped    TEXT,
	version    BIGINT NOT NULL,
	current    BIGINT NOT NULL,
	retired    BIGINT NOT NULL,
	changed_at BIGINT NOT NULL
);
CREATE INDEX code_set_known_as ON code_set (known_as, id);

-- A code as it was from version `since` on, until version `until` (0: it stands).
CREATE TABLE code_set_code (
	set_id     TEXT NOT NULL,
	code       TEXT NOT NULL,
	since      BIGINT NOT NULL,
	until      BIGINT NOT NULL,
	name       TEXT NOT NULL,
	name_en    TEXT,
	parent     TEXT,
	state      TEXT NOT NULL CHECK (state IN ('current', 'retired')),
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	note       TEXT,
	PRIMARY KEY (set_id, code, since)
);

CREATE TABLE code_set_version (
	set_id  TEXT NOT NULL,
	version BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	by_name TEXT,
	source  TEXT NOT NULL,
	added   BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	retired BIGINT NOT NULL,
	PRIMARY KEY (set_id, version)
);

-- Who names a list.
CREATE INDEX item_code_set ON item (code_set) WHERE code_set IS NOT NULL;
