-- 0096_remark_answer: a reviewer's remark is changed after or answered before the entry is
-- handed in again, and both are kept for the reviewer. An older server runs on it; what it
-- hands in again stays in the round until the entry is published. Going back: drop the
-- columns.

-- `became` is what the field says since it was changed; `handed_in` is when the entry went
-- to review again, 0 while the remark waits for its agency.
ALTER TABLE review_remark ADD COLUMN answer TEXT;
ALTER TABLE review_remark ADD COLUMN became TEXT;
ALTER TABLE review_remark ADD COLUMN handed_in BIGINT NOT NULL DEFAULT 0;
UPDATE review_remark SET handed_in = settled_at WHERE settled_at <> 0;
