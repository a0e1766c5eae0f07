-- 0040_guidance: rules for cataloguing and grading that the city registered, and
-- their files by their hash: documents are small and few, and here they are backed up
-- with the rest. An older server runs on it and doesn't look at it. Going back: drop
-- both.

CREATE TABLE guidance (
	id          TEXT PRIMARY KEY,
	title       TEXT NOT NULL,
	issuer      TEXT NOT NULL,
	number      TEXT NOT NULL,
	level       TEXT NOT NULL CHECK (level IN ('national', 'provincial', 'city', 'sector')),
	domain      TEXT,
	in_force    BIGINT NOT NULL,
	in_force_to BIGINT NOT NULL,
	places      TEXT NOT NULL,
	link        TEXT,
	file_hash   TEXT,
	file_name   TEXT,
	notes       TEXT,
	replaces    TEXT UNIQUE,
	by_id       TEXT NOT NULL,
	by_name     TEXT NOT NULL,
	by_org      TEXT,
	at          BIGINT NOT NULL,
	changed_at  BIGINT NOT NULL
);
CREATE TABLE guidance_file (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL, size BIGINT NOT NULL);
