-- openplan.sql - the plan of what is to be opened. Read by src/openplan alone.

-- :name PLAN_ADD  writes opening_plan
-- :in id text, org text, theme text, title text, resource text, way text, due int, note text, by_name text, now int
INSERT INTO opening_plan (id, org, theme, title, resource, way, due, note, dropped_at, made_at,
	made_by, changed_at, revision)
VALUES (:id, :org, :theme, :title, :resource, :way, :due, :note, 0, :now, :by_name, :now, 1);

-- :name PLAN_SET  writes opening_plan
-- :in id text, was int, theme text, title text, resource text, way text, due int, note text, now int
-- Only if nobody changed it meanwhile.
UPDATE opening_plan SET theme = :theme, title = :title, resource = :resource, way = :way,
	due = :due, note = :note, changed_at = :now, revision = revision + 1
WHERE id = :id AND revision = :was AND dropped_at = 0;

-- :name PLAN_DROP  writes opening_plan
-- :in id text, reason text, now int
UPDATE opening_plan SET dropped_at = :now, reason = :reason, changed_at = :now,
	revision = revision + 1
WHERE id = :id AND dropped_at = 0;

-- :name PLAN_ORG_MOVE  writes opening_plan
-- :in org text, into text, now int
UPDATE opening_plan SET org = :into, changed_at = :now, revision = revision + 1 WHERE org = :org;

-- :name PLAN_RESOURCE_MOVE  writes opening_plan
-- :in resource text, org text, into text, now int
UPDATE opening_plan SET org = :into, changed_at = :now, revision = revision + 1
WHERE org = :org AND resource = :resource;

-- :name PLAN_GET  reads opening_plan, resource, portal_dataset
-- :in id text, today int
SELECT l.id, l.org, l.theme, l.title, l.resource, l.way, l.due, l.note, l.made_by, l.revision,
	CASE WHEN l.dropped_at > 0 THEN 'dropped'
		WHEN p.standing IN ('live', 'listed') THEN 'opened'
		WHEN l.due < :today THEN 'late' ELSE 'planned' END AS state
FROM opening_plan l LEFT JOIN resource r ON r.id = l.resource
LEFT JOIN portal_dataset p ON p.no = r.no WHERE l.id = :id;

-- :name PLAN_LIST  reads opening_plan, org, resource, portal_dataset, portal_stop
-- :in org text, region text, theme text, state text, q text, today int, public int, after text, limit int
-- By the day it is due. Opened is what stands on the portal; scan ok: some hundred lines.
-- `public`: without the words of an entry that isn't published, or was stopped; nor is
-- it found by them.
SELECT x.place, x.id, x.org, x.org_name, x.region, x.theme, x.title, x.way, x.due, x.note, x.reason,
	x.resource, x.code, x.state, x.opened_at, x.made_by, x.revision
FROM (SELECT CAST(100000 + l.due AS TEXT) || l.id AS place, l.id AS id, l.org AS org,
		o.name AS org_name, o.region AS region, l.theme AS theme,
		CASE WHEN :public = 1 AND l.resource IS NOT NULL AND (r.state IS NULL
			OR r.state <> 'published' OR EXISTS (SELECT 1 FROM portal_stop t
				WHERE t.resource = l.resource)) THEN NULL ELSE l.title END AS title,
		l.way AS way, l.due AS due, l.note AS note, l.reason AS reason,
		l.resource AS resource, r.code AS code, l.made_by AS made_by,
		l.revision AS revision,
		CASE WHEN l.dropped_at > 0 THEN 'dropped'
			WHEN p.standing IN ('live', 'listed') THEN 'opened'
			WHEN l.due < :today THEN 'late' ELSE 'planned' END AS state,
		CASE WHEN p.standing IN ('live', 'listed') THEN p.first_at ELSE 0 END AS opened_at
	FROM opening_plan l LEFT JOIN org o ON o.id = l.org
	LEFT JOIN resource r ON r.id = l.resource
	LEFT JOIN portal_dataset p ON p.no = r.no) x
