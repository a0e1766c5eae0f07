-- 0052_correction: what is doubted of shared data, as the cases of its correction
-- register it; answers of the data interface are marked by it. An older server runs on
-- it and marks nothing. Going back: drop it; the cases keep what was said.

CREATE TABLE correction (
	case_id    TEXT PRIMARY KEY,
	resource   TEXT NOT NULL,
	record_key TEXT,                        -- its values, printed; NULL: all records
	item       TEXT,                        -- code; NULL: the whole record
	what       TEXT NOT NULL,
	version    BIGINT NOT NULL,             -- of the data then live
	is_open    BIGINT NOT NULL,
	at         BIGINT NOT NULL
);
CREATE INDEX correction_open ON correction (resource, is_open);
