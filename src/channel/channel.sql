-- channel.sql - the register of channels outside the platform. Read by src/channel
-- alone. Who may know of a channel is who may know of its case.

-- :name CHANNEL_PUT  writes channel
-- What is registered; a registration that was returned says it anew.
-- :in case_id text, route text, end_a text, end_b text, carries text, purpose text, built_on int, at int
INSERT INTO channel (case_id, route, end_a, end_b, carries, purpose, built_on, resource, at)
VALUES (:case_id, :route, :end_a, :end_b, :carries, :purpose, :built_on, NULL, :at)
ON CONFLICT (case_id) DO UPDATE SET route = excluded.route, end_a = excluded.end_a,
	end_b = excluded.end_b, carries = excluded.carries, purpose = excluded.purpose,
	built_on = excluded.built_on;

-- :name CHANNEL_REPLACED  writes channel
-- :in case_id text, resource text
UPDATE channel SET resource = :resource WHERE case_id = :case_id;

-- :name CHANNEL_GET  reads channel, case_file, resource, resource_version
-- :in case_id text, today int
SELECT h.case_id, h.route, h.end_a, h.end_b, h.carries, h.purpose, h.built_on, h.resource, h.at,
	c.state, c.provider, c.provider_name, c.promised, c.due, c.ended, c.papers,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late,
	r.code, v.title
FROM channel h JOIN case_file c ON c.id = h.case_id
LEFT JOIN resource r ON r.id = h.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
WHERE h.case_id = :case_id;

-- :part CHANNEL_COLUMNS
h.case_id, h.route, h.end_a, h.end_b, h.carries, h.purpose, h.built_on, h.resource, h.at,
	c.state, c.provider, c.provider_name, c.promised, c.due, c.ended,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late,
	r.code, v.title
FROM channel h JOIN case_file c ON c.id = h.case_id
LEFT JOIN resource r ON r.id = h.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head

-- :part CHANNEL_CHOSEN
WHERE EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = h.case_id)
	AND (:org IS NULL OR c.provider = :org) AND (:state IS NULL OR c.state = :state)
	AND (:open = 0 OR (c.ended = 0 AND c.state <> 'draft'))
	AND (:late = 0 OR (c.ended = 0 AND c.due > 0 AND c.due < :today))
	AND (:q IS NULL OR lower(h.route) LIKE :q ESCAPE '!' OR lower(h.carries) LIKE :q ESCAPE '!'
		OR lower(h.end_a) LIKE :q ESCAPE '!' OR lower(h.end_b) LIKE :q ESCAPE '!')

-- :name CHANNEL_LIST  reads channel, case_file, case_scope, resource, resource_version
-- scan ok: a city has some hundreds
-- :in scope text, org text, state text, open int, late int, today int, q text, after text, limit int
SELECT
-- :take CHANNEL_COLUMNS
-- :take CHANNEL_CHOSEN
	AND (:after IS NULL OR h.case_id < :after)
ORDER BY h.case_id DESC LIMIT :limit;

-- :name CHANNEL_BY_DUE  reads channel, case_file, case_scope, resource, resource_version
-- What is due soonest first, what nobody owes by a day last. Uses case_when.
-- :in scope text, org text, state text, open int, late int, today int, q text, after_day int, after text, limit int
SELECT CAST(CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END AS TEXT) || ' ' || c.id AS place,
-- :take CHANNEL_COLUMNS
-- :take CHANNEL_CHOSEN
	AND c.process = 'channel'
	AND CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END >= :after_day
	AND (CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END > :after_day
		OR c.id > :after)
ORDER BY CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END, c.id LIMIT :limit;

-- :name CHANNEL_COUNT  reads channel, case_file, case_scope
-- scan ok: a city has some hundreds
-- :in scope text, org text, state text, open int, late int, today int, q text
SELECT COUNT(*) AS n
FROM channel h JOIN case_file c ON c.id = h.case_id
-- :take CHANNEL_CHOSEN
;

-- :name CHANNEL_BY_ORG  reads channel, case_file, case_scope
-- scan ok: a city has some hundreds
-- How far each agency is; `open` is what stands outside the platform still.
-- :in scope text, today int
SELECT c.provider, MAX(c.provider_name) AS provider_name,
	SUM(CASE WHEN c.ended = 0 THEN 1 ELSE 0 END) AS open,
	SUM(CASE WHEN c.state = 'existing' THEN 1 ELSE 0 END) AS existing,
	SUM(CASE WHEN c.state = 'planned' THEN 1 ELSE 0 END) AS planned,
	SUM(CASE WHEN c.state = 'checking' THEN 1 ELSE 0 END) AS checking,
	SUM(CASE WHEN c.state IN ('forbidden', 'closing') THEN 1 ELSE 0 END) AS forbidden,
	SUM(CASE WHEN c.state = 'merged' THEN 1 ELSE 0 END) AS merged,
	SUM(CASE WHEN c.state = 'closed' THEN 1 ELSE 0 END) AS closed,
	SUM(CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END) AS late
FROM channel h JOIN case_file c ON c.id = h.case_id
WHERE EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = h.case_id)
	AND c.state NOT IN ('draft', 'cancelled')
GROUP BY c.provider ORDER BY 3 DESC, 2, 1;
