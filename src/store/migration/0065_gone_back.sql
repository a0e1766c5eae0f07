-- 0065_gone_back: since when what had left the portal stands there again: its words stay
-- struck from the public files of releases for a while, so that closing and opening an
-- entry in turns doesn't have them made anew each time. An older server runs on it: it
-- forgets what came back at once. One that closes an entry again leaves `back` as it
-- was, so nothing is put back that doesn't stand on the portal.
-- Going back: delete the rows where it is set, drop the index and the column.

ALTER TABLE portal_gone ADD COLUMN back BIGINT;
CREATE INDEX portal_gone_back ON portal_gone (back) WHERE back IS NOT NULL;
