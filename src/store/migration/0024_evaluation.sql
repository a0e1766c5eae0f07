-- 0024_evaluation: when each limit on sharing or opening was last looked at, the
-- look under way, and the day up to which all that was due has been opened.
-- Going back: drop both.

CREATE TABLE evaluation (
	resource  TEXT NOT NULL,
	dimension TEXT NOT NULL CHECK (dimension IN ('share', 'open')),
	last_on   BIGINT NOT NULL,
	case_id   TEXT,
	PRIMARY KEY (resource, dimension)
);
CREATE TABLE evaluation_looked (one BIGINT PRIMARY KEY, day BIGINT NOT NULL);
INSERT INTO evaluation_looked (one, day) VALUES (1, 0);
