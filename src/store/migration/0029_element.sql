-- 0029_element: data elements with all their attributes, their sources as decisions,
-- and what they were. An older server runs on it and shows what it knows.
-- Going back: drop the table element_version and the columns.

ALTER TABLE element ADD COLUMN name_en TEXT;
ALTER TABLE element ADD COLUMN format TEXT;
ALTER TABLE element ADD COLUMN length BIGINT NOT NULL DEFAULT 0;
ALTER TABLE element ADD COLUMN decimals BIGINT NOT NULL DEFAULT 0;
ALTER TABLE element ADD COLUMN value_range TEXT;
ALTER TABLE element ADD COLUMN code_set TEXT;
ALTER TABLE element ADD COLUMN grade BIGINT NOT NULL DEFAULT 0;
ALTER TABLE element ADD COLUMN unit TEXT;
ALTER TABLE element ADD COLUMN retired BIGINT NOT NULL DEFAULT 0;
ALTER TABLE element ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE element ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;

-- What each version said, as the JSON that was shown of it.
CREATE TABLE element_version (
	code    TEXT NOT NULL,
	version BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	by_name TEXT,
	reason  TEXT,
	body    TEXT NOT NULL,
	PRIMARY KEY (code, version)
);
