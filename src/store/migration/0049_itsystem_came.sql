-- 0049_itsystem_came: entries that came with a merged agency and still name their system
-- as it was called before its name was told apart from another's. An older server runs
-- on it and counts them with the other system. Going back: drop the table.

CREATE TABLE itsystem_came (
	resource TEXT PRIMARY KEY,
	said     TEXT NOT NULL,        -- what the entry calls the system
	system   TEXT NOT NULL
);
CREATE INDEX itsystem_came_system ON itsystem_came (system);
