-- 0015_portal_taken: one row may stand for several downloads of a file that many
-- take at once. Going back: drop the column, after a row each for what it counts.

ALTER TABLE portal_download ADD COLUMN n BIGINT NOT NULL DEFAULT 1;
DROP INDEX portal_download_no;
CREATE INDEX portal_download_no ON portal_download (no, n);
CREATE INDEX portal_download_at ON portal_download (at);
