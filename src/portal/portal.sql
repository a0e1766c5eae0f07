-- portal.sql - what stands on the portal. Read by src/portal alone, except
-- where catalogue/listing.c looks at it for its lists.

-- :name PORTAL_GET  reads portal_dataset
-- :in no int
SELECT no, resource, standing, data_version, rows, bytes, updated_at, first_at
FROM portal_dataset WHERE no = :no;

-- :name PORTAL_FACTS  reads resource, resource_version, portal_dataset, dataset, portal_stop, content_version
-- :in no int, count int
-- What the place of the entries behind a number depends on, but for their values.
SELECT r.no, r.state, v.open_type, p.standing, COALESCE(p.data_version, 0) AS was_version,
	COALESCE(d.version, 0) AS version,
	(SELECT COUNT(*) FROM portal_stop s WHERE s.resource = r.id) AS stops,
	(SELECT COUNT(*) FROM content_version c WHERE c.resource = r.id) AS files
FROM resource r
JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN portal_dataset p ON p.no = r.no
LEFT JOIN dataset d ON d.resource_no = r.no
WHERE r.no > :no ORDER BY r.no LIMIT :count;

-- :name PORTAL_GRADED  reads portal_dataset
-- :in no int, count int
-- What the grades of its items may hold, or let go. scan ok: a page by the key
SELECT no FROM portal_dataset WHERE standing IN ('live', 'held') AND no > :no
ORDER BY no LIMIT :count;

-- :name PORTAL_GRADES  writes catalogue_sequence
-- :in name text, bits int
INSERT INTO catalogue_sequence (name, last) VALUES (:name, :bits)
ON CONFLICT (name) DO UPDATE SET last = :bits;

-- :name PORTAL_PUT  writes portal_dataset
-- :in no int, resource text, standing text, data_version int, rows int, bytes int
-- :in updated_at int, now int
INSERT INTO portal_dataset (no, resource, standing, data_version, rows, bytes, updated_at,
	first_at)
VALUES (:no, :resource, :standing, :data_version, :rows, :bytes, :updated_at, :now)
ON CONFLICT (no) DO UPDATE SET standing = :standing, data_version = :data_version,
	rows = :rows, bytes = :bytes, updated_at = :updated_at;

-- :name PORTAL_DROP  writes portal_dataset
-- :in no int
DELETE FROM portal_dataset WHERE no = :no;

-- :name PORTAL_GONE_ADD  writes portal_gone
-- :in resource text, now int
INSERT INTO portal_gone (resource, at) VALUES (:resource, :now)
ON CONFLICT (resource) DO UPDATE SET back = NULL;

-- :name PORTAL_GONE_BACK  writes portal_gone
-- :in resource text, now int
-- Kept for a while still: RELEASE_RETURN forgets it.
UPDATE portal_gone SET back = :now WHERE resource = :resource AND back IS NULL;

-- :name PORTAL_DOWNLOADED  writes portal_download
-- :in id text, no int, format text, n int, now int
INSERT INTO portal_download (id, no, format, at, n) VALUES (:id, :no, :format, :now, :n);

-- :name PORTAL_DOWNLOADS  reads portal_download, portal_day
-- :in no int
SELECT CAST(COALESCE((SELECT SUM(n) FROM portal_day WHERE no = :no), 0) +
	COALESCE((SELECT SUM(n) FROM portal_download WHERE no = :no), 0) AS BIGINT) AS n;

-- :name PORTAL_DAY_ADD  writes portal_day
-- :in before int
-- Downloads that were noted before then, by day (UTC+8).
INSERT INTO portal_day (no, day, n)
SELECT no, (at + 28800000) / 86400000 AS day, CAST(SUM(n) AS BIGINT) FROM portal_download
WHERE at < :before GROUP BY no, (at + 28800000) / 86400000
ON CONFLICT (no, day) DO UPDATE SET n = portal_day.n + excluded.n;

-- :name PORTAL_DAY_DONE  writes portal_download
-- :in before int
DELETE FROM portal_download WHERE at < :before;

-- :name PORTAL_USED  reads portal_download, portal_day, portal_dataset
-- :in since int, count int
-- What was downloaded most since that day, of what can be taken now. scan ok: of a
-- month some thousand datasets, asked for by the home page once a minute.
SELECT u.no, CAST(SUM(u.n) AS BIGINT) AS n FROM (
	SELECT no, n FROM portal_day WHERE day >= :since
	UNION ALL SELECT no, n FROM portal_download) u
JOIN portal_dataset p ON p.no = u.no AND p.standing = 'live'
GROUP BY u.no ORDER BY 2 DESC, u.no LIMIT :count;

-- :name PORTAL_VERSIONS  reads batch
-- :in resource text, version int, count int
SELECT version, mode, rows_live, ended_at FROM batch
WHERE resource = :resource AND state = 'live' AND version <= :version
ORDER BY id DESC LIMIT :count;

-- :name PORTAL_STAMP  reads catalogue_sequence, account_epoch
-- What all that stands on the portal depends on: it moves with every change of it.
SELECT COALESCE((SELECT last FROM catalogue_sequence WHERE name = 'change'), 0) AS change,
	(SELECT n FROM account_epoch WHERE one = 1) AS accounts;

-- :name PORTAL_STOPS  reads portal_stop
-- :in resource text
SELECT COUNT(*) AS n FROM portal_stop WHERE resource = :resource;

-- :name PORTAL_STOP_PUT  writes portal_stop
-- :in resource text, by_case text, kind text, now int
INSERT INTO portal_stop (resource, by_case, kind, at) VALUES (:resource, :by_case, :kind, :now)
ON CONFLICT (resource, by_case) DO UPDATE SET kind = :kind;

-- :name PORTAL_STOP_LIFT  writes portal_stop
-- :in resource text, by_case text
DELETE FROM portal_stop WHERE resource = :resource AND by_case = :by_case;

-- :name PORTAL_COUNTS  reads portal_dataset, resource, portal_day, portal_download
-- What has rows can be called; what stands there by its files alone can't.
-- scan ok: some thousand datasets, asked for by the home page
SELECT COUNT(*) AS datasets,
	CAST(COALESCE(SUM(CASE WHEN p.standing = 'live' AND p.data_version > 0
		THEN 1 ELSE 0 END), 0) AS BIGINT) AS interfaces,
	CAST(COALESCE((SELECT SUM(n) FROM portal_day), 0) +
		COALESCE((SELECT SUM(n) FROM portal_download), 0) AS BIGINT) AS downloads, CAST(SUM(p.rows) AS BIGINT) AS rows,
	COUNT(DISTINCT r.org) AS orgs
FROM portal_dataset p JOIN resource r ON r.no = p.no WHERE p.standing IN ('live', 'listed');

-- :name PORTAL_ALL  reads portal_dataset, resource
-- :in after int, count int
-- What stands on the portal, for the map of the site.
SELECT p.no, r.code, p.updated_at, r.changed_at FROM portal_dataset p
JOIN resource r ON r.no = p.no
WHERE p.standing IN ('live', 'listed') AND p.no > :after ORDER BY p.no LIMIT :count;
