-- 0051_demand: demands for data outside the sharing catalogue, as their cases register
-- them. An older server runs on it and doesn't look at it. Going back: drop it; the
-- cases keep what was said.

CREATE TABLE demand (
	case_id  TEXT PRIMARY KEY,
	demand   TEXT NOT NULL,
	duty     TEXT NOT NULL,
	resource TEXT,
	grant_id TEXT,
	at       BIGINT NOT NULL
);
