-- 0080_deposit: table deliveries written into their recipient's own database: which table
-- it is, and each time a batch is to be written there or taken away again. An older server
-- runs on it and writes nothing. Going back: drop both tables and the column; the record keeps what was
-- written where.

CREATE TABLE delivery_target (
	case_id     TEXT PRIMARY KEY,
	system      TEXT NOT NULL,
	schema_name TEXT,
	table_name  TEXT NOT NULL,
	by_id       TEXT NOT NULL,
	by_name     TEXT NOT NULL,
	at          BIGINT NOT NULL
);

CREATE TABLE delivery_write (
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL,
	kind        TEXT NOT NULL CHECK (kind IN ('batch', 'erase')),
	batch       BIGINT NOT NULL,            -- 0: of an erasure
	batch_id    TEXT,
	state       TEXT NOT NULL CHECK (state IN ('queued', 'writing', 'written', 'failed', 'dropped')),
	org         TEXT NOT NULL,              -- whose database
	attempts    BIGINT NOT NULL,
	lease_until BIGINT NOT NULL,
	not_before  BIGINT NOT NULL,
	row_count   BIGINT NOT NULL,
	maybe       BIGINT NOT NULL,            -- attempts of which it isn't known how they ended
	fault       TEXT,                       -- of the last attempt
	detail      TEXT,
	detail_en   TEXT,
	leaf        TEXT,                       -- of the last attempt, put before it
	statement   TEXT,                       -- of an erasure
	asked_id    TEXT,                       -- NULL: the platform, when the batch was ready
	asked_by    TEXT,
	asked_at    BIGINT NOT NULL,
	started_at  BIGINT NOT NULL,
	ended_at    BIGINT NOT NULL
);
CREATE INDEX delivery_write_state ON delivery_write (state, id);
CREATE INDEX delivery_write_case ON delivery_write (case_id, id);

-- The items of a batch's file in their order, parted by commas, a star behind those of the
-- key by which rows are known. NULL: made before it was kept.
ALTER TABLE delivery_batch ADD COLUMN columns TEXT;
