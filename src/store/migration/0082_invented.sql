-- 0082_invented: of a delivered batch the rows that were never there: how many digits of
-- their keys were drawn, and by what each is known. An older server runs on it, invents
-- none and doesn't look for them. Going back: drop the column; marks of other kinds stay.

ALTER TABLE delivery_batch ADD COLUMN invented TEXT;
