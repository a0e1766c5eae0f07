-- 0037_reform: registered reforms of organisations, and which line of an
-- organisation's history came by which. An older server runs on it and leaves a
-- registered reform lying. Going back: drop both tables and the column.

CREATE TABLE org_reform (
	id             TEXT PRIMARY KEY,
	kind           TEXT NOT NULL CHECK (kind IN ('rename', 'merge', 'split', 'move', 'close')),
	state          TEXT NOT NULL CHECK (state IN ('registered', 'confirmed', 'done', 'refused',
		'cancelled', 'failed')),
	instrument     TEXT NOT NULL,
	effective_on   BIGINT NOT NULL,
	title          TEXT NOT NULL,
	plan           TEXT NOT NULL,
	moved          TEXT,
	reason         TEXT,
	by_id          TEXT NOT NULL,
	by_name        TEXT NOT NULL,
	at             BIGINT NOT NULL,
	confirmed_id   TEXT,
	confirmed_name TEXT,
	confirmed_at   BIGINT NOT NULL,
	ended_at       BIGINT NOT NULL
);
CREATE INDEX org_reform_due ON org_reform (effective_on, id) WHERE state = 'confirmed';

-- Whom it is about: given by the plan, or made by it.
CREATE TABLE org_reform_org (
	org    TEXT NOT NULL,
	reform TEXT NOT NULL,
	side   TEXT NOT NULL CHECK (side IN ('from', 'into')),
	PRIMARY KEY (org, reform)
);
CREATE INDEX org_reform_org_reform ON org_reform_org (reform);

ALTER TABLE org_history ADD COLUMN reform TEXT;
