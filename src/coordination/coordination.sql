-- coordination.sql - what is coordinated, as its cases have it. Read by src/coordination alone.
-- Who may know of a matter is who may know of its case.

-- :name COORDINATION_LIST  reads case_file, case_scope
-- scan ok: a city has some hundreds; uses case_scope's key
-- :in scope text, applicant text, state text, open int, late int, today int, q text, after text, limit int
SELECT c.id AS case_id, c.state, c.facts, c.applicant, c.applicant_name, c.provider, c.provider_name, c.due,
	c.ended, c.papers, c.opened_at AS at,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late
FROM case_scope s JOIN case_file c ON c.id = s.case_id
WHERE s.scope = :scope AND c.process = 'coordination'
	AND (:applicant IS NULL OR c.applicant = :applicant)
	AND (:state IS NULL OR c.state = :state) AND (:open = 0 OR c.ended = 0)
	AND (:late = 0 OR (c.ended = 0 AND c.due > 0 AND c.due < :today))
	AND (:q IS NULL OR lower(c.title) LIKE :q ESCAPE '!')
	AND (:after IS NULL OR s.case_id < :after)
ORDER BY s.case_id DESC LIMIT :limit;

-- :name COORDINATION_COUNT  reads case_file, case_scope
-- scan ok: a city has some hundreds; uses case_scope's key
-- :in scope text, applicant text, state text, open int, late int, today int, q text
SELECT COUNT(*) AS n
FROM case_scope s JOIN case_file c ON c.id = s.case_id
WHERE s.scope = :scope AND c.process = 'coordination'
	AND (:applicant IS NULL OR c.applicant = :applicant)
	AND (:state IS NULL OR c.state = :state) AND (:open = 0 OR c.ended = 0)
	AND (:late = 0 OR (c.ended = 0 AND c.due > 0 AND c.due < :today))
	AND (:q IS NULL OR lower(c.title) LIKE :q ESCAPE '!');
