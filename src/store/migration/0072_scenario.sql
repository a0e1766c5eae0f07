-- 0072_scenario: the register of scenarios that shared data is used in, what came of
-- them, and which cases name one. An older server runs on it and links nothing. Going
-- back: drop the three tables; grants keep the words of their requests.

CREATE TABLE scenario (
	code        TEXT PRIMARY KEY,
	id          TEXT NOT NULL UNIQUE,
	name        TEXT NOT NULL,
	kind        TEXT NOT NULL CHECK (kind IN ('one_stop', 'one_network', 'cross_agency', 'other')),
	org         TEXT NOT NULL,
	city_wide   BIGINT NOT NULL,
	description TEXT NOT NULL,
	duty        TEXT NOT NULL,
	basis       TEXT,
	state       TEXT NOT NULL CHECK (state IN ('planned', 'running', 'ended')),
	since_on    BIGINT NOT NULL,
	until_on    BIGINT NOT NULL,
	over_at     BIGINT NOT NULL,
	revision    BIGINT NOT NULL,
	by_name     TEXT,
	at          BIGINT NOT NULL,
	changed_at  BIGINT NOT NULL
);
CREATE INDEX scenario_org ON scenario (org, id);

CREATE TABLE scenario_result (
	id       TEXT PRIMARY KEY,
	scenario TEXT NOT NULL,
	on_day   BIGINT NOT NULL,
	result   TEXT NOT NULL,
	by_name  TEXT,
	at       BIGINT NOT NULL
);
CREATE INDEX scenario_result_of ON scenario_result (scenario, on_day, id);

CREATE TABLE case_scenario (
	case_id  TEXT PRIMARY KEY,
	scenario TEXT NOT NULL
);
CREATE INDEX case_scenario_of ON case_scenario (scenario, case_id);
