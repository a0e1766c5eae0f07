-- 0113_left_out: why an agreement gives less than was asked, and the law or regulation it
-- rests on; counted with the refusals. An older server runs on it and leaves it empty. Going
-- back: drop the index and the columns.

ALTER TABLE access_grant ADD COLUMN left_reason TEXT;
ALTER TABLE access_grant ADD COLUMN left_law TEXT;
ALTER TABLE access_grant ADD COLUMN left_level TEXT;
ALTER TABLE access_grant ADD COLUMN left_article TEXT;
CREATE INDEX access_grant_left ON access_grant (made_at) WHERE left_law IS NOT NULL;
