-- 0071_commitment: texts of the commitment that were signed, and who signed which. The
-- text is the rule pack's; it is kept here by its hash, because a pack's words change and
-- what was signed doesn't. An older server runs on it and signs nothing. Going back: drop
-- both tables; the record keeps the hashes.

CREATE TABLE commitment_text (
	hash    TEXT PRIMARY KEY,
	version TEXT NOT NULL,
	pack    TEXT NOT NULL,
	body    TEXT NOT NULL,
	at      BIGINT NOT NULL
);

CREATE TABLE commitment_signed (
	case_id  TEXT NOT NULL,
	no       BIGINT NOT NULL,
	hash     TEXT NOT NULL,
	version  TEXT NOT NULL,
	by_id    TEXT NOT NULL,
	by_name  TEXT NOT NULL,
	by_title TEXT,
	org      TEXT,
	org_name TEXT,
	at       BIGINT NOT NULL,
	leaf     TEXT NOT NULL,
	PRIMARY KEY (case_id, no)
);
