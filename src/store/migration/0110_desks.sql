-- 0110_desks: a desk says who owes what there, until when and since which revision, so that
-- where several owe side by side each has a term of its own. Open cases of the procedures
-- where that is so are put on their desks when the server has started (case_redesk); so are
-- retirements that are asked and suspended grants of 0104, whose days are counted then. An older
-- server writes desks without their terms and must not run on it. Going back: drop the
-- columns and the table.

ALTER TABLE case_desk ADD COLUMN owes TEXT;
ALTER TABLE case_desk ADD COLUMN term TEXT;
ALTER TABLE case_desk ADD COLUMN from_day BIGINT NOT NULL DEFAULT 0;
ALTER TABLE case_desk ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
ALTER TABLE case_desk ADD COLUMN provisional BIGINT NOT NULL DEFAULT 0;
ALTER TABLE case_desk ADD COLUMN binds BIGINT NOT NULL DEFAULT 0;
ALTER TABLE case_desk ADD COLUMN step BIGINT NOT NULL DEFAULT 0;

UPDATE case_desk SET
	owes = (SELECT c.owes FROM case_file c WHERE c.id = case_desk.case_id),
	term = (SELECT c.term FROM case_file c WHERE c.id = case_desk.case_id),
	from_day = (SELECT c.from_day FROM case_file c WHERE c.id = case_desk.case_id),
	due = (SELECT c.due FROM case_file c WHERE c.id = case_desk.case_id),
	provisional = (SELECT c.provisional FROM case_file c WHERE c.id = case_desk.case_id),
	binds = (SELECT CASE WHEN c.due > 0 AND c.owes IS NOT NULL
		AND c.owes NOT IN ('time', 'platform') THEN 1 ELSE 0 END
		FROM case_file c WHERE c.id = case_desk.case_id),
	step = (SELECT c.revision FROM case_file c WHERE c.id = case_desk.case_id);

CREATE INDEX case_desk_due ON case_desk (due, case_id) WHERE due > 0;

CREATE TABLE case_redesk (
	case_id TEXT PRIMARY KEY
);
INSERT INTO case_redesk (case_id)
SELECT id FROM case_file
WHERE ended = 0 AND ((process IN ('table-delivery', 'dispute', 'violation')
		AND state IN ('consent', 'sealing', 'coordinating', 'proposed', 'examining', 'urgent'))
	OR (process = 'catalogue-review' AND state = 'retiring')
	OR (state = 'suspended' AND id IN (SELECT case_id FROM case_origin)));
