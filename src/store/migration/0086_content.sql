-- 0086_content: real content of entries that are no tables: files, several in a version,
-- the newest version live. What is opened is a version that a second person confirmed;
-- it stays open until a later one is confirmed or it is closed. The bytes are kept
-- uploads. An older server runs on it and doesn't show them. Going back: drop both
-- tables; the uploads stay.

CREATE TABLE content_version (
	resource     TEXT NOT NULL REFERENCES resource(id),
	version      BIGINT NOT NULL,
	files        BIGINT NOT NULL,
	bytes        BIGINT NOT NULL,
	note         TEXT,
	by_id        TEXT NOT NULL,
	by_name      TEXT NOT NULL,
	at           BIGINT NOT NULL,
	opened_at    BIGINT NOT NULL,           -- 0: never
	opened_by    TEXT,
	open_reason  TEXT,
	closed_at    BIGINT NOT NULL,           -- 0: not
	closed_by    TEXT,
	close_reason TEXT,
	PRIMARY KEY (resource, version)
);
CREATE TABLE content_file (
	resource TEXT NOT NULL,
	version  BIGINT NOT NULL,
	n        BIGINT NOT NULL,               -- 1, 2, … in a version
	name     TEXT NOT NULL,
	title    TEXT,
	day      BIGINT NOT NULL,               -- what it is of; 0: not said
	media    TEXT NOT NULL,                 -- by its first bytes
	bytes    BIGINT NOT NULL,
	sha256   TEXT NOT NULL,
	upload   TEXT NOT NULL,
	PRIMARY KEY (resource, version, n)
);
