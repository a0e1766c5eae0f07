-- 0092_public_report: errors that the public reports (R23.1), beside their cases. An older
-- server runs on it; it shows such cases and can't take reports. Going back: drop the table
-- and the column; the cases keep what was said.

CREATE TABLE public_report (
	case_id     TEXT PRIMARY KEY,           -- its number
	resource    TEXT NOT NULL,
	secret      BLOB NOT NULL,              -- hash of the code by which it is looked up
	contact     TEXT,                       -- sealed; NULL: not said
	peer        BLOB,                       -- keyed tag of a day and a network; NULL: that day is over
	at          BIGINT NOT NULL,
	outcome     TEXT,                       -- corrected, upheld; NULL: not answered
	answer      TEXT,
	answered_at BIGINT NOT NULL
);
CREATE INDEX public_report_resource ON public_report (resource, at);
CREATE INDEX public_report_peer ON public_report (peer, at);

ALTER TABLE correction ADD COLUMN source TEXT;  -- public; NULL: who uses the data
