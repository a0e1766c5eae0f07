-- 0059_grant_uses: what a grant may be used for (rows, verify, aggregate), whether a
-- verification tells that there is no such record, and wrong answers counted against
-- guessing. An older server runs on it, but would give rows of a grant that is for
-- verification alone: stop it first. Going back: end such grants, drop both columns
-- and the table.

ALTER TABLE access_grant ADD COLUMN uses TEXT NOT NULL DEFAULT 'rows,verify';
ALTER TABLE access_grant ADD COLUMN tell_missing BIGINT NOT NULL DEFAULT 0;

-- Wrong answers of one day: about one subject, as a keyed hash, and (32 zero bytes) of
-- the grant in all.
CREATE TABLE grant_guess (
	grant_id     TEXT NOT NULL,
	day          BIGINT NOT NULL,
	subject      BLOB NOT NULL,
	n            BIGINT NOT NULL,
	PRIMARY KEY (grant_id, day, subject)
);
CREATE INDEX grant_guess_day ON grant_guess (day);
