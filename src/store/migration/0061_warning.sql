-- 0061_warning: use that isn't as usual is warned of, looked at, and closed; how far it was
-- looked for. An older server runs on it and warns of nothing. Going back: drop the two
-- tables and the columns.

ALTER TABLE usage_day ADD COLUMN wrong BIGINT NOT NULL DEFAULT 0;      -- claims that didn't hold
ALTER TABLE usage_address ADD COLUMN looked BIGINT NOT NULL DEFAULT 0; -- 1: held against the others

CREATE TABLE use_warning (
	id         TEXT PRIMARY KEY,
	kind       TEXT NOT NULL,
	day        BIGINT NOT NULL,
	about      TEXT NOT NULL,
	org        TEXT NOT NULL,
	provider   TEXT,
	resource   TEXT,
	grant_id   TEXT,
	case_id    TEXT,
	key_id     TEXT,
	address    TEXT,
	figure     BIGINT NOT NULL,
	usual      BIGINT NOT NULL,
	least      BIGINT NOT NULL,
	at         BIGINT NOT NULL,
	state      TEXT NOT NULL,
	finding    TEXT,
	reason     TEXT,
	by_id      TEXT,
	by_name    TEXT,
	changed_at BIGINT NOT NULL,
	UNIQUE (kind, day, about)
);

CREATE TABLE use_warning_look (
	one  BIGINT PRIMARY KEY,
	seen BIGINT NOT NULL
);
INSERT INTO use_warning_look (one, seen) VALUES (1, 0);
