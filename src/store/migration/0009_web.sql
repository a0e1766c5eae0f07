-- 0009_web: answers kept for a day under an Idempotency-Key, so that a request
-- that is sent again is not done again. An older server can run on this; going
-- back is dropping the table.

CREATE TABLE idempotency (
	principal TEXT NOT NULL,
	route     TEXT NOT NULL,
	key       TEXT NOT NULL,
	digest    TEXT NOT NULL,
	state     TEXT NOT NULL,
	status    BIGINT NOT NULL,
	type      TEXT,
	location  TEXT,
	answer    TEXT,
	made_at   BIGINT NOT NULL,
	PRIMARY KEY (principal, route, key)
);
CREATE INDEX idempotency_made_at ON idempotency (made_at);
