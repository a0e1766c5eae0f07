-- 0107_delivery_doubts: what is under verification of rows that were handed over as copies:
-- beside each batch as it was made, and for each delivery as it opens and ends (Art. 23). An
-- older server runs on it and tells nobody. Going back: drop the table and the columns.

ALTER TABLE delivery_batch ADD COLUMN doubts TEXT;                      -- JSON; NULL: nothing
ALTER TABLE delivery_batch ADD COLUMN doubted BIGINT NOT NULL DEFAULT 0;

CREATE TABLE delivery_doubt (
	case_id    TEXT NOT NULL,               -- the delivery's
	correction TEXT NOT NULL,               -- the case that opened it
	state      TEXT NOT NULL CHECK (state IN ('asked', 'held', 'apart')),
	due        BIGINT NOT NULL,             -- 1: to be looked at, and told
	opened_at  BIGINT NOT NULL,
	ended_at   BIGINT NOT NULL,
	outcome    TEXT,
	PRIMARY KEY (case_id, correction)
);
CREATE INDEX delivery_doubt_correction ON delivery_doubt (correction);
CREATE INDEX delivery_doubt_due ON delivery_doubt (due, case_id);
