-- 0035_opening_plan: what is to be opened, by whom and until when. How far it is is
-- computed from the portal. An older server runs on it. Going back: drop it.

CREATE TABLE opening_plan (
	id         TEXT PRIMARY KEY,
	org        TEXT NOT NULL,
	theme      TEXT NOT NULL,
	title      TEXT NOT NULL,
	resource   TEXT,
	way        TEXT NOT NULL CHECK (way IN ('unconditional', 'conditional')),
	due        BIGINT NOT NULL,
	note       TEXT,
	dropped_at BIGINT NOT NULL,
	reason     TEXT,
	made_at    BIGINT NOT NULL,
	made_by    TEXT NOT NULL,
	changed_at BIGINT NOT NULL,
	revision   BIGINT NOT NULL
);
CREATE INDEX opening_plan_org ON opening_plan (org, id);
