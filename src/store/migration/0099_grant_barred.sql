-- 0099_grant_barred: how long which grant was kept shut by a measure, and how that ended: who
-- looks at a new request for the same data sees it. An older server runs on it and writes
-- none of it; what it ends stays without an end here. Going back: drop the table.

CREATE TABLE grant_barred (
	grant_id TEXT NOT NULL,
	case_id  TEXT NOT NULL,
	began_at BIGINT NOT NULL,
	reason   TEXT,
	ended_at BIGINT NOT NULL,
	how      TEXT NOT NULL CHECK (how IN ('', 'lapsed', 'lifted', 'dismissed')),
	PRIMARY KEY (grant_id, case_id, began_at)
);
CREATE INDEX grant_barred_case ON grant_barred (case_id);
INSERT INTO grant_barred (grant_id, case_id, began_at, reason, ended_at, how)
SELECT grant_id, case_id, at, NULL, 0, '' FROM grant_bar;
