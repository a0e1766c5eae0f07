-- 0025_batch_sheet: which sheet of a workbook a batch reads; NULL, the first that holds
-- anything, and for every file that is no workbook. A server from before still runs on
-- it. Going back: the column may stay.

ALTER TABLE batch ADD COLUMN sheet TEXT;
