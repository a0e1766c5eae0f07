-- 0038_release_open: an index for what stood open in each release, which the list of
-- releases counts for anybody who asks. An older server runs on it. Going back: drop it.

CREATE INDEX catalogue_release_entry_open ON catalogue_release_entry (no, open);
