-- 0034_asset: the register of data assets as agencies confirmed it: who, when, the
-- sums, and each line as it was. The register itself is computed. An older server
-- runs on it. Going back: drop both.

CREATE TABLE asset_confirmation (
	id       TEXT PRIMARY KEY,
	org      TEXT NOT NULL,
	org_name TEXT NOT NULL,
	at       BIGINT NOT NULL,
	by_id    TEXT NOT NULL,
	by_name  TEXT NOT NULL,
	note     TEXT,
	entries  BIGINT NOT NULL,
	rows     BIGINT NOT NULL,
	bytes    BIGINT NOT NULL,
	hash     TEXT NOT NULL,
	leaf     TEXT NOT NULL
);
CREATE INDEX asset_confirmation_org ON asset_confirmation (org, id);

CREATE TABLE asset_line (
	confirmation TEXT NOT NULL,
	resource     TEXT NOT NULL,
	code         TEXT NOT NULL,
	title        TEXT NOT NULL,
	version      BIGINT NOT NULL,
	rows         BIGINT NOT NULL,
	bytes        BIGINT NOT NULL,
	PRIMARY KEY (confirmation, resource)
);
