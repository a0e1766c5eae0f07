-- 0055_delivery: tables handed over as copies beside their cases: what a mark may alter
-- in an entry's rows, the batches, who fetched them, where they landed. An older server
-- runs on it and doesn't look at it. Going back: drop the five tables; the cases and the
-- record keep what was done.

CREATE TABLE delivery (
	case_id  TEXT PRIMARY KEY,
	request  TEXT NOT NULL,
	target   TEXT NOT NULL CHECK (target IN ('fetch')),
	mark_key TEXT,
	batches  BIGINT NOT NULL,
	at       BIGINT NOT NULL
);
CREATE INDEX delivery_request ON delivery (request);

CREATE TABLE delivery_batch (
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL,
	no         BIGINT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('full', 'incremental')),
	state      TEXT NOT NULL CHECK (state IN ('making', 'ready', 'failed')),
	grant_id   TEXT NOT NULL,
	base       BIGINT NOT NULL,
	version    BIGINT NOT NULL,
	told       BIGINT NOT NULL,
	row_count  BIGINT NOT NULL,
	whole      BIGINT NOT NULL,
	bytes      BIGINT NOT NULL,
	hash       TEXT,
	mark       TEXT,
	carriers   TEXT,
	leaf       TEXT,
	fault      TEXT,
	detail     TEXT,
	detail_en  TEXT,
	field      TEXT,
	by_id      TEXT NOT NULL,
	by_name    TEXT NOT NULL,
	by_org     TEXT,
	at         BIGINT NOT NULL,
	ready_at   BIGINT NOT NULL,
	cleared    BIGINT NOT NULL,
	UNIQUE (case_id, no)
);
CREATE INDEX delivery_batch_state ON delivery_batch (state, id);

CREATE TABLE delivery_fetch (
	id      TEXT PRIMARY KEY,
	case_id TEXT NOT NULL,
	batch   BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	by_id   TEXT NOT NULL,
	by_name TEXT,
	by_kind TEXT NOT NULL,
	span    TEXT,
	leaf    TEXT NOT NULL
);
CREATE INDEX delivery_fetch_case ON delivery_fetch (case_id, id);

CREATE TABLE delivery_copy (
	id           TEXT PRIMARY KEY,
	case_id      TEXT NOT NULL,
	batch        BIGINT NOT NULL,
	place        TEXT,
	responsible  TEXT,
	at           BIGINT NOT NULL,
	by_name      TEXT,
	destroyed_on BIGINT NOT NULL,
	destroyed_at BIGINT NOT NULL,
	statement    TEXT,
	destroyed_by TEXT
);
CREATE INDEX delivery_copy_case ON delivery_copy (case_id, id);

CREATE TABLE delivery_marks (
	resource TEXT PRIMARY KEY,
	allowed  TEXT NOT NULL,
	by_id    TEXT NOT NULL,
	by_name  TEXT NOT NULL,
	at       BIGINT NOT NULL
);
