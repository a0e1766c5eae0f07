-- release.sql - releases of the catalogue, what stood in them, their files, and the
-- periods that have had theirs. Read by src/release alone.

-- :name RELEASE_ADD  writes catalogue_release
-- :in no int, now int, title text, by_name text, period text
INSERT INTO catalogue_release (no, at, entries, title, by_name, period)
SELECT :no, :now, COUNT(*), :title, :by_name, :period FROM resource WHERE state = 'published';

-- :name RELEASE_STAND  writes catalogue_release_entry
-- :in no int
-- Which version of what stands now, whose it is, and what the portal shows of it.
INSERT INTO catalogue_release_entry (no, resource, version, org, org_name, open)
SELECT :no, r.id, r.head, r.org, o.name,
	CASE WHEN p.standing IN ('live', 'listed') THEN 1 ELSE 0 END
FROM resource r LEFT JOIN org o ON o.id = r.org LEFT JOIN portal_dataset p ON p.no = r.no
WHERE r.state = 'published';

-- :name RELEASE_MOVED  reads resource, portal_dataset, catalogue_release_entry
-- :in no int
-- How many entries stand otherwise than in that release. Uses the primary key.
SELECT (SELECT COUNT(*) FROM resource r LEFT JOIN portal_dataset p ON p.no = r.no
	WHERE r.state = 'published' AND NOT EXISTS (
		SELECT 1 FROM catalogue_release_entry e
		WHERE e.no = :no AND e.resource = r.id AND e.version = r.head AND e.org = r.org
		AND e.open = CASE WHEN p.standing IN ('live', 'listed') THEN 1 ELSE 0 END)) +
	(SELECT COUNT(*) FROM catalogue_release_entry e WHERE e.no = :no AND NOT EXISTS (
		SELECT 1 FROM resource r WHERE r.id = e.resource AND r.state = 'published')) AS n;

-- :name RELEASE_LAST  reads catalogue_release
SELECT CAST(COALESCE(MAX(no), 0) AS BIGINT) AS no FROM catalogue_release;

-- :name RELEASE_GET  reads catalogue_release, catalogue_release_entry
-- :in no int
SELECT c.no, c.at, c.entries, c.title, c.by_name, c.period,
	(SELECT COUNT(*) FROM catalogue_release_entry e WHERE e.no = c.no AND e.open = 1)
	AS open_entries
FROM catalogue_release c WHERE c.no = :no;

-- :name RELEASE_LIST  reads catalogue_release, catalogue_release_entry
-- :in after text, limit int
SELECT c.no, CAST(c.no AS TEXT) AS place, c.at, c.entries, c.title, c.by_name, c.period,
	(SELECT COUNT(*) FROM catalogue_release_entry e WHERE e.no = c.no AND e.open = 1)
	AS open_entries
FROM catalogue_release c WHERE :after IS NULL OR c.no < CAST(:after AS BIGINT)
ORDER BY c.no DESC LIMIT :limit;

-- :name RELEASE_COUNT  reads catalogue_release
-- scan ok: some dozen releases a year
SELECT COUNT(*) AS n FROM catalogue_release;

-- :name RELEASE_UNFILED  reads catalogue_release, catalogue_release_file
-- The first release that has no files yet.
SELECT c.no FROM catalogue_release c WHERE NOT EXISTS (
	SELECT 1 FROM catalogue_release_file f WHERE f.no = c.no)
ORDER BY c.no LIMIT 1;

-- :name RELEASE_FILE_ADD  writes catalogue_release_file
-- :in no int, face text, format text, hash text, bytes int, leaf text
INSERT INTO catalogue_release_file (no, face, format, hash, bytes, leaf)
VALUES (:no, :face, :format, :hash, :bytes, :leaf);

-- :name RELEASE_FILES  reads catalogue_release_file
-- :in no int, face text
-- NULL: of both faces.
SELECT face, format, hash, bytes, leaf FROM catalogue_release_file
WHERE no = :no AND (:face IS NULL OR face = :face) ORDER BY face, format;

-- :name RELEASE_STRUCK  reads portal_gone, catalogue_release_entry
-- :in no int, due int
-- What stood open in a release and left the portal since, each by the primary key;
-- without what came back before `due` (0: with all that is kept).
SELECT e.resource FROM portal_gone s
JOIN catalogue_release_entry e ON e.no = :no AND e.resource = s.resource
WHERE e.open = 1 AND (s.back IS NULL OR s.back >= :due) ORDER BY e.resource;

