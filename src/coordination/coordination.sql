-- coordination.sql - what is coordinated, as its cases have it. Read by src/coordination alone.
-- Who may know of a matter is who may know of its case.

-- :part COORDINATION_COLUMNS
c.id AS case_id, c.state, c.facts, c.applicant, c.applicant_name, c.provider, c.provider_name, c.due,
	c.ended, c.papers, c.opened_at AS at,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late
FROM case_file c

-- :part COORDINATION_CHOSEN
WHERE c.process = 'coordination' AND EXISTS (SELECT 1 FROM case_scope s
		WHERE s.scope = :scope AND s.case_id = c.id)
	AND (:applicant IS NULL OR c.applicant = :applicant)
	AND (:state IS NULL OR c.state = :state) AND (:open = 0 OR c.ended = 0)
	AND (:late = 0 OR (c.ended = 0 AND c.due > 0 AND c.due < :today))
	AND (:q IS NULL OR lower(c.title) LIKE :q ESCAPE '!')

-- :name COORDINATION_LIST  reads case_file, case_scope
-- scan ok: a city has some hundreds
-- :in scope text, applicant text, state text, open int, late int, today int, q text, after text, limit int
SELECT
-- :take COORDINATION_COLUMNS
-- :take COORDINATION_CHOSEN
	AND (:after IS NULL OR c.id < :after)
ORDER BY c.id DESC LIMIT :limit;

-- :name COORDINATION_BY_DUE  reads case_file, case_scope
-- What is due soonest first, what nobody owes by a day last. Uses case_when.
-- :in scope text, applicant text, state text, open int, late int, today int, q text, after_day int, after text, limit int
SELECT CAST(CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END AS TEXT) || ' ' || c.id AS place,
-- :take COORDINATION_COLUMNS
-- :take COORDINATION_CHOSEN
	AND CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END >= :after_day
	AND (CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END > :after_day
		OR c.id > :after)
ORDER BY CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END, c.id LIMIT :limit;

-- :name COORDINATION_COUNT  reads case_file, case_scope
-- scan ok: a city has some hundreds
-- :in scope text, applicant text, state text, open int, late int, today int, q text
SELECT COUNT(*) AS n
FROM case_file c
-- :take COORDINATION_CHOSEN
;
