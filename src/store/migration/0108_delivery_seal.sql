-- 0108_delivery_seal: the form of a filing as it was submitted and its hash, and how each side
-- confirmed it: a sealed page, or a signature by a registered key. An older server runs on
-- it and writes none. Going back: drop the table and the columns; the pages stay among the
-- cases' papers.

ALTER TABLE delivery ADD COLUMN form TEXT;              -- JSON of label and text, row by row

CREATE TABLE delivery_seal (
	case_id        TEXT NOT NULL,
	side           TEXT NOT NULL CHECK (side IN ('provider', 'consumer')),
	way            TEXT NOT NULL CHECK (way IN ('page', 'signature')),
	form_hash      TEXT NOT NULL,
	upload         TEXT,                    -- of a page
	page_hash      TEXT,
	signatories    TEXT,
	original_place TEXT,
	key_id         TEXT,                    -- of a signature; the key as it was then
	key_name       TEXT,
	algorithm      TEXT,
	public_key     TEXT,
	signature      TEXT,                    -- base64, 64 bytes
	by_name        TEXT NOT NULL,
	by_org         TEXT NOT NULL,
	at             BIGINT NOT NULL,
	PRIMARY KEY (case_id, side)
);
