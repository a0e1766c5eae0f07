-- record.sql - segments of leaves, their places, the last signed head.
-- Read by record_store.c, sequence.c, verify.c and erase.c.

-- :name RECORD_SEGMENT_ADD  writes record_segment
-- :in id int, at int, n int, leaves blob, digest blob
INSERT INTO record_segment (id, at, n, leaves, digest)
VALUES (:id, :at, :n, :leaves, :digest);

-- :name RECORD_PRIVATE_ADD  writes record_private
-- :in segment int, at int, secrets blob
INSERT INTO record_private (segment, at, secrets) VALUES (:segment, :at, :secrets);

-- :name RECORD_PRIVATE_SET  writes record_private
-- :in segment int, secrets blob
-- A person was erased from it.
UPDATE record_private SET secrets = :secrets WHERE segment = :segment;

-- :name RECORD_UNPLACED_ADD  writes record_unplaced
-- :in segment int
INSERT INTO record_unplaced (segment) VALUES (:segment);

-- :name RECORD_UNPLACED  reads record_unplaced, record_segment
-- :in most int
-- What is committed and has no place yet, in the order of ids. Not a join: then
-- PostgreSQL may walk through all segments there ever were to merge them.
SELECT u.segment, (SELECT s.n FROM record_segment s WHERE s.id = u.segment) AS n
FROM record_unplaced u ORDER BY u.segment LIMIT :most;

-- :name RECORD_PLACE_ADD  writes record_place
-- :in first int, segment int, n int
INSERT INTO record_place (first, segment, n) VALUES (:first, :segment, :n);

-- :name RECORD_LAST_ID  reads record_segment
SELECT id FROM record_segment ORDER BY id DESC LIMIT 1;

-- :name RECORD_UNPLACED_GONE  writes record_unplaced
-- :in segment int
DELETE FROM record_unplaced WHERE segment = :segment;

-- :name RECORD_HEAD  reads record_head
SELECT size, signed, checkpoint, vkey FROM record_head WHERE one = 1;

-- :name RECORD_HEAD_GROW  writes record_head
-- :in was int, size int
-- No row changed: another process has placed leaves meanwhile.
UPDATE record_head SET size = :size WHERE one = 1 AND size = :was;

-- :name RECORD_HEAD_SIGNED  writes record_head
-- :in signed int, checkpoint text, vkey text
UPDATE record_head SET signed = :signed, checkpoint = :checkpoint, vkey = :vkey
WHERE one = 1 AND signed <= :signed;

-- :name RECORD_PLACED  reads record_place, record_segment, record_private
-- :in least int, most int
-- Placed segments from an index on, with their bytes where they still exist.
SELECT p.first, p.segment, p.n, s.n AS stored, s.leaves, s.digest, x.secrets
FROM record_place p LEFT JOIN record_segment s ON s.id = p.segment
LEFT JOIN record_private x ON x.segment = p.segment
WHERE p.first >= :least ORDER BY p.first LIMIT :most;

-- :name RECORD_PLACE_OF  reads record_place
-- :in at int
-- Where the segment begins that holds the leaf with this index.
SELECT first, n FROM record_place WHERE first <= :at ORDER BY first DESC LIMIT 1;

-- :name RECORD_STRAY  reads record_segment, record_place, record_unplaced
-- scan ok: verify reads everything
-- Segments that are neither placed nor waiting: nobody put them there in order.
SELECT s.id, s.n FROM record_segment s
WHERE NOT EXISTS (SELECT 1 FROM record_place p WHERE p.segment = s.id)
AND NOT EXISTS (SELECT 1 FROM record_unplaced u WHERE u.segment = s.id)
ORDER BY s.id LIMIT 100;

-- :name RECORD_LEAD  reads record_head
-- :in key int
-- One process sequences; the lock goes with its connection.
-- :only sqlite
SELECT :key AS key, 1 AS held;
-- :only postgres
SELECT CAST(:key AS BIGINT) AS key, CASE WHEN pg_try_advisory_lock(:key) THEN 1 ELSE 0 END::bigint AS held;
