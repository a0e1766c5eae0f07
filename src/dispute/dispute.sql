-- dispute.sql - disputes, as their cases have them. Read by src/dispute alone.
-- Who may know of a dispute is who may know of its case.

-- :part DISPUTE_COLUMNS
c.id AS case_id, c.state, c.facts, c.applicant, c.applicant_name, c.provider, c.provider_name, c.due,
	c.ended, c.papers, c.opened_at AS at,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late
FROM case_file c

-- :part DISPUTE_CHOSEN
WHERE c.process = 'dispute' AND EXISTS (SELECT 1 FROM case_scope s
		WHERE s.scope = :scope AND s.case_id = c.id)
	AND (:party IS NULL OR c.applicant = :party OR c.provider = :party)
	AND (:state IS NULL OR c.state = :state) AND (:open = 0 OR c.ended = 0)
	AND (:late = 0 OR (c.ended = 0 AND c.due > 0 AND c.due < :today))
	AND (:q IS NULL OR lower(c.title) LIKE :q ESCAPE '!')

-- :name DISPUTE_LIST  reads case_file, case_scope
-- scan ok: a city has some hundreds
-- :in scope text, party text, state text, open int, late int, today int, q text, after text, limit int
SELECT
-- :take DISPUTE_COLUMNS
-- :take DISPUTE_CHOSEN
	AND (:after IS NULL OR c.id < :after)
ORDER BY c.id DESC LIMIT :limit;

-- :name DISPUTE_BY_DUE  reads case_file, case_scope
-- What is due soonest first, what nobody owes by a day last. Uses case_when.
-- :in scope text, party text, state text, open int, late int, today int, q text, after_day int, after text, limit int
SELECT CAST(CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END AS TEXT) || ' ' || c.id AS place,
-- :take DISPUTE_COLUMNS
-- :take DISPUTE_CHOSEN
	AND CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END >= :after_day
	AND (CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END > :after_day
		OR c.id > :after)
ORDER BY CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END, c.id LIMIT :limit;

-- :name DISPUTE_COUNT  reads case_file, case_scope
-- scan ok: a city has some hundreds
-- :in scope text, party text, state text, open int, late int, today int, q text
SELECT COUNT(*) AS n
FROM case_file c
-- :take DISPUTE_CHOSEN
;
