-- scenario.sql - the register of scenarios. Read by src/scenario alone. What is used in
-- one is counted from the grants whose requests named it, and what was taken under them.

-- :name SCENARIO_ADD  writes scenario
-- :in code text, id text, name text, kind text, org text, city_wide int, description text, duty text, basis text, state text, since_on int, until_on int, over_at int, by_name text, at int
INSERT INTO scenario (code, id, name, kind, org, city_wide, description, duty, basis, state,
	since_on, until_on, over_at, revision, by_name, at, changed_at)
VALUES (:code, :id, :name, :kind, :org, :city_wide, :description, :duty, :basis, :state,
	:since_on, :until_on, :over_at, 1, :by_name, :at, :at)
ON CONFLICT (code) DO NOTHING;

-- :name SCENARIO_SET  writes scenario
-- Only if nobody changed it meanwhile.
-- :in code text, revision int, name text, kind text, city_wide int, description text, duty text, basis text, state text, since_on int, until_on int, over_at int, at int
UPDATE scenario SET name = :name, kind = :kind, city_wide = :city_wide,
	description = :description, duty = :duty, basis = :basis, state = :state,
	since_on = :since_on, until_on = :until_on, over_at = :over_at, revision = revision + 1, changed_at = :at
WHERE code = :code AND revision = :revision;

-- :name SCENARIO_MOVE  writes scenario
-- :in org text, into text
UPDATE scenario SET org = :into, revision = revision + 1 WHERE org = :org;

-- :name SCENARIO_FIND  reads scenario, org
-- :in code text
SELECT s.id, s.code, s.name, s.kind, s.org, o.region, s.city_wide, s.description, s.duty, s.basis,
	s.state, s.since_on, s.until_on, s.revision
FROM scenario s LEFT JOIN org o ON o.id = s.org WHERE s.code = :code;

-- :part SCENARIO_SHOWN
SELECT s.id, s.code, s.name, s.kind, s.org, o.region, o.name AS org_name, s.city_wide,
	s.description, s.duty, s.basis, s.state, s.since_on, s.until_on, s.revision, s.at,
	s.changed_at,
	(SELECT COUNT(DISTINCT g.resource) FROM access_grant g WHERE g.scenario_code = s.code) AS resources,
	(SELECT COUNT(*) FROM access_grant g JOIN grant_use u ON u.id = g.id
		WHERE g.scenario_code = s.code AND g.state = 'open'
		AND (u.until = 0 OR u.until > :now)) AS grants,
	COALESCE(d.calls, 0) AS calls, COALESCE(d.rows_out, 0) AS row_count,
	(SELECT COUNT(*) FROM case_scenario l JOIN case_file c ON c.id = l.case_id
		WHERE l.scenario = s.code AND c.ended = 0
		AND NOT EXISTS (SELECT 1 FROM access_grant g WHERE g.case_id = c.id)) AS requests,
	(SELECT COUNT(*) FROM scenario_result t WHERE t.scenario = s.code) AS results
FROM scenario s LEFT JOIN org o ON o.id = s.org

-- :name SCENARIO_GET  reads scenario, org, access_grant, grant_use, usage_day, scenario_result, case_scenario, case_file
-- :in code text, now int
-- :take SCENARIO_SHOWN
LEFT JOIN (SELECT CAST(SUM(u.calls) AS BIGINT) AS calls, CAST(SUM(u.rows_out) AS BIGINT) AS rows_out
	FROM access_grant g JOIN usage_day u ON u.grant_id = g.id WHERE g.scenario_code = :code) d ON 1 = 1
WHERE s.code = :code;

-- :name SCENARIO_LIST  reads scenario, org, access_grant, grant_use, usage_day, scenario_result, case_scenario, case_file
-- Newest first. `usable_by`: those that a request of that organisation may name today.
-- scan ok: a city has some hundreds
-- :in org text, kind text, state text, q text, usable_by text, now int, after text, limit int
-- :take SCENARIO_SHOWN
LEFT JOIN (SELECT g.scenario_code AS code, CAST(SUM(u.calls) AS BIGINT) AS calls,
		CAST(SUM(u.rows_out) AS BIGINT) AS rows_out
	FROM access_grant g JOIN usage_day u ON u.grant_id = g.id
	WHERE g.scenario_code IS NOT NULL GROUP BY g.scenario_code) d ON d.code = s.code
