-- 0028_classes: the industry and the scenario an entry hangs in, beside its category
-- and its domain. An older server runs on it and leaves both empty.
-- Going back: drop both columns.

ALTER TABLE resource_version ADD COLUMN industry TEXT;
ALTER TABLE resource_version ADD COLUMN scenario TEXT;
