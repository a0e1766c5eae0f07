-- reindex.sql - entries read in bulk, for the words they are found by. Read by
-- reindex.c alone.

-- :name REINDEX_ENTRIES  reads resource, resource_version, org
-- :in no int, count int
SELECT r.no, r.code, r.national_code, o.name AS org_name, v.title, v.abstract, v.keywords,
	v.source_system, v.duty, v.share_type, v.open_type
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
JOIN org o ON o.id = r.org
WHERE r.no > :no ORDER BY r.no LIMIT :count;

-- :name REINDEX_ITEMS  reads resource, item
-- :in no int, last int
SELECT r.no, i.name, i.code, i.open_type
FROM resource r JOIN item i ON i.resource = r.id AND i.version = r.head
WHERE r.no > :no AND r.no <= :last ORDER BY r.no, i.pos;

-- :name REINDEX_CHANGED  reads resource
-- :in seq int, no int, last int
-- Those that changed since they were read.
SELECT no FROM resource WHERE seq > :seq AND no > :no AND no <= :last ORDER BY no;
