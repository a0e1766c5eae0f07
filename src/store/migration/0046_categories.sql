-- 0046_categories: the further places of an entry in the trees of categories; the
-- first stays in `category`. One a line. An older server runs on it and shows the
-- first alone; an edit there keeps the others. Going back: drop the column.

ALTER TABLE resource_version ADD COLUMN more_categories TEXT;
