-- reindex.sql - entries read in bulk, for the words they are found by. Read by
-- reindex.c alone.

-- :name REINDEX_ENTRIES  reads resource, resource_version, org
-- :in no int, count int
-- PostgreSQL is held to a look by key for each entry: right after a great import it
-- has no statistics yet, and would go through whole tables for each batch.
-- :only sqlite
SELECT r.no, r.code, r.national_code, o.name AS org_name, v.title, v.abstract, v.keywords,
	v.source_system, v.duty, v.share_type, v.open_type
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
JOIN org o ON o.id = r.org
WHERE r.no > :no ORDER BY r.no LIMIT :count;
-- :only postgres
SELECT r.no, r.code, r.national_code, o.name AS org_name, v.title, v.abstract, v.keywords,
	v.source_system, v.duty, v.share_type, v.open_type
FROM (SELECT no, id, code, national_code, org, head FROM resource
	WHERE no > :no ORDER BY no LIMIT :count) r
CROSS JOIN LATERAL (SELECT title, abstract, keywords, source_system, duty, share_type,
		open_type FROM resource_version
	WHERE resource = r.id AND version = r.head OFFSET 0) v
JOIN org o ON o.id = r.org
ORDER BY r.no;

-- :name REINDEX_ITEMS  reads resource, item
-- :in no int, last int
-- :only sqlite
SELECT r.no, i.name, i.code, i.open_type
FROM resource r JOIN item i ON i.resource = r.id AND i.version = r.head
WHERE r.no > :no AND r.no <= :last ORDER BY r.no, i.pos;
-- :only postgres
SELECT r.no, i.name, i.code, i.open_type
FROM (SELECT no, id, head FROM resource WHERE no > :no AND no <= :last ORDER BY no OFFSET 0) r
CROSS JOIN LATERAL (SELECT name, code, open_type, pos FROM item
	WHERE resource = r.id AND version = r.head OFFSET 0) i
ORDER BY r.no, i.pos;

-- :name REINDEX_CHANGED  reads resource
-- :in seq int, count int
-- Those that changed since, the oldest change first.
SELECT no, seq FROM resource WHERE seq > :seq ORDER BY seq LIMIT :count;
