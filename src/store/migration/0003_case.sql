-- 0003_case: cases, their history, who may know of them, on whose desk they lie.
-- An older server can't run on it. Going back: drop the five tables.

CREATE TABLE case_file (
	id             TEXT PRIMARY KEY,
	process        TEXT NOT NULL,
	pack           TEXT NOT NULL,
	state          TEXT NOT NULL,
	facts          TEXT NOT NULL,
	resource       TEXT,
	title          TEXT NOT NULL,
	applicant      TEXT,
	applicant_name TEXT NOT NULL,
	applicant_level TEXT NOT NULL,
	applicant_region TEXT NOT NULL,
	person         TEXT,
	provider       TEXT,
	provider_name  TEXT NOT NULL,
	provider_level TEXT NOT NULL,
	provider_region TEXT NOT NULL,
	local          BIGINT NOT NULL,
	opened_by      TEXT NOT NULL,
	submitted_by   TEXT,
	opened_at      BIGINT NOT NULL,
	moved_at       BIGINT NOT NULL,
	entered        BIGINT NOT NULL,
	first          BIGINT NOT NULL,
	promised       BIGINT NOT NULL,
	term           TEXT,
	owes           TEXT,
	from_day       BIGINT NOT NULL,
	due            BIGINT NOT NULL,
	provisional    BIGINT NOT NULL,
	ended          BIGINT NOT NULL,
	papers         TEXT NOT NULL,
	revision       BIGINT NOT NULL
);
CREATE INDEX case_resource ON case_file (resource, id);
CREATE INDEX case_due ON case_file (due, id) WHERE ended = 0 AND due > 0;
CREATE INDEX case_provisional ON case_file (id) WHERE provisional = 1 AND ended = 0;
CREATE INDEX case_applicant ON case_file (applicant);
CREATE INDEX case_provider ON case_file (provider);

CREATE TABLE case_act (
	case_id    TEXT NOT NULL,
	no         BIGINT NOT NULL,
	at         BIGINT NOT NULL,
	event_at   BIGINT NOT NULL,
	by_id      TEXT,
	by_name    TEXT NOT NULL,
	by_org     TEXT,
	actor      TEXT NOT NULL,
	act        TEXT NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	article    TEXT,
	papers     TEXT NOT NULL,
	late       BIGINT NOT NULL,
	leaf       TEXT NOT NULL,
	PRIMARY KEY (case_id, no)
);

-- Who may know of it: all, city, county:320902, org:<id>, person:<id>.
CREATE TABLE case_scope (
	scope   TEXT NOT NULL,
	case_id TEXT NOT NULL,
	PRIMARY KEY (scope, case_id)
);
CREATE INDEX case_scope_case ON case_scope (case_id);

-- Whose turn it is: steward@<org>, operator@city, authority@320902, person@<id>.
CREATE TABLE case_desk (
	desk    TEXT NOT NULL,
	case_id TEXT NOT NULL,
	PRIMARY KEY (desk, case_id)
);
CREATE INDEX case_desk_case ON case_desk (case_id);

-- The texts of rule packs that came from a folder: a case keeps the pack it began
-- under, also when the folder is gone.
CREATE TABLE pack_file (
	pack TEXT NOT NULL,
	path TEXT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (pack, path)
);