WHERE (:org IS NULL OR s.org = :org)
	AND (:kind IS NULL OR s.kind = :kind) AND (:state IS NULL OR s.state = :state)
	AND (:usable_by IS NULL OR ((s.org = :usable_by OR s.city_wide = 1) AND s.state <> 'ended'
		AND (s.over_at = 0 OR s.over_at > :now)))
	AND (:q IS NULL OR lower(s.name) LIKE :q ESCAPE '!' OR lower(s.code) LIKE :q ESCAPE '!'
		OR lower(s.description) LIKE :q ESCAPE '!')
	AND (:after IS NULL OR s.id < :after)
ORDER BY s.id DESC LIMIT :limit;

-- :name SCENARIO_COUNT  reads scenario
-- scan ok: a city has some hundreds
-- :in org text, kind text, state text, q text, usable_by text, now int
SELECT COUNT(*) AS n FROM scenario s
WHERE (:org IS NULL OR s.org = :org)
	AND (:kind IS NULL OR s.kind = :kind) AND (:state IS NULL OR s.state = :state)
	AND (:usable_by IS NULL OR ((s.org = :usable_by OR s.city_wide = 1) AND s.state <> 'ended'
		AND (s.over_at = 0 OR s.over_at > :now)))
	AND (:q IS NULL OR lower(s.name) LIKE :q ESCAPE '!' OR lower(s.code) LIKE :q ESCAPE '!'
		OR lower(s.description) LIKE :q ESCAPE '!');

-- :name SCENARIO_USES  reads access_grant, grant_use, usage_day, case_scenario, case_file, resource, resource_version, org
-- The data it uses, by what was granted, and what is asked for and not answered yet.
-- :in code text, now int, count int
SELECT x.resource, r.code, r.org AS provider, o.name AS provider_name, v.title,
	CAST(SUM(x.granted) AS BIGINT) AS grants, CAST(SUM(x.is_open) AS BIGINT) AS open,
	CAST(SUM(x.asked) AS BIGINT) AS asked, CAST(SUM(x.calls) AS BIGINT) AS calls,
	CAST(SUM(x.rows_out) AS BIGINT) AS row_count
FROM (SELECT g.resource AS resource, 1 AS granted,
		CASE WHEN g.state = 'open' AND (u.until = 0 OR u.until > :now) THEN 1 ELSE 0 END AS is_open,
		0 AS asked,
		COALESCE(d.calls, 0) AS calls, COALESCE(d.rows_out, 0) AS rows_out
	FROM access_grant g JOIN grant_use u ON u.id = g.id
	LEFT JOIN (SELECT b.grant_id AS grant_id, CAST(SUM(b.calls) AS BIGINT) AS calls,
			CAST(SUM(b.rows_out) AS BIGINT) AS rows_out
		FROM access_grant a JOIN usage_day b ON b.grant_id = a.id
		WHERE a.scenario_code = :code GROUP BY b.grant_id) d ON d.grant_id = g.id
	WHERE g.scenario_code = :code
	UNION ALL
	SELECT c.resource, 0, 0, 1, 0, 0 FROM case_scenario l JOIN case_file c ON c.id = l.case_id
	WHERE l.scenario = :code AND c.ended = 0 AND c.resource IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM access_grant g WHERE g.case_id = c.id)) x
JOIN resource r ON r.id = x.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = r.org
GROUP BY x.resource, r.code, r.org, o.name, v.title ORDER BY 10 DESC, 2 LIMIT :count;

-- :name SCENARIO_RESULT_ADD  writes scenario_result
-- :in id text, scenario text, on_day int, result text, by_name text, at int
INSERT INTO scenario_result (id, scenario, on_day, result, by_name, at)
VALUES (:id, :scenario, :on_day, :result, :by_name, :at);

-- :name SCENARIO_RESULTS  reads scenario_result
-- :in scenario text, count int
SELECT id, on_day, result, by_name, at FROM scenario_result WHERE scenario = :scenario
ORDER BY on_day DESC, id DESC LIMIT :count;

-- :name SCENARIO_LINK  writes case_scenario
-- :in case_id text, scenario text
INSERT INTO case_scenario (case_id, scenario) VALUES (:case_id, :scenario);

-- :name SCENARIO_UNLINK  writes case_scenario
-- :in case_id text
DELETE FROM case_scenario WHERE case_id = :case_id;

-- :name SCENARIO_OF_CASE  reads case_scenario, scenario
-- :in case_id text
SELECT s.code, s.name FROM case_scenario l JOIN scenario s ON s.code = l.scenario
WHERE l.case_id = :case_id;

-- :name SCENARIO_CARRY  writes case_scenario
-- What a case came to is of the same scenario.
-- :in case_id text, origin text
INSERT INTO case_scenario (case_id, scenario)
SELECT :case_id, l.scenario FROM case_scenario l WHERE l.case_id = :origin;
