-- demand.sql - demands for data outside the sharing catalogue. Read by src/demand alone.
-- Who may know of a demand is who may know of its case.

-- :name DEMAND_PUT  writes demand
-- :in case_id text, demand text, duty text, at int
INSERT INTO demand (case_id, demand, duty, resource, grant_id, at)
VALUES (:case_id, :demand, :duty, NULL, NULL, :at)
ON CONFLICT (case_id) DO UPDATE SET demand = excluded.demand, duty = excluded.duty;

-- :name DEMAND_MET  writes demand
-- :in case_id text, resource text, grant_id text
UPDATE demand SET resource = :resource, grant_id = :grant_id WHERE case_id = :case_id;

-- :name DEMAND_GET  reads demand, case_act, case_file, resource, resource_version
-- :in case_id text, today int
SELECT d.case_id, d.demand, d.duty, d.resource, d.grant_id, d.at, c.state, c.facts, c.applicant,
	c.applicant_name, c.provider, c.provider_name, c.promised, c.due, c.ended, c.papers,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late,
	(SELECT a.papers FROM case_act a WHERE a.case_id = d.case_id AND a.act = 'agree_later'
		ORDER BY a.no LIMIT 1) AS first_answer,
	(SELECT COUNT(*) FROM case_act a WHERE a.case_id = d.case_id AND a.act = 'postpone')
		AS postponed,
	r.code, v.title
FROM demand d JOIN case_file c ON c.id = d.case_id
LEFT JOIN resource r ON r.id = d.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
WHERE d.case_id = :case_id;

-- :part DEMAND_COLUMNS
d.case_id, d.demand, d.duty, d.resource, d.grant_id, d.at, c.state, c.facts, c.applicant,
	c.applicant_name, c.provider, c.provider_name, c.promised, c.due, c.ended,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late,
	(SELECT a.papers FROM case_act a WHERE a.case_id = d.case_id AND a.act = 'agree_later'
		ORDER BY a.no LIMIT 1) AS first_answer,
	(SELECT COUNT(*) FROM case_act a WHERE a.case_id = d.case_id AND a.act = 'postpone')
		AS postponed,
	r.code, v.title
FROM demand d JOIN case_file c ON c.id = d.case_id
LEFT JOIN resource r ON r.id = d.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head

-- :part DEMAND_CHOSEN
WHERE EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = d.case_id)
	AND (:applicant IS NULL OR c.applicant = :applicant)
	AND (:holder IS NULL OR c.provider = :holder) AND (:state IS NULL OR c.state = :state)
	AND (:open = 0 OR c.ended = 0)
	AND (:late = 0 OR (c.ended = 0 AND c.due > 0 AND c.due < :today))
	AND (:q IS NULL OR lower(d.demand) LIKE :q ESCAPE '!' OR lower(d.duty) LIKE :q ESCAPE '!')

-- :name DEMAND_LIST  reads demand, case_act, case_file, case_scope, resource, resource_version
-- scan ok: a city has some thousands
-- :in scope text, applicant text, holder text, state text, open int, late int, today int, q text, after text, limit int
SELECT
-- :take DEMAND_COLUMNS
-- :take DEMAND_CHOSEN
	AND (:after IS NULL OR d.case_id < :after)
ORDER BY d.case_id DESC LIMIT :limit;

-- :name DEMAND_BY_DUE  reads demand, case_act, case_file, case_scope, resource, resource_version
-- What is due soonest first, what nobody owes by a day last. Uses case_when.
-- :in scope text, applicant text, holder text, state text, open int, late int, today int, q text, after_day int, after text, limit int
SELECT CAST(CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END AS TEXT) || ' ' || c.id AS place,
-- :take DEMAND_COLUMNS
-- :take DEMAND_CHOSEN
	AND c.process = 'demand'
	AND CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END >= :after_day
	AND (CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END > :after_day
		OR c.id > :after)
ORDER BY CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END, c.id LIMIT :limit;

-- :name DEMAND_COUNT  reads demand, case_file, case_scope
-- scan ok: a city has some thousands
-- :in scope text, applicant text, holder text, state text, open int, late int, today int, q text
SELECT COUNT(*) AS n
FROM demand d JOIN case_file c ON c.id = d.case_id
-- :take DEMAND_CHOSEN
;

-- :name DEMAND_PROMISE  reads case_act
-- What was promised first, and how often it was put off.
-- :in case_id text
SELECT a.papers AS first_answer,
	(SELECT COUNT(*) FROM case_act p WHERE p.case_id = :case_id AND p.act = 'postpone') AS postponed
FROM case_act a WHERE a.case_id = :case_id AND a.act = 'agree_later' ORDER BY a.no LIMIT 1;

-- :name DEMAND_OPEN_LIST  reads demand, case_file, case_scope
-- scan ok: a city has some thousands, and those not met are a part of them
-- What is still wanted, newest first.
-- :in scope text, applicant text, q text, after text, limit int
SELECT d.case_id, d.demand, d.duty, c.applicant, c.applicant_name, c.provider AS holder,
	c.provider_name AS holder_name, c.state
FROM demand d JOIN case_file c ON c.id = d.case_id
WHERE c.ended = 0 AND (:applicant IS NULL OR c.applicant = :applicant)
	AND EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = d.case_id)
	AND (:q IS NULL OR lower(d.demand) LIKE :q ESCAPE '!')
	AND (:after IS NULL OR d.case_id < :after)
ORDER BY d.case_id DESC LIMIT :limit;

-- :name DEMAND_OPEN_COUNT  reads demand, case_file, case_scope
-- scan ok: an exact total is part of the contract
-- :in scope text, applicant text, q text
SELECT COUNT(*) AS n
FROM demand d JOIN case_file c ON c.id = d.case_id
WHERE c.ended = 0 AND (:applicant IS NULL OR c.applicant = :applicant)
	AND EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = d.case_id)
	AND (:q IS NULL OR lower(d.demand) LIKE :q ESCAPE '!');
