-- 0075_monitored: where in the record monitored operations stand (copies, exports, what is
-- destroyed …), so that they are found among millions of calls. An older server runs on
-- it and adds none; `gongshu recount` makes the table anew. Going back: drop it.

CREATE TABLE monitored (
	leaf     BIGINT PRIMARY KEY,
	kind     TEXT NOT NULL,
	at       BIGINT NOT NULL,
	org      TEXT NOT NULL,
	resource TEXT NOT NULL
);
CREATE INDEX monitored_kind ON monitored (kind, leaf);
