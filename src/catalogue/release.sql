-- release.sql - releases of the catalogue, what changed between two, and supply
-- beside demand. Read by release_http.c alone.

-- :name RELEASE_ADD  writes catalogue_release
-- :in no int, now int, title text, by_name text
INSERT INTO catalogue_release (no, at, entries, title, by_name)
SELECT :no, :now, COUNT(*), :title, :by_name FROM resource WHERE state = 'published';

-- :name RELEASE_GET  reads catalogue_release
-- :in no int
SELECT no, at, entries, title, by_name FROM catalogue_release WHERE no = :no;

-- :name RELEASE_LIST  reads catalogue_release
-- :in before int, count int
SELECT no, at, entries, title, by_name FROM catalogue_release
WHERE no < :before ORDER BY no DESC LIMIT :count;

-- :name RELEASE_COUNT  reads catalogue_release
-- scan ok: some dozen releases a year
SELECT COUNT(*) AS n FROM catalogue_release;

-- :name RELEASE_CHANGES  reads resource_event, resource, resource_version, org
-- :in since int, until int, after text, count int
-- An entry's first publication is of version 1: before that there is only a draft.
SELECT e.id, e.at, e.event, e.version, e.resource, r.code, r.national_code, v.title,
	o.name AS org_name
FROM resource_event e JOIN resource r ON r.id = e.resource
JOIN resource_version v ON v.resource = e.resource AND v.version = e.version
LEFT JOIN org o ON o.id = r.org
WHERE e.at > :since AND e.at <= :until AND e.event IN ('published', 'retired')
	AND (:after IS NULL OR e.id < :after)
ORDER BY e.id DESC LIMIT :count;

-- :name RELEASE_CHANGE_COUNT  reads resource_event
-- :in since int, until int
SELECT COUNT(*) AS n FROM resource_event
WHERE at > :since AND at <= :until AND event IN ('published', 'retired');

-- :name SUPPLY_LIST  reads resource, resource_version, org, case_file, access_grant
-- :in after text, count int, org text
-- What stands in the catalogue beside who asked for it and who has it.
SELECT r.id, r.code, r.org, o.name AS org_name, v.title, v.theme, v.share_type,
	(SELECT COUNT(*) FROM case_file c
	 WHERE c.resource = r.id AND c.process = 'share-request' AND c.state <> 'draft') AS requests,
	(SELECT COUNT(*) FROM case_file c
	 WHERE c.resource = r.id AND c.process = 'share-request' AND c.state <> 'draft'
	 AND c.owes IS NOT NULL) AS waiting,
	(SELECT COUNT(*) FROM access_grant g WHERE g.resource = r.id AND g.state = 'open') AS grants
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = r.org
WHERE r.state = 'published' AND (:org IS NULL OR r.org = :org)
	AND (:after IS NULL OR r.id < :after)
ORDER BY r.id DESC LIMIT :count;

-- :name SUPPLY_COUNT  reads resource
-- :in org text
SELECT COUNT(*) AS n FROM resource WHERE state = 'published' AND (:org IS NULL OR org = :org);
