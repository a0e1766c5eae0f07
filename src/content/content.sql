-- content.sql - versions of files and the files in them. Read by src/content alone.

-- :name CONTENT_VERSION_GET  reads content_version
-- :in resource text, version int
SELECT version, files, bytes, note, by_id, by_name, at, opened_at, opened_by, open_reason,
	closed_at, closed_by, close_reason
FROM content_version WHERE resource = :resource AND version = :version;

-- :name CONTENT_LAST  reads content_version
-- :in resource text
-- The live one, and the last that is open; 0: none.
SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) AS live,
	CAST(COALESCE(MAX(CASE WHEN opened_at > 0 AND closed_at = 0 THEN version ELSE 0 END), 0)
	AS BIGINT) AS open
FROM content_version WHERE resource = :resource;

-- :name CONTENT_VERSION_ADD  writes content_version
-- :in resource text, version int, files int, bytes int, note text, by_id text, by_name text, now int
INSERT INTO content_version (resource, version, files, bytes, note, by_id, by_name, at, opened_at,
	opened_by, open_reason, closed_at, closed_by, close_reason)
VALUES (:resource, :version, :files, :bytes, :note, :by_id, :by_name, :now, 0, NULL, NULL, 0,
	NULL, NULL);

-- :name CONTENT_FILE_ADD  writes content_file
-- :in resource text, version int, n int, name text, title text, day int, media text, bytes int
-- :in sha256 text, upload text, by_id text
INSERT INTO content_file (resource, version, n, name, title, day, media, bytes, sha256, upload,
	by_id)
VALUES (:resource, :version, :n, :name, :title, :day, :media, :bytes, :sha256, :upload, :by_id);

-- :name CONTENT_FILES  reads content_file
-- :in resource text, version int
SELECT n, name, title, day, media, bytes, sha256, upload, by_id FROM content_file
WHERE resource = :resource AND version = :version ORDER BY n;

-- :name CONTENT_BROUGHT  reads content_file
-- :in resource text, version int, who text
-- How many files of the version that person brought.
SELECT COUNT(*) AS n FROM content_file
WHERE resource = :resource AND version = :version AND by_id = :who;

-- :name CONTENT_VERSIONS  reads content_version
-- :in resource text, count int
SELECT version, files, bytes, note, by_id, by_name, at, opened_at, opened_by, open_reason,
	closed_at, closed_by, close_reason
FROM content_version WHERE resource = :resource ORDER BY version DESC LIMIT :count;

-- :name CONTENT_VERSION_OPEN  writes content_version
-- :in resource text, version int, by text, reason text, now int
-- 0 rows: somebody has already.
UPDATE content_version SET opened_at = :now, opened_by = :by, open_reason = :reason,
	closed_at = 0, closed_by = NULL, close_reason = NULL
WHERE resource = :resource AND version = :version AND (opened_at = 0 OR closed_at > 0);

-- :name CONTENT_VERSION_CLOSE  writes content_version
-- :in resource text, by text, reason text, now int
-- Whatever is open of it.
UPDATE content_version SET closed_at = :now, closed_by = :by, close_reason = :reason
WHERE resource = :resource AND opened_at > 0 AND closed_at = 0;

-- :name CONTENT_UNNAMED  reads content_file
-- :in resource text, live int, open int
-- Files that neither the live version nor the open one has.
SELECT DISTINCT f.upload FROM content_file f WHERE f.resource = :resource
	AND f.version <> :live AND f.version <> :open AND NOT EXISTS (
		SELECT 1 FROM content_file g WHERE g.resource = :resource
		AND g.version IN (:live, :open) AND g.upload = f.upload);

-- :name CONTENT_USED  reads resource, content_file, content_version
-- :in org text
-- Bytes of the files of an agency's entries that are live or open, each file once. First
-- which versions those are, then their files by key: never every file of every version.
SELECT CAST(COALESCE(SUM(u.bytes), 0) AS BIGINT) AS n FROM (
	SELECT DISTINCT f.upload, f.bytes FROM (
		SELECT r.id AS resource, MAX(v.version) AS version
		FROM resource r JOIN content_version v ON v.resource = r.id
		WHERE r.org = :org GROUP BY r.id
		UNION ALL
		SELECT r.id AS resource, MAX(v.version) AS version
		FROM resource r JOIN content_version v ON v.resource = r.id
		WHERE r.org = :org AND v.opened_at > 0 AND v.closed_at = 0 GROUP BY r.id) k
	JOIN content_file f ON f.resource = k.resource AND f.version = k.version) u;

-- :name CONTENT_OPERATOR  reads org
SELECT name FROM org WHERE kind = 'operator' AND level = 'city' AND state = 'active'
ORDER BY id LIMIT 1;
