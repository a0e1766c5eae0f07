-- 0081_pull_full: why a run takes all rows although its source takes newer ones: because
-- it is the first, was asked to, or what it went on from was replaced by another load. An
-- older server runs on it and goes on from the mark. Going back: drop the column.

ALTER TABLE pull_run ADD COLUMN full_why TEXT CHECK (full_why IN ('first', 'asked', 'replaced'));
