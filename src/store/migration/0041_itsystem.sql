-- 0041_itsystem: the register of agencies' information systems, and an index by which
-- the entries that name one are found. An older server runs on it and doesn't look at
-- it. Going back: drop both.

CREATE TABLE itsystem (
	id         TEXT PRIMARY KEY,
	org        TEXT NOT NULL,
	name       TEXT NOT NULL,
	holds      TEXT NOT NULL,
	protection BIGINT NOT NULL,    -- level of 等保, 1 to 5; 0: not graded yet
	hosting    TEXT NOT NULL CHECK (hosting IN ('cloud', 'moving', 'own')),
	cloud_on   BIGINT NOT NULL,    -- since when, or by when as planned; 0: not said
	cloud_plan TEXT,
	builder    TEXT,
	contract   TEXT,
	state      TEXT NOT NULL CHECK (state IN ('building', 'running', 'retired')),
	notes      TEXT,
	revision   BIGINT NOT NULL,
	at         BIGINT NOT NULL,
	changed_at BIGINT NOT NULL
);
CREATE INDEX itsystem_org ON itsystem (org, name);
CREATE INDEX version_source_system ON resource_version (source_system)
	WHERE source_system IS NOT NULL;
