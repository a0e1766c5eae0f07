-- asset.sql - the register of data assets: computed from the catalogue and the live
-- volumes, beside what its agency confirmed last. Read by src/asset alone.

-- :name ASSET_LINES  reads resource, resource_version, org, dataset, dataset_version, access_grant, grant_use, asset_line, asset_confirmation
-- :in org text, region text, q text, after text, limit int
-- What stands, and what stood when it was confirmed last and no longer does. An entry that
-- went elsewhere stands twice, here and gone there: its place in the list says which.
SELECT x.id || CAST(1 - x.gone AS TEXT) || x.org AS place, x.id, x.code, x.title, x.org, x.org_name, x.form, x.theme, x.grade, x.share_type,
	x.open_type, x.version, x.versions, x.rows, x.bytes, x.live_at, x.gone,
	x.was_version, x.was_rows, x.was_bytes,
	(SELECT COUNT(*) FROM access_grant g WHERE g.resource = x.id AND g.state = 'open') AS grants,
	(SELECT CAST(COALESCE(SUM(u.calls), 0) AS BIGINT) FROM access_grant g
	 JOIN grant_use u ON u.id = g.id WHERE g.resource = x.id) AS calls
FROM (SELECT r.id AS id, r.code AS code, v.title AS title, r.org AS org, o.name AS org_name,
		o.region AS region, v.form AS form, v.theme AS theme, v.grade AS grade,
		v.share_type AS share_type, v.open_type AS open_type, r.head AS version,
		COALESCE(d.last_version, 0) AS versions, COALESCE(dv.row_count, 0) AS rows,
		COALESCE(dv.bytes, 0) AS bytes, dv.live_at AS live_at, 0 AS gone,
		l.version AS was_version, l.rows AS was_rows, l.bytes AS was_bytes
	FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
	JOIN org o ON o.id = r.org
	LEFT JOIN dataset d ON d.resource_no = r.no
	LEFT JOIN dataset_version dv ON dv.resource_no = d.resource_no AND dv.version = d.version
	LEFT JOIN asset_line l ON l.resource = r.id AND l.confirmation = (
		SELECT MAX(a.id) FROM asset_confirmation a WHERE a.org = r.org)
	WHERE r.state = 'published'
	UNION ALL
	SELECT l.resource, l.code, l.title, c.org, c.org_name, o.region, NULL, NULL, 0, NULL, NULL,
		0, 0, 0, 0, NULL, 1, l.version, l.rows, l.bytes
	FROM asset_confirmation c JOIN asset_line l ON l.confirmation = c.id
	JOIN org o ON o.id = c.org AND o.state = 'active'
	WHERE c.id = (SELECT MAX(a.id) FROM asset_confirmation a WHERE a.org = c.org)
		AND NOT EXISTS (SELECT 1 FROM resource r
			WHERE r.id = l.resource AND r.state = 'published' AND r.org = c.org)) x
WHERE (:org IS NULL OR x.org = :org) AND (:region IS NULL OR substr(x.region, 1, length(:region)) = :region)
	AND (:q IS NULL OR lower(x.title) LIKE :q ESCAPE '!' OR lower(x.code) LIKE :q ESCAPE '!')
	AND (:after IS NULL OR x.id || CAST(1 - x.gone AS TEXT) || x.org < :after)
ORDER BY x.id DESC, x.gone, x.org DESC LIMIT :limit;

-- :name ASSET_COUNT  reads resource, resource_version, org, asset_line, asset_confirmation
-- :in org text, region text, q text
SELECT (SELECT COUNT(*) FROM resource r JOIN org o ON o.id = r.org
	JOIN resource_version v ON v.resource = r.id AND v.version = r.head
	WHERE r.state = 'published' AND (:org IS NULL OR r.org = :org)
		AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
		AND (:q IS NULL OR lower(v.title) LIKE :q ESCAPE '!' OR lower(r.code) LIKE :q ESCAPE '!'))
	+ (SELECT COUNT(*) FROM asset_confirmation c JOIN asset_line l ON l.confirmation = c.id
	JOIN org o ON o.id = c.org AND o.state = 'active'
	WHERE c.id = (SELECT MAX(a.id) FROM asset_confirmation a WHERE a.org = c.org)
		AND (:org IS NULL OR c.org = :org) AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
		AND (:q IS NULL OR lower(l.title) LIKE :q ESCAPE '!' OR lower(l.code) LIKE :q ESCAPE '!')
		AND NOT EXISTS (SELECT 1 FROM resource r
			WHERE r.id = l.resource AND r.state = 'published' AND r.org = c.org)) AS n;

