-- 0039_channel: exchange channels outside the platform, as their cases register
-- them. An older server runs on it and doesn't look at it. Going back: drop it; the
-- cases keep what was said.

CREATE TABLE channel (
	case_id  TEXT PRIMARY KEY,
	route    TEXT NOT NULL,
	end_a    TEXT NOT NULL,
	end_b    TEXT NOT NULL,
	carries  TEXT NOT NULL,
	purpose  TEXT NOT NULL,
	built_on BIGINT NOT NULL,
	resource TEXT,
	at       BIGINT NOT NULL
);
