-- 0103_usage_anew: how often use was counted from the record's beginning, so that a total kept
-- in memory ends with a recount. An older server runs on it and leaves it as it is. Going
-- back: drop the column.

ALTER TABLE usage_mark ADD COLUMN anew BIGINT NOT NULL DEFAULT 0;