-- :name RELEASE_STRUCK_NEXT  reads catalogue_release, catalogue_release_file, portal_gone, catalogue_release_entry
-- :in after int
-- The next release with files in which something stands that left the portal.
SELECT c.no FROM catalogue_release c
WHERE c.no > :after
	AND EXISTS (SELECT 1 FROM portal_gone s JOIN catalogue_release_entry e
		ON e.no = c.no AND e.resource = s.resource WHERE e.open = 1)
	AND EXISTS (SELECT 1 FROM catalogue_release_file f WHERE f.no = c.no)
ORDER BY c.no LIMIT 1;

-- :name RELEASE_REISSUES  reads catalogue_release_reissue
-- :in no int, struck text
SELECT format, hash, bytes, leaf, entries FROM catalogue_release_reissue
WHERE no = :no AND struck = :struck ORDER BY format;

-- :name RELEASE_REISSUE_ADD  writes catalogue_release_reissue
-- :in no int, struck text, format text, hash text, bytes int, leaf text, entries int, now int
INSERT INTO catalogue_release_reissue (no, struck, format, hash, bytes, leaf, entries, at)
VALUES (:no, :struck, :format, :hash, :bytes, :leaf, :entries, :now);

-- :name RELEASE_DUE  reads portal_gone, resource, portal_dataset
-- :in due int
-- Did anything come back to the portal before `due`, and stands there?
SELECT g.resource FROM portal_gone g JOIN resource r ON r.id = g.resource
JOIN portal_dataset p ON p.no = r.no
WHERE g.back < :due AND p.standing <> 'suspended' LIMIT 1;

-- :name RELEASE_RETURN  writes portal_gone
-- :in due int
DELETE FROM portal_gone WHERE back < :due AND EXISTS (
	SELECT 1 FROM resource r JOIN portal_dataset p ON p.no = r.no
	WHERE r.id = portal_gone.resource AND p.standing <> 'suspended');

-- :name RELEASE_REISSUE_SETS  reads catalogue_release_reissue
-- :in before int
-- scan ok: some dozen a release
SELECT DISTINCT no, struck FROM catalogue_release_reissue WHERE at < :before ORDER BY no, struck;

-- :name RELEASE_REISSUE_DROP  writes catalogue_release_reissue
-- :in no int, struck text
DELETE FROM catalogue_release_reissue WHERE no = :no AND struck = :struck;

-- :name RELEASE_FILE_USED  reads catalogue_release_file, catalogue_release_reissue
-- :in hash text
-- Is a file of these bytes anybody's? scan ok: some dozen a release
SELECT hash FROM catalogue_release_file WHERE hash = :hash
UNION ALL SELECT hash FROM catalogue_release_reissue WHERE hash = :hash;

-- :name RELEASE_WALK  reads catalogue_release_entry, portal_gone
-- :in no int, after text, count int, due int
-- `struck` as RELEASE_STRUCK has it.
SELECT e.resource, e.version, e.org, e.org_name, e.open,
	CASE WHEN e.open = 1 AND EXISTS (SELECT 1 FROM portal_gone s
		WHERE s.resource = e.resource AND (s.back IS NULL OR s.back >= :due))
		THEN 1 ELSE 0 END AS struck
FROM catalogue_release_entry e
WHERE e.no = :no AND e.resource > :after ORDER BY e.resource LIMIT :count;

-- :name RELEASE_CHANGES  reads catalogue_release_entry, resource, resource_version, org, portal_stop, portal_gone
-- :in since int, until int, open int, region text, after text, limit int
-- What stands in `until` otherwise than in `since`; release 0 is empty. With open 1
-- only what the portal showed, not what has been stopped there meanwhile, and of what
-- left it otherwise (`gone`) no words.
SELECT x.resource, x.change, x.was, x.now, x.was_org, x.was_name, x.now_org, x.now_name,
	r.code, r.national_code, v.title, v.published_at,
	CASE WHEN :open = 1 AND EXISTS (SELECT 1 FROM portal_gone g
		WHERE g.resource = x.resource AND g.back IS NULL)
		THEN 1 ELSE 0 END AS gone
