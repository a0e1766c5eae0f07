-- 0062_violation: measures against use that breaks the rules: the grants they keep shut,
-- and what is published of them. An older server runs on it, but opens again what a
-- measure keeps shut: stop it first. Going back: drop both; grants stay as they stand.

CREATE TABLE grant_bar (
	grant_id TEXT PRIMARY KEY,
	case_id  TEXT NOT NULL,
	was_open BIGINT NOT NULL,
	at       BIGINT NOT NULL
);
CREATE INDEX grant_bar_case ON grant_bar (case_id);

CREATE TABLE violation_notice (
	case_id      TEXT PRIMARY KEY,
	about        TEXT NOT NULL,
	imposed_by   TEXT NOT NULL,
	measure      TEXT NOT NULL,
	basis        TEXT NOT NULL,
	words        TEXT NOT NULL,
	published_at BIGINT NOT NULL,
	ends_on      BIGINT NOT NULL,
	lifted_at    BIGINT NOT NULL
);
CREATE INDEX violation_notice_at ON violation_notice (published_at, case_id);
