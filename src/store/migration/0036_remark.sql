-- 0036_remark: what a reviewer remarked about single fields of an entry.
-- An older server runs on it and sees none. Going back: drop the table.

-- `said` is what the field said then; a remark is settled by the edit that changes
-- it, or by the publication of the entry.
CREATE TABLE review_remark (
	id         TEXT PRIMARY KEY,
	resource   TEXT NOT NULL,
	version    BIGINT NOT NULL,
	case_id    TEXT NOT NULL,
	field      TEXT NOT NULL,
	remark     TEXT NOT NULL,
	said       TEXT NOT NULL,
	at         BIGINT NOT NULL,
	by_id      TEXT NOT NULL,
	by_name    TEXT NOT NULL,
	by_org     TEXT,
	settled_at BIGINT NOT NULL,
	settled_by TEXT
);
CREATE INDEX review_remark_resource ON review_remark (resource, id);
