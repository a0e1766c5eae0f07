-- 0083_deposit_lives: a copy in a recipient's table is an entry of its own each time rows come
-- there again after they were destroyed, so that what confirms the destruction stays; and who
-- asked for a write is known with the agency. Stop older servers first: what one of them
-- writes isn't known as a copy in a table. Going back: drop the index and both columns; ids
-- of such copies are then ids like any.

ALTER TABLE delivery_copy ADD COLUMN in_database BIGINT NOT NULL DEFAULT 0;
UPDATE delivery_copy SET in_database = 1 WHERE id = case_id;
CREATE UNIQUE INDEX delivery_copy_database ON delivery_copy (case_id)
	WHERE in_database = 1 AND destroyed_at = 0;
ALTER TABLE delivery_write ADD COLUMN asked_org TEXT;
CREATE INDEX delivery_target_table ON delivery_target (system, table_name);