WHERE (:org IS NULL OR x.org = :org) AND (:region IS NULL OR x.region = :region)
	AND (:theme IS NULL OR x.theme = :theme)
	AND (x.state = :state OR (:state IS NULL AND x.state <> 'dropped'))
	AND (:q IS NULL OR lower(x.title) LIKE :q ESCAPE '!' OR lower(x.org_name) LIKE :q ESCAPE '!')
	AND (:after IS NULL OR x.place > :after)
ORDER BY x.place LIMIT :limit;

-- :name PLAN_COUNT  reads opening_plan, org, resource, portal_dataset, portal_stop
-- :in org text, region text, theme text, state text, q text, today int, public int
SELECT COUNT(*) AS n
FROM (SELECT l.org AS org, o.name AS org_name, o.region AS region, l.theme AS theme,
		CASE WHEN :public = 1 AND l.resource IS NOT NULL AND (r.state IS NULL
			OR r.state <> 'published' OR EXISTS (SELECT 1 FROM portal_stop t
				WHERE t.resource = l.resource)) THEN NULL ELSE l.title END AS title,
		CASE WHEN l.dropped_at > 0 THEN 'dropped'
			WHEN p.standing IN ('live', 'listed') THEN 'opened'
			WHEN l.due < :today THEN 'late' ELSE 'planned' END AS state
	FROM opening_plan l LEFT JOIN org o ON o.id = l.org
	LEFT JOIN resource r ON r.id = l.resource
	LEFT JOIN portal_dataset p ON p.no = r.no) x
WHERE (:org IS NULL OR x.org = :org) AND (:region IS NULL OR x.region = :region)
	AND (:theme IS NULL OR x.theme = :theme)
	AND (x.state = :state OR (:state IS NULL AND x.state <> 'dropped'))
	AND (:q IS NULL OR lower(x.title) LIKE :q ESCAPE '!' OR lower(x.org_name) LIKE :q ESCAPE '!');

-- :name PLAN_BY_THEME  reads opening_plan, resource, portal_dataset
-- :in today int
SELECT x.value, x.value AS name, COUNT(*) AS total,
	CAST(SUM(x.opened) AS BIGINT) AS opened, CAST(SUM(x.late) AS BIGINT) AS late
FROM (SELECT l.theme AS value,
		CASE WHEN p.standing IN ('live', 'listed') THEN 1 ELSE 0 END AS opened,
		CASE WHEN l.due < :today AND (p.standing IS NULL OR p.standing NOT IN ('live', 'listed'))
			THEN 1 ELSE 0 END AS late
	FROM opening_plan l LEFT JOIN resource r ON r.id = l.resource
	LEFT JOIN portal_dataset p ON p.no = r.no WHERE l.dropped_at = 0) x
GROUP BY x.value ORDER BY x.value;

-- :name PLAN_BY_ORG  reads opening_plan, org, resource, portal_dataset
-- :in today int
SELECT x.value, MIN(x.name) AS name, COUNT(*) AS total,
	CAST(SUM(x.opened) AS BIGINT) AS opened, CAST(SUM(x.late) AS BIGINT) AS late
FROM (SELECT l.org AS value, o.name AS name,
		CASE WHEN p.standing IN ('live', 'listed') THEN 1 ELSE 0 END AS opened,
		CASE WHEN l.due < :today AND (p.standing IS NULL OR p.standing NOT IN ('live', 'listed'))
			THEN 1 ELSE 0 END AS late
	FROM opening_plan l LEFT JOIN org o ON o.id = l.org
	LEFT JOIN resource r ON r.id = l.resource
	LEFT JOIN portal_dataset p ON p.no = r.no WHERE l.dropped_at = 0) x
GROUP BY x.value ORDER BY x.value;
