-- 0014_change: registered changes of a law or a duty, and the cases they opened.
-- Going back: drop both; the cases stay.

CREATE TABLE catalogue_change (
	id         TEXT PRIMARY KEY,
	ground     TEXT NOT NULL,
	event_on   BIGINT NOT NULL,
	instrument TEXT,
	reason     TEXT,
	org        TEXT,
	by_id      TEXT NOT NULL,
	by_name    TEXT NOT NULL,
	by_org     TEXT NOT NULL,
	at         BIGINT NOT NULL
);
CREATE TABLE catalogue_change_case (
	change  TEXT NOT NULL,
	case_id TEXT NOT NULL,
	PRIMARY KEY (change, case_id)
);