FROM (SELECT b.resource AS resource,
		CASE WHEN a.resource IS NULL THEN 'added' ELSE 'changed' END AS change,
		a.version AS was, b.version AS now, a.org AS was_org, a.org_name AS was_name,
		b.org AS now_org, b.org_name AS now_name
	FROM catalogue_release_entry b LEFT JOIN catalogue_release_entry a
		ON a.no = :since AND a.resource = b.resource AND a.open >= :open
	WHERE b.no = :until AND b.open >= :open
		AND (a.resource IS NULL OR a.version <> b.version OR a.org <> b.org)
	UNION ALL
	SELECT a.resource, 'retired', a.version, NULL, a.org, a.org_name, NULL, NULL
	FROM catalogue_release_entry a
	WHERE a.no = :since AND a.open >= :open AND NOT EXISTS (
		SELECT 1 FROM catalogue_release_entry b
		WHERE b.no = :until AND b.resource = a.resource AND b.open >= :open)) x
JOIN resource r ON r.id = x.resource
JOIN resource_version v ON v.resource = x.resource AND v.version = COALESCE(x.now, x.was)
LEFT JOIN org o ON o.id = COALESCE(x.now_org, x.was_org)
WHERE (:region IS NULL OR o.region = :region)
	AND (:open = 0 OR NOT EXISTS (SELECT 1 FROM portal_stop s WHERE s.resource = x.resource))
	AND (:after IS NULL OR x.resource < :after)
ORDER BY x.resource DESC LIMIT :limit;

-- :name RELEASE_CHANGE_COUNT  reads catalogue_release_entry, org, portal_stop
-- :in since int, until int, open int, region text
SELECT COUNT(*) AS n
FROM (SELECT b.resource AS resource, b.org AS org
	FROM catalogue_release_entry b LEFT JOIN catalogue_release_entry a
		ON a.no = :since AND a.resource = b.resource AND a.open >= :open
	WHERE b.no = :until AND b.open >= :open
		AND (a.resource IS NULL OR a.version <> b.version OR a.org <> b.org)
	UNION ALL
	SELECT a.resource, a.org FROM catalogue_release_entry a
	WHERE a.no = :since AND a.open >= :open AND NOT EXISTS (
		SELECT 1 FROM catalogue_release_entry b
		WHERE b.no = :until AND b.resource = a.resource AND b.open >= :open)) x
LEFT JOIN org o ON o.id = x.org
WHERE (:region IS NULL OR o.region = :region)
	AND (:open = 0 OR NOT EXISTS (SELECT 1 FROM portal_stop s WHERE s.resource = x.resource));

-- :name RELEASE_ENTRIES  reads catalogue_release_entry, resource, resource_version, org
-- :in no int, org text, region text, after text, limit int
-- What stood in a release, of all, of an agency, or of a county's agencies.
SELECT e.resource, e.version, e.org, e.org_name, e.open, r.code, r.national_code, v.title, v.theme,
	v.share_type, v.open_type
FROM catalogue_release_entry e JOIN resource r ON r.id = e.resource
JOIN resource_version v ON v.resource = e.resource AND v.version = e.version
LEFT JOIN org o ON o.id = e.org
WHERE e.no = :no AND (:org IS NULL OR e.org = :org) AND (:region IS NULL OR o.region = :region)
	AND (:after IS NULL OR e.resource < :after)
ORDER BY e.resource DESC LIMIT :limit;

-- :name RELEASE_ENTRY_COUNT  reads catalogue_release_entry, org
-- :in no int, org text, region text
SELECT COUNT(*) AS n FROM catalogue_release_entry e LEFT JOIN org o ON o.id = e.org
WHERE e.no = :no AND (:org IS NULL OR e.org = :org) AND (:region IS NULL OR o.region = :region);

-- :name RELEASE_PERIOD_GET  reads catalogue_release_period
-- :in period text
SELECT outcome FROM catalogue_release_period WHERE period = :period;

-- :name RELEASE_PERIOD_LAST  reads catalogue_release_period
-- When a period was last seen to; scan ok: some dozen a year.
SELECT at FROM catalogue_release_period ORDER BY at DESC LIMIT 1;

-- :name RELEASE_PERIOD_TAKE  writes catalogue_release_period
-- :in period text, now int, outcome text, no int
-- 0 rows: somebody else has taken it.
INSERT INTO catalogue_release_period (period, at, outcome, no)
VALUES (:period, :now, :outcome, :no) ON CONFLICT (period) DO NOTHING;

-- :name RELEASE_PERIODS  reads catalogue_release_period
-- :in count int
-- scan ok: some dozen a year
SELECT period, at, outcome, no FROM catalogue_release_period ORDER BY at DESC LIMIT :count;
