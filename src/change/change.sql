-- change.sql - registered changes and how far their entries are. Read by
-- src/change alone.

-- :name CHANGE_ADD  writes catalogue_change
-- :in id text, ground text, event_on int, instrument text, reason text, org text, by_id text, by_name text, by_org text, at int
INSERT INTO catalogue_change (id, ground, event_on, instrument, reason, org, by_id, by_name, by_org, at)
VALUES (:id, :ground, :event_on, :instrument, :reason, :org, :by_id, :by_name, :by_org, :at);

-- :name CHANGE_CASE_ADD  writes catalogue_change_case
-- :in change text, case_id text
INSERT INTO catalogue_change_case (change, case_id) VALUES (:change, :case_id);

-- :name CHANGE_ENTRIES  reads resource
-- The entries of an agency that stand in the catalogue.
-- :in org text, after text, count int
SELECT id FROM resource WHERE org = :org AND state = 'published' AND id > :after
ORDER BY id LIMIT :count;

-- :name CHANGE_LIST  reads catalogue_change, org
-- :in after text, limit int
SELECT c.id, c.ground, c.event_on, c.instrument, c.reason, c.org, o.name AS org_name, c.by_name,
	c.by_org, c.at
FROM catalogue_change c LEFT JOIN org o ON o.id = c.org
WHERE (:after IS NULL OR c.id < :after) ORDER BY c.id DESC LIMIT :limit;

-- :name CHANGE_GET  reads catalogue_change, org
-- :in id text
SELECT c.id, c.ground, c.event_on, c.instrument, c.reason, c.org, o.name AS org_name, c.by_name,
	c.by_org, c.at
FROM catalogue_change c LEFT JOIN org o ON o.id = c.org WHERE c.id = :id;

-- :name CHANGE_COUNT  reads catalogue_change
-- scan ok: a law changes some dozen times a year
SELECT COUNT(*) AS n FROM catalogue_change;

-- :name CHANGE_PROGRESS  reads catalogue_change_case, case_file
-- How far the entries of one change are.
-- :in change text, today int
SELECT COUNT(*) AS entries,
	COALESCE(SUM(CASE WHEN c.state = 'due' THEN 1 ELSE 0 END), 0) AS due,
	COALESCE(SUM(CASE WHEN c.state = 'in_review' THEN 1 ELSE 0 END), 0) AS in_review,
	COALESCE(SUM(CASE WHEN c.state = 'updated' THEN 1 ELSE 0 END), 0) AS updated,
	COALESCE(SUM(CASE WHEN c.state = 'unchanged' THEN 1 ELSE 0 END), 0) AS unchanged,
	COALESCE(SUM(CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END), 0) AS late
FROM catalogue_change_case x JOIN case_file c ON c.id = x.case_id WHERE x.change = :change;

-- :name CHANGE_CASES  reads catalogue_change_case, case_file
-- :in change text, after text, limit int
SELECT c.id, c.resource, c.title, c.provider, c.provider_name, c.state, c.due, c.ended
FROM catalogue_change_case x JOIN case_file c ON c.id = x.case_id
WHERE x.change = :change AND (:after IS NULL OR x.case_id > :after)
ORDER BY x.case_id LIMIT :limit;

-- :name CHANGE_CASES_COUNT  reads catalogue_change_case
-- :in change text
SELECT COUNT(*) AS n FROM catalogue_change_case WHERE change = :change;
