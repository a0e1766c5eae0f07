-- 0008_notice: what desks are told, and the door to mail, SMS and messengers.
-- Going back: drop the two tables.

CREATE TABLE notice (
	id       TEXT PRIMARY KEY,
	desk     TEXT NOT NULL,
	case_id  TEXT NOT NULL,
	kind     TEXT NOT NULL,
	step     BIGINT NOT NULL,
	due      BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	read_at  BIGINT NOT NULL,
	read_by  TEXT
);
-- Each thing is said once to each desk for each step of a case.
CREATE UNIQUE INDEX notice_once ON notice (case_id, desk, kind, step);
CREATE INDEX notice_desk ON notice (desk, id);
CREATE INDEX notice_unread ON notice (desk, id) WHERE read_at = 0;

-- What waits to be carried outside; emptied by the sender of job/.
CREATE TABLE outbox (
	id       TEXT PRIMARY KEY,
	notice   TEXT NOT NULL,
	tries    BIGINT NOT NULL,
	next_at  BIGINT NOT NULL,
	sent_at  BIGINT NOT NULL
);
CREATE INDEX outbox_waiting ON outbox (next_at, id) WHERE sent_at = 0;
