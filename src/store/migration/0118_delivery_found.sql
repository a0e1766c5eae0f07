-- 0118_delivery_found: that a ledger of the recipient really has the record in doubt, apart from
-- that it may; next batches that are still to be told of are found alone. An older server runs on
-- it and writes 0. Of what was told before nobody knows it any more, so no key is shown. Going
-- back: drop the column, and make the index without its condition.

ALTER TABLE delivery_doubt ADD COLUMN found BIGINT NOT NULL DEFAULT 0;
UPDATE delivery SET next_due = 0 WHERE next_due > 0
	AND case_id IN (SELECT id FROM case_file WHERE state IN ('recalled', 'ended'));
DROP INDEX delivery_next_due;
CREATE INDEX delivery_next_due ON delivery (next_due) WHERE next_told < 2;
