-- evaluation.sql - when limits were last looked at. Read by src/evaluation and the
-- negative list.

-- :name EVALUATION_GET  reads evaluation
-- :in resource text, dimension text
SELECT last_on, case_id FROM evaluation WHERE resource = :resource AND dimension = :dimension;

-- :name EVALUATION_BEGUN  writes evaluation
-- :in resource text, dimension text, case_id text
INSERT INTO evaluation (resource, dimension, last_on, case_id)
VALUES (:resource, :dimension, 0, :case_id)
ON CONFLICT (resource, dimension) DO UPDATE SET case_id = excluded.case_id;

-- :name EVALUATION_ENDED  writes evaluation
-- :in resource text, dimension text, today int
UPDATE evaluation SET last_on = :today, case_id = NULL
WHERE resource = :resource AND dimension = :dimension;

-- :name EVALUATION_DUE  reads resource, resource_version, evaluation
-- What is conditional and was last looked at, or first published as such, so long
-- ago: a new version that leaves the limit is no look at it.
-- scan ok: once a day
-- :in before int, count int
SELECT resource, dimension FROM (
	SELECT r.id AS resource, 'share' AS dimension,
		(SELECT MIN(o.published_at) FROM resource_version o
		WHERE o.resource = r.id AND o.published_at > 0 AND o.version > COALESCE((
			SELECT MAX(w.version) FROM resource_version w
			WHERE w.resource = r.id AND w.version < r.head AND w.published_at > 0
				AND w.share_type <> 'conditional'), 0)) AS since
	FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
	WHERE r.state = 'published' AND v.share_type = 'conditional'
	UNION ALL
	SELECT r.id AS resource, 'open' AS dimension,
		(SELECT MIN(o.published_at) FROM resource_version o
		WHERE o.resource = r.id AND o.published_at > 0 AND o.version > COALESCE((
			SELECT MAX(w.version) FROM resource_version w
			WHERE w.resource = r.id AND w.version < r.head AND w.published_at > 0
				AND w.open_type <> 'conditional'), 0)) AS since
	FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
	WHERE r.state = 'published' AND v.open_type = 'conditional') x
WHERE NOT EXISTS (SELECT 1 FROM evaluation e WHERE e.resource = x.resource
		AND e.dimension = x.dimension AND (e.case_id IS NOT NULL OR e.last_on > :before))
	AND (x.since + 28800000) / 86400000 <= :before
ORDER BY resource, dimension LIMIT :count;

-- :name EVALUATION_LOOKED  reads evaluation_looked
SELECT day FROM evaluation_looked WHERE one = 1;

-- :name EVALUATION_LOOKED_SET  writes evaluation_looked
-- :in day int
UPDATE evaluation_looked SET day = :day WHERE one = 1;
