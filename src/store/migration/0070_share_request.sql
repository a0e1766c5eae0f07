-- 0070_share_request: which items a grant was asked for, in which registered scenario it
-- is used, which grant it renews. An older server runs on it and says none of it. Going
-- back: drop the columns, the indexes and the table.

ALTER TABLE access_grant ADD COLUMN asked TEXT;
ALTER TABLE access_grant ADD COLUMN scenario_code TEXT;
ALTER TABLE access_grant ADD COLUMN renews TEXT;
CREATE INDEX access_grant_scenario ON access_grant (scenario_code, id) WHERE scenario_code IS NOT NULL;
CREATE INDEX access_grant_renews ON access_grant (renews) WHERE renews IS NOT NULL;

-- Who is to be told that a grant runs out. No call changes these columns.
CREATE INDEX grant_use_until ON grant_use (until, id) WHERE until > 0 AND is_open = 1;

-- A request that carries a grant on; the case and the grant it names.
CREATE TABLE case_renews (
	case_id  TEXT PRIMARY KEY,
	grant_id TEXT NOT NULL
);
CREATE INDEX case_renews_grant ON case_renews (grant_id, case_id);
