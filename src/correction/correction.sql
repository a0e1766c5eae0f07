-- correction.sql - reports of errors in shared data. Read by src/correction alone.
-- Who may know of a report is who may know of its case.

-- :name CORRECTION_PUT  writes correction
-- :in case_id text, resource text, record_key text, item text, what text, version int, at int
INSERT INTO correction (case_id, resource, record_key, item, what, version, is_open, at)
VALUES (:case_id, :resource, :record_key, :item, :what, :version, 1, :at);

-- :name CORRECTION_END  writes correction
-- :in case_id text
UPDATE correction SET is_open = 0 WHERE case_id = :case_id;

-- :name CORRECTION_VERSION  reads correction
-- :in case_id text
SELECT version FROM correction WHERE case_id = :case_id;

-- :name CORRECTION_OPEN  reads correction
-- :in resource text
SELECT COUNT(*) AS n FROM correction WHERE resource = :resource AND is_open = 1;

-- :name CORRECTION_DOUBTS  reads correction
-- What is doubted of one resource's data now.
-- :in resource text
SELECT record_key, item FROM correction WHERE resource = :resource AND is_open = 1
ORDER BY case_id;

-- :name CORRECTION_GET  reads correction, case_file, resource, item
-- :in case_id text, today int
SELECT k.case_id, k.resource, k.item, k.what, k.is_open, k.at, c.state, c.facts, c.title, c.applicant,
	c.applicant_name, c.provider, c.provider_name, c.first, c.due, c.ended, c.papers,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late, r.code, i.name AS item_name
FROM correction k JOIN case_file c ON c.id = k.case_id
LEFT JOIN resource r ON r.id = k.resource
LEFT JOIN item i ON i.resource = k.resource AND i.version = r.head AND i.code = k.item
WHERE k.case_id = :case_id;

-- :name CORRECTION_LIST  reads correction, case_file, case_scope, resource, item
-- scan ok: a city has some thousands
-- :in scope text, resource text, applicant text, provider text, state text, open int, late int, today int, q text, after text, limit int
SELECT k.case_id, k.resource, k.item, k.what, k.is_open, k.at, c.state, c.facts, c.title, c.applicant,
	c.applicant_name, c.provider, c.provider_name, c.first, c.due, c.ended, c.papers,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late, r.code, i.name AS item_name
FROM correction k JOIN case_file c ON c.id = k.case_id
LEFT JOIN resource r ON r.id = k.resource
LEFT JOIN item i ON i.resource = k.resource AND i.version = r.head AND i.code = k.item
WHERE EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = k.case_id)
	AND (:resource IS NULL OR k.resource = :resource)
	AND (:applicant IS NULL OR c.applicant = :applicant)
	AND (:provider IS NULL OR c.provider = :provider) AND (:state IS NULL OR c.state = :state)
	AND (:open = 0 OR k.is_open = 1)
	AND (:late = 0 OR (c.ended = 0 AND c.due > 0 AND c.due < :today))
	AND (:q IS NULL OR lower(c.title) LIKE :q ESCAPE '!' OR lower(k.what) LIKE :q ESCAPE '!')
	AND (:after IS NULL OR k.case_id < :after)
ORDER BY k.case_id DESC LIMIT :limit;

-- :name CORRECTION_COUNT  reads correction, case_file, case_scope
-- scan ok: a city has some thousands
-- :in scope text, resource text, applicant text, provider text, state text, open int, late int, today int, q text
SELECT COUNT(*) AS n
FROM correction k JOIN case_file c ON c.id = k.case_id
WHERE EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = k.case_id)
	AND (:resource IS NULL OR k.resource = :resource)
	AND (:applicant IS NULL OR c.applicant = :applicant)
	AND (:provider IS NULL OR c.provider = :provider) AND (:state IS NULL OR c.state = :state)
	AND (:open = 0 OR k.is_open = 1)
	AND (:late = 0 OR (c.ended = 0 AND c.due > 0 AND c.due < :today))
	AND (:q IS NULL OR lower(c.title) LIKE :q ESCAPE '!' OR lower(k.what) LIKE :q ESCAPE '!');
