-- itsystem.sql - information systems and the entries they feed. Read by src/itsystem
-- alone. A system feeds the entries of its agency that name it in the version that
-- stands, and those that came with it under the name it had (itsystem_came).

-- :name ITSYSTEM_ADD  writes itsystem
-- :in id text, org text, name text, holds text, protection int, hosting text, cloud_on int, cloud_plan text, builder text, contract text, state text, notes text, at int
INSERT INTO itsystem (id, org, name, holds, protection, hosting, cloud_on, cloud_plan, builder,
	contract, state, notes, revision, at, changed_at)
VALUES (:id, :org, :name, :holds, :protection, :hosting, :cloud_on, :cloud_plan, :builder,
	:contract, :state, :notes, 1, :at, :at);

-- :name ITSYSTEM_SET  writes itsystem
-- Only if nobody changed it meanwhile.
-- :in id text, revision int, name text, holds text, protection int, hosting text, cloud_on int, cloud_plan text, builder text, contract text, state text, notes text, at int
UPDATE itsystem SET name = :name, holds = :holds, protection = :protection, hosting = :hosting,
	cloud_on = :cloud_on, cloud_plan = :cloud_plan, builder = :builder, contract = :contract,
	state = :state, notes = :notes, revision = revision + 1, changed_at = :at
WHERE id = :id AND revision = :revision;

-- :name ITSYSTEM_CAME_AS  reads itsystem_came, itsystem
-- What came along in an entry's agency under the name the entry says.
-- :in resource text, org text, said text
SELECT c.system FROM itsystem_came c JOIN itsystem s ON s.id = c.system
WHERE c.resource = :resource AND c.said = :said AND s.org = :org AND s.state <> 'retired';

-- :name ITSYSTEM_DOUBLES  reads itsystem
-- Systems of an agency whose name another has one of, retired ones as well.
-- :in org text, into text
SELECT s.id, s.name FROM itsystem s WHERE s.org = :org
	AND EXISTS (SELECT 1 FROM itsystem o WHERE o.org = :into AND o.name = s.name)
ORDER BY s.id;

-- :name ITSYSTEM_TAKEN  reads itsystem
-- :in org text, into text, name text
SELECT id FROM itsystem WHERE org IN (:org, :into) AND name = :name;

-- :name ITSYSTEM_CAME_ADD  writes itsystem_came
-- The entries that name a system before it is called otherwise.
-- :in id text, org text, said text
INSERT INTO itsystem_came (resource, said, system)
SELECT r.id, v.source_system, :id
FROM resource_version v JOIN resource r ON r.id = v.resource AND r.head = v.version
WHERE v.source_system = :said AND r.org = :org
	AND NOT EXISTS (SELECT 1 FROM itsystem_came c WHERE c.resource = r.id AND c.said = :said)
ON CONFLICT (resource) DO UPDATE SET said = excluded.said, system = excluded.system;

-- :name ITSYSTEM_RENAME  writes itsystem
-- :in id text, name text
UPDATE itsystem SET name = :name, revision = revision + 1 WHERE id = :id;

-- :name ITSYSTEM_MOVE  writes itsystem
-- :in org text, into text
UPDATE itsystem SET org = :into, revision = revision + 1 WHERE org = :org;

-- :name ITSYSTEM_NAMED  reads itsystem
-- :in org text, name text
SELECT id FROM itsystem WHERE org = :org AND name = :name AND state <> 'retired';

-- :name ITSYSTEM_GET  reads itsystem, itsystem_came, org, resource, resource_version
-- :in id text, org text, region text
SELECT s.id, s.org, o.name AS org_name, s.name, s.holds, s.protection, s.hosting, s.cloud_on,
	s.cloud_plan, s.builder, s.contract, s.state, s.notes, s.revision, s.at, s.changed_at,
	(SELECT COUNT(*) FROM resource_version v JOIN resource r ON r.id = v.resource
		WHERE v.source_system = s.name AND r.org = s.org AND r.head = v.version
		AND r.state <> 'retired' AND NOT EXISTS (SELECT 1 FROM itsystem_came c
			WHERE c.resource = r.id AND c.said = s.name AND c.system <> s.id)) +
	(SELECT COUNT(*) FROM itsystem_came c JOIN resource r ON r.id = c.resource
		JOIN resource_version v ON v.resource = r.id AND v.version = r.head
		WHERE c.system = s.id AND c.said <> s.name AND v.source_system = c.said
		AND r.org = s.org AND r.state <> 'retired') AS feeds
FROM itsystem s LEFT JOIN org o ON o.id = s.org
WHERE s.id = :id AND (:org IS NULL OR s.org = :org)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region);

-- :part ITSYSTEM_CHOSEN
WHERE (:org IS NULL OR t.org = :org)
	AND (:region IS NULL OR substr(t.region, 1, length(:region)) = :region)
	AND (:hosting IS NULL OR t.hosting = :hosting)
	AND (:state IS NULL OR t.state = :state)
	AND (:q IS NULL OR lower(t.name) LIKE :q ESCAPE '!' OR lower(t.holds) LIKE :q ESCAPE '!')
	AND (:gap IS NULL OR (t.state <> 'retired' AND (
		(:gap = 'idle' AND t.feeds = 0) OR (:gap = 'ungraded' AND t.protection = 0)
		OR (:gap = 'off_cloud' AND t.hosting <> 'cloud')
		OR (:gap = 'overdue' AND t.hosting <> 'cloud' AND t.cloud_on > 0
			AND t.cloud_on < :today))))

