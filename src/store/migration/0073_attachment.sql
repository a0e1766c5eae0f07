-- 0073_attachment: files handed in with an act of a case. The bytes are those of the
-- upload, kept with it. An older server runs on it and takes no attachments. Going back:
-- drop the table; the papers of the acts keep the ids of the uploads.

CREATE TABLE case_attachment (
	id       TEXT PRIMARY KEY,
	case_id  TEXT NOT NULL,
	upload   TEXT NOT NULL,
	act      TEXT NOT NULL,
	name     TEXT NOT NULL,
	type     TEXT NOT NULL,
	size     BIGINT NOT NULL,
	hash     TEXT NOT NULL,
	by_id    TEXT NOT NULL,
	by_name  TEXT,
	by_org   TEXT,
	org_name TEXT,
	at       BIGINT NOT NULL,
	UNIQUE (case_id, upload)
);