-- :name ASSET_AGENCIES  reads org, resource, dataset, dataset_version, access_grant, grant_use, asset_line, asset_confirmation
-- :in org text, region text, after text, limit int
-- Each agency's sums, what it confirmed last, and how many lines are otherwise now.
SELECT o.id, o.name, o.region, c.id AS confirmation, c.at AS confirmed_at,
	c.by_name AS confirmed_by, c.entries AS was_entries, c.rows AS was_rows,
	c.bytes AS was_bytes, c.leaf,
	(SELECT COUNT(*) FROM resource r WHERE r.org = o.id AND r.state = 'published') AS entries,
	(SELECT CAST(COALESCE(SUM(dv.row_count), 0) AS BIGINT) FROM resource r
	 JOIN dataset d ON d.resource_no = r.no
	 JOIN dataset_version dv ON dv.resource_no = d.resource_no AND dv.version = d.version
	 WHERE r.org = o.id AND r.state = 'published') AS rows,
	(SELECT CAST(COALESCE(SUM(dv.bytes), 0) AS BIGINT) FROM resource r
	 JOIN dataset d ON d.resource_no = r.no
	 JOIN dataset_version dv ON dv.resource_no = d.resource_no AND dv.version = d.version
	 WHERE r.org = o.id AND r.state = 'published') AS bytes,
	(SELECT COUNT(*) FROM access_grant g JOIN resource r ON r.id = g.resource
	 WHERE r.org = o.id AND r.state = 'published' AND g.state = 'open') AS grants,
	(SELECT CAST(COALESCE(SUM(u.calls), 0) AS BIGINT) FROM resource r
	 JOIN access_grant g ON g.resource = r.id JOIN grant_use u ON u.id = g.id
	 WHERE r.org = o.id AND r.state = 'published') AS calls,
	(SELECT COUNT(*) FROM resource r LEFT JOIN dataset d ON d.resource_no = r.no
	 LEFT JOIN dataset_version dv ON dv.resource_no = d.resource_no AND dv.version = d.version
	 LEFT JOIN asset_line l ON l.confirmation = c.id AND l.resource = r.id
	 WHERE r.org = o.id AND r.state = 'published' AND (l.resource IS NULL
		OR l.version <> r.head OR l.rows <> COALESCE(dv.row_count, 0)
		OR l.bytes <> COALESCE(dv.bytes, 0))) +
	(SELECT COUNT(*) FROM asset_line l WHERE l.confirmation = c.id AND NOT EXISTS (
		SELECT 1 FROM resource r WHERE r.id = l.resource AND r.state = 'published'
		AND r.org = o.id)) AS moved
FROM org o LEFT JOIN asset_confirmation c ON c.id = (
	SELECT MAX(a.id) FROM asset_confirmation a WHERE a.org = o.id)
WHERE o.state = 'active' AND (o.kind = 'agency' OR EXISTS (
		SELECT 1 FROM resource r WHERE r.org = o.id AND r.state = 'published'))
	AND (:org IS NULL OR o.id = :org) AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
	AND (:after IS NULL OR o.id < :after)
ORDER BY o.id DESC LIMIT :limit;

-- :name ASSET_AGENCY_COUNT  reads org, resource
-- :in org text, region text
SELECT COUNT(*) AS n FROM org o
WHERE o.state = 'active' AND (o.kind = 'agency' OR EXISTS (
		SELECT 1 FROM resource r WHERE r.org = o.id AND r.state = 'published'))
	AND (:org IS NULL OR o.id = :org) AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region);

-- :name ASSET_CONFIRM  writes asset_confirmation
-- :in id text, org text, org_name text, now int, by_id text, by_name text, note text, entries int, rows int, bytes int, hash text, leaf text
INSERT INTO asset_confirmation (id, org, org_name, at, by_id, by_name, note, entries, rows, bytes,
	hash, leaf)
VALUES (:id, :org, :org_name, :now, :by_id, :by_name, :note, :entries, :rows, :bytes, :hash, :leaf);

-- :name ASSET_CONFIRM_LINES  writes asset_line
-- :in id text, org text
INSERT INTO asset_line (confirmation, resource, code, title, version, rows, bytes)
SELECT :id, r.id, r.code, v.title, r.head, COALESCE(dv.row_count, 0), COALESCE(dv.bytes, 0)
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN dataset d ON d.resource_no = r.no
LEFT JOIN dataset_version dv ON dv.resource_no = d.resource_no AND dv.version = d.version
WHERE r.org = :org AND r.state = 'published';

-- :name ASSET_CONFIRMED_LINES  reads asset_line
-- :in id text
SELECT resource, code, version, rows, bytes FROM asset_line
WHERE confirmation = :id ORDER BY resource;

-- :name ASSET_CONFIRMATIONS  reads asset_confirmation, org
-- :in org text, region text, after text, limit int
SELECT c.id, c.org, c.org_name, c.at, c.by_name, c.note, c.entries, c.rows, c.bytes, c.hash, c.leaf
FROM asset_confirmation c LEFT JOIN org o ON o.id = c.org
WHERE (:org IS NULL OR c.org = :org) AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
	AND (:after IS NULL OR c.id < :after)
ORDER BY c.id DESC LIMIT :limit;

-- :name ASSET_CONFIRMATION_COUNT  reads asset_confirmation, org
-- :in org text, region text
SELECT COUNT(*) AS n FROM asset_confirmation c LEFT JOIN org o ON o.id = c.org
WHERE (:org IS NULL OR c.org = :org) AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region);
