-- 0109_delivery_rhythm: the day by which a delivery's next batch is owed, after the newest one and
-- the entry's update cycle. An older server runs on it and owes nothing; deliveries from before
-- owe from their next batch on. Going back: drop the index and the columns.

ALTER TABLE delivery ADD COLUMN next_due BIGINT NOT NULL DEFAULT 0;     -- 0: nothing is owed
ALTER TABLE delivery ADD COLUMN next_told BIGINT NOT NULL DEFAULT 0;    -- 1: reminded, 2: late
CREATE INDEX delivery_next_due ON delivery (next_due);
