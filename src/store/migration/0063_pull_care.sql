-- 0063_pull_care: who asked for a run, which agency's it is, and when one that found no
-- room is tried again. An older server runs on it: it doesn't say who asked, takes the
-- runs one by one and tries again at once. Going back: drop the columns and the index.

ALTER TABLE pull_run ADD COLUMN asked_id TEXT;                  -- NULL: the schedule
ALTER TABLE pull_run ADD COLUMN org TEXT NOT NULL DEFAULT '';   -- whose database, when asked
ALTER TABLE pull_run ADD COLUMN not_before BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pull_run ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;        -- attempts that don't count
CREATE INDEX pull_run_org ON pull_run (org, started_at);
