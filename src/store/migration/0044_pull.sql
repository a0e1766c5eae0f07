-- 0044_pull: tables of agencies' databases from which a resource takes its rows, and each
-- time that was done. An older server runs on it and pulls nothing. Going back: drop both.

CREATE TABLE pull_source (
	id         TEXT PRIMARY KEY,
	resource   TEXT NOT NULL,
	system     TEXT NOT NULL,
	schema_name TEXT,
	table_name TEXT NOT NULL,
	mode       TEXT NOT NULL CHECK (mode IN ('replace', 'upsert')),
	since_item TEXT,               -- code of the item whose values only grow
	every      TEXT NOT NULL CHECK (every IN ('never', 'hour', 'day', 'week', 'month')),
	minute     BIGINT NOT NULL,    -- of the day, UTC+8; of the hour for 'hour'
	next_at    BIGINT NOT NULL,    -- 0: only when asked
	removed    BIGINT NOT NULL,
	by_id      TEXT NOT NULL,
	by_name    TEXT NOT NULL,
	created_at BIGINT NOT NULL
);
CREATE INDEX pull_source_resource ON pull_source (resource, id);
CREATE INDEX pull_source_due ON pull_source (next_at) WHERE next_at > 0;

CREATE TABLE pull_run (
	id         TEXT PRIMARY KEY,
	source     TEXT NOT NULL REFERENCES pull_source (id),
	state      TEXT NOT NULL CHECK (state IN ('queued', 'reading', 'loading', 'done', 'failed')),
	asked_by   TEXT,               -- a person's name; NULL: the schedule
	batch      TEXT,
	row_count  BIGINT NOT NULL,
	bytes      BIGINT NOT NULL,
	mark_from  TEXT,               -- the least value that was asked for; NULL: all rows
	mark       TEXT,               -- the greatest that was seen
	attempts   BIGINT NOT NULL,
	lease_until BIGINT NOT NULL,
	fault      TEXT,
	detail     TEXT,
	detail_en  TEXT,
	asked_at   BIGINT NOT NULL,
	started_at BIGINT NOT NULL,
	ended_at   BIGINT NOT NULL
);
CREATE INDEX pull_run_source ON pull_run (source, id);
CREATE INDEX pull_run_open ON pull_run (id) WHERE state IN ('queued', 'reading');
