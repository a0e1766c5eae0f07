-- 0005_ingest: uploads on their way in, batches, and which version of a
-- resource's rows is the one to read. The rows themselves stand elsewhere
-- (rowsql/): a version counts only once it is named here.

CREATE TABLE upload (
	id         TEXT PRIMARY KEY,
	org        TEXT,
	owner      TEXT NOT NULL,
	size       BIGINT NOT NULL,
	have       BIGINT NOT NULL,
	metadata   TEXT,
	filename   TEXT,
	state      TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT
);
CREATE INDEX upload_expiry ON upload (expires_at);

CREATE TABLE batch (
	id            TEXT PRIMARY KEY,
	resource      TEXT NOT NULL,
	resource_no   BIGINT NOT NULL,
	upload        TEXT NOT NULL,
	filename      TEXT,
	org           TEXT NOT NULL,
	by_id         TEXT NOT NULL,
	by_name       TEXT NOT NULL,
	mode          TEXT NOT NULL,
	encoding      TEXT NOT NULL,
	header        TEXT NOT NULL,
	mapping       TEXT,
	state         TEXT NOT NULL,
	attempts      BIGINT NOT NULL,
	lease_until   BIGINT NOT NULL,
	version       BIGINT NOT NULL,
	rows_read     BIGINT NOT NULL,
	rows_live     BIGINT NOT NULL,
	rows_rejected BIGINT NOT NULL,
	bytes_total   BIGINT NOT NULL,
	bytes_done    BIGINT NOT NULL,
	problems      TEXT,
	fault         TEXT,
	detail        TEXT,
	detail_en     TEXT,
	created_at    BIGINT NOT NULL,
	started_at    BIGINT,
	ended_at      BIGINT
);
CREATE INDEX batch_resource ON batch (resource, id);
CREATE INDEX batch_state ON batch (state, id);

CREATE TABLE dataset (
	resource_no  BIGINT PRIMARY KEY,
	version      BIGINT NOT NULL,
	last_version BIGINT NOT NULL
);

CREATE TABLE dataset_version (
	resource_no BIGINT NOT NULL,
	version     BIGINT NOT NULL,
	row_count   BIGINT NOT NULL,
	bytes       BIGINT NOT NULL,
	batch       TEXT NOT NULL,
	live_at     BIGINT NOT NULL,
	ended_at    BIGINT,
	personal    BIGINT NOT NULL,
	column_list TEXT NOT NULL,
	PRIMARY KEY (resource_no, version)
);
CREATE INDEX dataset_version_ended ON dataset_version (ended_at);
