-- forward.sql - providers' interfaces that are mounted. Read by src/forward alone.

-- :name INTERFACE_GET  reads resource_interface, resource, itsystem, org
-- :in resource text
SELECT i.resource, i.system, r.org, o.name AS org_name, o.region, i.url, i.header, i.sealed, i.address,
	i.most_ms, i.most_rows, i.most_bytes, i.enabled, i.revision, i.changed_by, i.changed_at,
	CASE WHEN s.org = r.org AND s.state <> 'retired' THEN 1 ELSE 0 END AS rightful
FROM resource_interface i JOIN resource r ON r.id = i.resource
LEFT JOIN itsystem s ON s.id = i.system LEFT JOIN org o ON o.id = r.org
WHERE i.resource = :resource;

-- :name INTERFACE_LIST  reads resource_interface, resource, resource_version, itsystem, org
-- scan ok: some hundreds at most, walked whole: how they fare isn't in the store
-- :in org text, region text, q text
SELECT i.resource, i.system, r.org, o.name AS org_name, o.region, i.url, i.header, i.sealed, i.address,
	i.most_ms, i.most_rows, i.most_bytes, i.enabled, i.revision, i.changed_by, i.changed_at,
	CASE WHEN s.org = r.org AND s.state <> 'retired' THEN 1 ELSE 0 END AS rightful,
	CASE WHEN r.state = 'retired' THEN 1 ELSE 0 END AS retired,
	r.code, v.title, s.name AS system_name
FROM resource_interface i JOIN resource r ON r.id = i.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN itsystem s ON s.id = i.system LEFT JOIN org o ON o.id = r.org
WHERE (:org IS NULL OR r.org = :org)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
	AND (:q IS NULL OR lower(v.title) LIKE :q ESCAPE '!' OR lower(r.code) LIKE :q ESCAPE '!'
		OR lower(o.name) LIKE :q ESCAPE '!' OR lower(s.name) LIKE :q ESCAPE '!');

-- :name INTERFACE_PUT  writes resource_interface
-- :in resource text, system text, url text, header text, sealed text, address text, ms int, rows int, bytes int, enabled int, revision int, by text, at int
INSERT INTO resource_interface (resource, system, url, header, sealed, address, most_ms, most_rows,
	most_bytes, enabled, revision, changed_by, changed_at)
VALUES (:resource, :system, :url, :header, :sealed, :address, :ms, :rows, :bytes, :enabled,
	:revision, :by, :at)
ON CONFLICT (resource) DO UPDATE SET system = excluded.system, url = excluded.url,
	header = excluded.header, sealed = excluded.sealed, address = excluded.address,
	most_ms = excluded.most_ms, most_rows = excluded.most_rows,
	most_bytes = excluded.most_bytes, enabled = excluded.enabled,
	revision = excluded.revision, changed_by = excluded.changed_by, changed_at = excluded.changed_at;

-- :name INTERFACE_ENABLE  writes resource_interface
-- :in resource text, was int, revision int, enabled int, address text, by text, at int
UPDATE resource_interface SET enabled = :enabled, address = :address, revision = :revision,
	changed_by = :by, changed_at = :at
WHERE resource = :resource AND revision = :was;

-- :name INTERFACE_REMOVE  writes resource_interface
-- :in resource text
DELETE FROM resource_interface WHERE resource = :resource;

-- :name INTERFACE_OF_SYSTEM  reads resource_interface
-- scan ok: some hundreds at most, when a system is retired
-- :in system text
SELECT resource FROM resource_interface WHERE system = :system ORDER BY resource;
