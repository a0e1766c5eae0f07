-- 0091_pull_why: why a person had rows taken from an agency's database now (R39.1); NULL for
-- the schedule's runs and those of before. An older server still runs on it: it doesn't know
-- the column. Back: drop the column.

ALTER TABLE pull_run ADD COLUMN why TEXT;
