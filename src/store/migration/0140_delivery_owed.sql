-- 0140_delivery_owed: a delivery's next batch lies on the desk of whoever delivers from two working
-- days before it is due, and is late there. What was told before is laid there once more, and
-- reminded of once more where it isn't due yet. An older server runs on it and tells what lies
-- there. Going back: delete the desks of that term, and make the index of 0118.

UPDATE delivery SET next_told = 0 WHERE next_due > 0;     -- 1 from now on: it lies there
DROP INDEX delivery_next_due;
CREATE INDEX delivery_next_due ON delivery (next_due) WHERE next_told = 0;
CREATE INDEX delivery_next_told ON delivery (next_due) WHERE next_told = 1;
