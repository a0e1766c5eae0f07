-- 0094_remark_case: with which case a reviewer's remark went to review again, so that it is
-- seen there when it was remarked in another one that was taken back. An older server runs
-- on it and leaves it empty, so such a remark is seen with its own case only. Going back:
-- drop the column.

ALTER TABLE review_remark ADD COLUMN handed_case TEXT;
