-- 0004_grant: who may see what of which resource, and how much of it was used.
-- grant_use is the narrow row that every call changes; access_grant the words,
-- which no call reads. Both carry the grant's id. Going back: drop them.

CREATE TABLE access_grant (
	id           TEXT PRIMARY KEY,
	resource     TEXT NOT NULL,
	code         TEXT NOT NULL,
	provider     TEXT NOT NULL,
	org          TEXT NOT NULL,
	case_id      TEXT NOT NULL,
	purpose      TEXT NOT NULL,
	purpose_code TEXT NOT NULL UNIQUE,
	scenario     TEXT,
	items        TEXT NOT NULL,
	masks        TEXT NOT NULL,
	rows_where   TEXT,
	per          TEXT NOT NULL CHECK (per IN ('total', 'day', 'month')),
	valid_until  TEXT,
	matter       BIGINT NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('open', 'suspended', 'ended')),
	reason       TEXT,
	basis        TEXT,
	made_at      BIGINT NOT NULL,
	made_by      TEXT NOT NULL,
	changed_at   BIGINT NOT NULL
);
CREATE INDEX access_grant_resource ON access_grant (resource, id);
CREATE INDEX access_grant_org ON access_grant (org, resource, id);
CREATE INDEX access_grant_provider ON access_grant (provider, id);
CREATE INDEX access_grant_case ON access_grant (case_id);

-- A missing limit is the largest number there is.
CREATE TABLE grant_use (
	id           TEXT PRIMARY KEY,
	revision     BIGINT NOT NULL,
	is_open      BIGINT NOT NULL,
	until        BIGINT NOT NULL,
	period       BIGINT NOT NULL,
	calls        BIGINT NOT NULL,
	rows_out     BIGINT NOT NULL,
	subjects     BIGINT NOT NULL,
	max_calls    BIGINT NOT NULL,
	max_rows     BIGINT NOT NULL,
	max_subjects BIGINT NOT NULL
);

-- Persons looked up under a grant with a quota of subjects, as keyed hashes.
CREATE TABLE grant_subject (
	grant_id     TEXT NOT NULL,
	period       BIGINT NOT NULL,
	subject      BLOB NOT NULL,
	PRIMARY KEY (grant_id, period, subject)
);

-- Moves with every change to a grant (not its use), so that a server may keep
-- what it compiled while this stands still.
CREATE TABLE grant_epoch (one BIGINT PRIMARY KEY, n BIGINT NOT NULL);
INSERT INTO grant_epoch (one, n) VALUES (1, 1);