-- :name ITSYSTEM_LIST  reads itsystem, itsystem_came, org, resource, resource_version
-- `gap`: idle feeds nothing, off_cloud isn't on the cloud, overdue should be by now,
-- ungraded has no level of protection. Retired ones have no gaps.
-- scan ok: a city has some thousands
-- :in org text, region text, q text, hosting text, state text, gap text, today int, after text, limit int
SELECT t.id, t.org, t.org_name, t.name, t.holds, t.protection, t.hosting, t.cloud_on, t.cloud_plan,
	t.builder, t.contract, t.state, t.notes, t.revision, t.at, t.changed_at, t.feeds
FROM (SELECT s.id, s.org, o.name AS org_name, o.region, s.name, s.holds, s.protection, s.hosting,
	s.cloud_on, s.cloud_plan, s.builder, s.contract, s.state, s.notes, s.revision, s.at,
	s.changed_at,
	(SELECT COUNT(*) FROM resource_version v JOIN resource r ON r.id = v.resource
		WHERE v.source_system = s.name AND r.org = s.org AND r.head = v.version
		AND r.state <> 'retired' AND NOT EXISTS (SELECT 1 FROM itsystem_came c
			WHERE c.resource = r.id AND c.said = s.name AND c.system <> s.id)) +
	(SELECT COUNT(*) FROM itsystem_came c JOIN resource r ON r.id = c.resource
		JOIN resource_version v ON v.resource = r.id AND v.version = r.head
		WHERE c.system = s.id AND c.said <> s.name AND v.source_system = c.said
		AND r.org = s.org AND r.state <> 'retired') AS feeds
	FROM itsystem s LEFT JOIN org o ON o.id = s.org) t
-- :take ITSYSTEM_CHOSEN
	AND (:after IS NULL OR t.id < :after)
ORDER BY t.id DESC LIMIT :limit;

-- :name ITSYSTEM_COUNT  reads itsystem, itsystem_came, org, resource, resource_version
-- scan ok: a city has some thousands
-- :in org text, region text, q text, hosting text, state text, gap text, today int
SELECT COUNT(*) AS n
FROM (SELECT s.org, o.region, s.name, s.holds, s.protection, s.hosting, s.cloud_on, s.state,
	CASE WHEN :gap = 'idle' THEN (SELECT COUNT(*) FROM resource_version v
		JOIN resource r ON r.id = v.resource
		WHERE v.source_system = s.name AND r.org = s.org AND r.head = v.version
		AND r.state <> 'retired' AND NOT EXISTS (SELECT 1 FROM itsystem_came c
			WHERE c.resource = r.id AND c.said = s.name AND c.system <> s.id)) +
	(SELECT COUNT(*) FROM itsystem_came c JOIN resource r ON r.id = c.resource
		JOIN resource_version v ON v.resource = r.id AND v.version = r.head
		WHERE c.system = s.id AND c.said <> s.name AND v.source_system = c.said
		AND r.org = s.org AND r.state <> 'retired') ELSE 0 END AS feeds
	FROM itsystem s LEFT JOIN org o ON o.id = s.org) t
-- :take ITSYSTEM_CHOSEN
;

-- :name ITSYSTEM_FEEDS  reads resource, resource_version, itsystem_came
-- :in id text, org text, name text, count int
SELECT x.id, x.code, x.state, x.title
FROM (SELECT r.id AS id, r.code AS code, r.state AS state, v.title AS title
	FROM resource_version v JOIN resource r ON r.id = v.resource AND r.head = v.version
	WHERE v.source_system = :name AND r.org = :org AND r.state <> 'retired'
		AND NOT EXISTS (SELECT 1 FROM itsystem_came c WHERE c.resource = r.id
			AND c.said = :name AND c.system <> :id)
	UNION ALL
	SELECT r.id, r.code, r.state, v.title
	FROM itsystem_came c JOIN resource r ON r.id = c.resource
	JOIN resource_version v ON v.resource = r.id AND v.version = r.head
	WHERE c.system = :id AND c.said <> :name AND v.source_system = c.said
		AND r.org = :org AND r.state <> 'retired') x
ORDER BY x.id LIMIT :count;

-- :name ITSYSTEM_UNLINKED  reads resource, resource_version, org, itsystem, itsystem_came
-- Published entries that name no system, or one that isn't registered.
-- scan ok: a page of the entries by their key; one agency's by their index
-- :in org text, region text, after text, limit int
SELECT r.id, r.code, r.org, o.name AS org_name, v.title, v.source_system
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = r.org
WHERE r.state = 'published' AND (:org IS NULL OR r.org = :org)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
	AND (:after IS NULL OR r.id < :after)
	AND NOT EXISTS (SELECT 1 FROM itsystem s WHERE s.org = r.org AND s.name = v.source_system
		AND s.state <> 'retired')
	AND NOT EXISTS (SELECT 1 FROM itsystem_came c JOIN itsystem s ON s.id = c.system
		WHERE c.resource = r.id AND c.said = v.source_system AND s.org = r.org
		AND s.state <> 'retired')
ORDER BY r.id DESC LIMIT :limit;

-- :name ITSYSTEM_UNLINKED_COUNT  reads resource, resource_version, org, itsystem, itsystem_came
-- scan ok: asked by a page that shows how far a city is
-- :in org text, region text
SELECT COUNT(*) AS n
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = r.org
WHERE r.state = 'published' AND (:org IS NULL OR r.org = :org)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
	AND NOT EXISTS (SELECT 1 FROM itsystem s WHERE s.org = r.org AND s.name = v.source_system
		AND s.state <> 'retired')
	AND NOT EXISTS (SELECT 1 FROM itsystem_came c JOIN itsystem s ON s.id = c.system
		WHERE c.resource = r.id AND c.said = v.source_system AND s.org = r.org
		AND s.state <> 'retired');
