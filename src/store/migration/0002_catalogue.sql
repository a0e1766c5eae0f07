-- 0002_catalogue: entries, their versions and items; the data element dictionary.
-- An entry's number names its data tables and is never used twice.

CREATE TABLE resource (
	id            TEXT PRIMARY KEY,
	no            BIGINT NOT NULL UNIQUE,
	code          TEXT NOT NULL UNIQUE,
	national_code TEXT UNIQUE,
	org           TEXT NOT NULL,
	state         TEXT NOT NULL,
	head          BIGINT NOT NULL,
	draft         BIGINT NOT NULL,
	next_item     BIGINT NOT NULL,
	revision      BIGINT NOT NULL,
	seq           BIGINT NOT NULL,
	created_at    BIGINT NOT NULL,
	changed_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX resource_seq ON resource (seq);
CREATE INDEX resource_org ON resource (org, id);
CREATE INDEX resource_state ON resource (state, id);

CREATE TABLE resource_version (
	resource          TEXT NOT NULL,
	version           BIGINT NOT NULL,
	state             TEXT NOT NULL,
	title             TEXT NOT NULL,
	abstract          TEXT,
	keywords          TEXT NOT NULL,
	category          TEXT,
	theme             TEXT,
	form              TEXT,
	format            TEXT,
	collector         TEXT,
	reviewer          TEXT,
	source_system     TEXT,
	duty              TEXT,
	collect_basis     TEXT,
	collect_scope     TEXT,
	collect_necessity TEXT,
	update_cycle      TEXT,
	region            TEXT,
	grade             BIGINT NOT NULL,
	share_type        TEXT NOT NULL,
	share_conditions  TEXT,
	share_reason      TEXT,
	share_law         TEXT,
	share_level       TEXT,
	share_article     TEXT,
	open_type         TEXT NOT NULL,
	open_conditions   TEXT,
	open_reason       TEXT,
	open_law          TEXT,
	open_level        TEXT,
	open_article      TEXT,
	completeness      BIGINT NOT NULL,
	created_at        BIGINT NOT NULL,
	created_by        TEXT,
	changed_at        BIGINT NOT NULL,
	published_at      BIGINT NOT NULL,
	PRIMARY KEY (resource, version)
);
CREATE INDEX resource_version_title ON resource_version (title);

CREATE TABLE item (
	resource    TEXT NOT NULL,
	version     BIGINT NOT NULL,
	pos         BIGINT NOT NULL,
	no          BIGINT NOT NULL,
	code        TEXT NOT NULL,
	name        TEXT NOT NULL,
	type        TEXT NOT NULL,
	length      BIGINT NOT NULL,
	decimals    BIGINT NOT NULL,
	is_key      BIGINT NOT NULL,
	nullable    BIGINT NOT NULL,
	grade       BIGINT NOT NULL,
	share_type  TEXT NOT NULL,
	open_type   TEXT NOT NULL,
	element     TEXT,
	code_set    TEXT,
	format      TEXT,
	mask        TEXT,
	description TEXT,
	PRIMARY KEY (resource, version, pos)
);
CREATE INDEX item_element ON item (element);

-- What happened to an entry, for its page; the record proves the same.
CREATE TABLE resource_event (
	id       TEXT PRIMARY KEY,
	resource TEXT NOT NULL,
	version  BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	event    TEXT NOT NULL,
	by_id    TEXT,
	by_name  TEXT,
	note     TEXT
);
CREATE INDEX resource_event_resource ON resource_event (resource, id);
CREATE INDEX resource_event_at ON resource_event (at);

-- Numbered releases of the catalogue: what stood at that moment.
CREATE TABLE catalogue_release (
	no      BIGINT PRIMARY KEY,
	at      BIGINT NOT NULL,
	entries BIGINT NOT NULL,
	title   TEXT,
	by_name TEXT
);

-- Entries shared on conditions or not at all, once reviewed (Art. 18 ¶1).
CREATE TABLE negative_list (
	resource  TEXT PRIMARY KEY,
	version   BIGINT NOT NULL,
	listed_at BIGINT NOT NULL
);

-- The last number given: 'resource' for entries, 'change' for their changes,
-- else the front part of a national code. Only goes up, so nothing is given
-- twice. resource.seq is the 'change' at which the entry last changed: whoever
-- keeps entries in memory reads on from the last one seen.
CREATE TABLE catalogue_sequence (
	name TEXT PRIMARY KEY,
	last BIGINT NOT NULL
);

CREATE TABLE element (
	id         TEXT PRIMARY KEY,
	code       TEXT NOT NULL UNIQUE,
	name       TEXT NOT NULL,
	type       TEXT NOT NULL,
	definition TEXT,
	source     TEXT,
	created_at BIGINT NOT NULL
);
CREATE INDEX element_source ON element (source);
