-- duplicate.sql - pairs of entries, sketches, and what has been compared. Read by
-- src/duplicate alone.

-- :name DUPLICATE_PAIR_PUT  writes duplicate_pair
-- A pair found or asked about; one known already keeps its state.
-- :in a text, b text, score int, items int, title int, overlap int, now int
INSERT INTO duplicate_pair (a, b, score, items, title, overlap, state, case_id, keeps, gives_up,
	found_at)
VALUES (:a, :b, :score, :items, :title, :overlap, 'open', NULL, NULL, NULL, :now)
ON CONFLICT (a, b) DO UPDATE SET score = excluded.score, items = excluded.items,
	title = excluded.title, overlap = excluded.overlap;

-- :name DUPLICATE_PAIR_CASE  writes duplicate_pair
-- :in a text, b text, case_id text
UPDATE duplicate_pair SET case_id = :case_id, state = 'open' WHERE a = :a AND b = :b;

-- :name DUPLICATE_PAIR_STATE  writes duplicate_pair
-- :in case_id text, state text, keeps text, gives_up text
UPDATE duplicate_pair SET state = :state, keeps = :keeps, gives_up = :gives_up
WHERE case_id = :case_id;

-- :name DUPLICATE_PAIR_GET  reads duplicate_pair
-- In either order.
-- :in a text, b text
SELECT a, b, state, case_id FROM duplicate_pair
WHERE (a = :a AND b = :b) OR (a = :b AND b = :a);

-- :name DUPLICATE_PAIR_OF_CASE  reads duplicate_pair
-- :in case_id text
SELECT a, b, state, keeps, gives_up FROM duplicate_pair WHERE case_id = :case_id;

-- :name DUPLICATE_GIVEN_UP  reads duplicate_pair
-- What still has to be switched of this entry.
-- :in resource text, after text, count int
SELECT case_id, keeps FROM duplicate_pair
WHERE (a = :resource OR b = :resource) AND gives_up = :resource AND state = 'named'
	AND case_id > :after
ORDER BY case_id LIMIT :count;

-- :name DUPLICATE_LOST  reads duplicate_pair
-- Whose matter goes with this entry: still looked at, or it is the source.
-- :in resource text, after text, count int
SELECT case_id, keeps FROM duplicate_pair
WHERE (a = :resource OR b = :resource) AND case_id > :after
	AND (state = 'open' OR (state = 'named' AND keeps = :resource))
ORDER BY case_id LIMIT :count;

-- :name DUPLICATE_SETTLED  reads duplicate_pair
-- Is this entry the named source of something?
-- :in resource text
SELECT COUNT(*) AS n FROM duplicate_pair
WHERE (a = :resource OR b = :resource) AND keeps = :resource;

-- :name DUPLICATE_LIST  reads duplicate_pair, resource, resource_version, org
-- :in state text, org text, resource text, after int, after_a text, after_b text, count int
SELECT p.a, p.b, p.score, p.items, p.title, p.overlap, p.state, p.case_id, p.keeps, p.found_at,
	ra.code AS a_code, va.title AS a_title, ra.org AS a_org, oa.name AS a_org_name,
	rb.code AS b_code, vb.title AS b_title, rb.org AS b_org, ob.name AS b_org_name
FROM duplicate_pair p
JOIN resource ra ON ra.id = p.a
JOIN resource_version va ON va.resource = ra.id AND va.version = ra.head
JOIN resource rb ON rb.id = p.b
JOIN resource_version vb ON vb.resource = rb.id AND vb.version = rb.head
LEFT JOIN org oa ON oa.id = ra.org
LEFT JOIN org ob ON ob.id = rb.org
WHERE (:state IS NULL OR p.state = :state) AND (:org IS NULL OR ra.org = :org OR rb.org = :org)
	AND (:resource IS NULL OR p.a = :resource OR p.b = :resource)
	AND (p.found_at < :after OR (p.found_at = :after AND (p.a > :after_a
		OR (p.a = :after_a AND p.b > :after_b))))
ORDER BY p.found_at DESC, p.a, p.b LIMIT :count;

-- :name DUPLICATE_COUNT  reads duplicate_pair, resource
-- scan ok: pairs are few beside the entries
-- :in state text, org text, resource text
SELECT COUNT(*) AS n
FROM duplicate_pair p JOIN resource ra ON ra.id = p.a JOIN resource rb ON rb.id = p.b
WHERE (:state IS NULL OR p.state = :state) AND (:org IS NULL OR ra.org = :org OR rb.org = :org)
	AND (:resource IS NULL OR p.a = :resource OR p.b = :resource);

-- :name DUPLICATE_ENTRIES  reads resource, resource_version, org
-- Entries that changed since, in the order of their changes. Uses resource_seq.
-- :in seq int, count int
SELECT r.id, r.no, r.seq, r.state, r.org, r.head, v.title, o.level, o.region
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = r.org
WHERE r.seq > :seq ORDER BY r.seq LIMIT :count;

-- :name DUPLICATE_ITEMS  reads item
-- :in resource text, version int
SELECT name, element FROM item WHERE resource = :resource AND version = :version ORDER BY pos;

-- :name DUPLICATE_SEEN  reads duplicate_seen
SELECT seq FROM duplicate_seen WHERE one = 1;

-- :name DUPLICATE_SEEN_SET  writes duplicate_seen
-- :in seq int
UPDATE duplicate_seen SET seq = :seq WHERE one = 1 AND seq < :seq;

-- :name DUPLICATE_ENTRY_BY_NO  reads resource
-- :in no int
SELECT id FROM resource WHERE no = :no;

-- :name DUPLICATE_SKETCH_OF  reads duplicate_sketch
-- :in resource_no int
SELECT pos, version, item, least FROM duplicate_sketch WHERE resource_no = :resource_no
ORDER BY pos;

-- :name DUPLICATE_SKETCH_DROP  writes duplicate_sketch
-- :in resource_no int
DELETE FROM duplicate_sketch WHERE resource_no = :resource_no;

-- :name DUPLICATE_SKETCH_PUT  writes duplicate_sketch
-- :in resource_no int, pos int, version int, item text, least blob
INSERT INTO duplicate_sketch (resource_no, pos, version, item, least)
VALUES (:resource_no, :pos, :version, :item, :least);
