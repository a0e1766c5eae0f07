-- search.sql - the index of words: two tables, of which one is asked and the other
-- is empty or being filled. Read by search_store.c and search_anew.c alone.

-- :name SEARCH_STATE  reads search_state
SELECT current, building, builder, moved_at, turn, format FROM search_state WHERE no = 1;

-- :name SEARCH_STATE_SET  writes search_state
-- :in current int, building int, builder int, now int, turn int, format int
UPDATE search_state SET current = :current, building = :building, builder = :builder,
	moved_at = :now, done = 0, turn = :turn, format = :format
WHERE no = 1;

-- :name SEARCH_DROP_A  writes search_a
-- :in no int
-- :only sqlite
DELETE FROM search_a WHERE rowid = :no;
-- :only postgres
DELETE FROM search_a WHERE no = :no;

-- :name SEARCH_DROP_B  writes search_b
-- :in no int
-- :only sqlite
DELETE FROM search_b WHERE rowid = :no;
-- :only postgres
DELETE FROM search_b WHERE no = :no;

-- :name SEARCH_PUT_A  writes search_a
-- :in no int, title text, body text, closed text, words text
-- SQLite has no `words`. VALUES: an INSERT that selects would make FTS5 write out
-- what it holds after each row.
-- :only sqlite
INSERT INTO search_a (rowid, title, body, closed)
VALUES (:no, :title, :body, CASE WHEN :words IS NULL THEN :closed ELSE '' END);
-- :only postgres
INSERT INTO search_a (no, words, title, body, closed)
VALUES (:no, CAST(:words AS tsvector), :title, :body, :closed);

-- :name SEARCH_PUT_B  writes search_b
-- :in no int, title text, body text, closed text, words text
-- :only sqlite
INSERT INTO search_b (rowid, title, body, closed)
VALUES (:no, :title, :body, CASE WHEN :words IS NULL THEN :closed ELSE '' END);
-- :only postgres
INSERT INTO search_b (no, words, title, body, closed)
VALUES (:no, CAST(:words AS tsvector), :title, :body, :closed);

-- :name SEARCH_PUT_MANY_A  writes search_a
-- :in nos text, title text, body text, closed text, words text
-- Each holds a line for each row, all of them ended: a row's own statement would cost
-- more than the row.
-- :only postgres
INSERT INTO search_a (no, words, title, body, closed)
SELECT CAST(no AS BIGINT), CAST(words AS tsvector), title, body, closed
FROM unnest(string_to_array(:nos, chr(10)), string_to_array(:words, chr(10)),
	string_to_array(:title, chr(10)), string_to_array(:body, chr(10)),
	string_to_array(:closed, chr(10))) AS one (no, words, title, body, closed)
WHERE no <> '';

-- :name SEARCH_FIND_A  reads search_a
-- :in in_title text, q text, beside text, places int
-- Two lists: hits in the title (in_title NULL: not asked for), and all. PostgreSQL
-- gives each as one array. `beside`: " a pair| or this,and this": each part must
-- stand in the words as it is. places: 1 title, 2 and body, 3 all.
-- :only sqlite
SELECT rowid AS nos, 0 AS list FROM search_a
WHERE search_a MATCH coalesce(:in_title, '""') AND :beside IS NULL
UNION ALL
SELECT rowid AS nos, 1 AS list FROM search_a
WHERE search_a MATCH :q AND :beside IS NULL AND :places > 0;
-- :only postgres
SELECT array_agg(no) AS nos, 0 AS list FROM search_a
WHERE words @@ CAST(:in_title AS tsquery) AND (:beside IS NULL OR (
	SELECT bool_and(EXISTS (
		SELECT 1 FROM unnest(string_to_array(part, '|')) AS one
		WHERE strpos(title, one) > 0))
	FROM unnest(string_to_array(:beside, ',')) AS part))
UNION ALL
SELECT array_agg(no) AS nos, 1 AS list FROM search_a
WHERE words @@ CAST(:q AS tsquery) AND (:beside IS NULL OR (
	SELECT bool_and(EXISTS (
		SELECT 1 FROM unnest(string_to_array(part, '|')) AS one
		WHERE strpos(title, one) > 0 OR (:places > 1 AND strpos(body, one) > 0)
			OR (:places > 2 AND strpos(closed, one) > 0)))
	FROM unnest(string_to_array(:beside, ',')) AS part));

-- :name SEARCH_PUT_MANY_B  writes search_b
-- :in nos text, title text, body text, closed text, words text
-- Each holds a line for each row, all of them ended: a row's own statement would cost
-- more than the row.
-- :only postgres
INSERT INTO search_b (no, words, title, body, closed)
SELECT CAST(no AS BIGINT), CAST(words AS tsvector), title, body, closed
FROM unnest(string_to_array(:nos, chr(10)), string_to_array(:words, chr(10)),
	string_to_array(:title, chr(10)), string_to_array(:body, chr(10)),
	string_to_array(:closed, chr(10))) AS one (no, words, title, body, closed)
WHERE no <> '';

-- :name SEARCH_FIND_B  reads search_b
-- :in in_title text, q text, beside text, places int
-- :only sqlite
SELECT rowid AS nos, 0 AS list FROM search_b
WHERE search_b MATCH coalesce(:in_title, '""') AND :beside IS NULL
UNION ALL
SELECT rowid AS nos, 1 AS list FROM search_b
WHERE search_b MATCH :q AND :beside IS NULL AND :places > 0;
-- :only postgres
SELECT array_agg(no) AS nos, 0 AS list FROM search_b
WHERE words @@ CAST(:in_title AS tsquery) AND (:beside IS NULL OR (
	SELECT bool_and(EXISTS (
		SELECT 1 FROM unnest(string_to_array(part, '|')) AS one
		WHERE strpos(title, one) > 0))
	FROM unnest(string_to_array(:beside, ',')) AS part))
UNION ALL
SELECT array_agg(no) AS nos, 1 AS list FROM search_b
WHERE words @@ CAST(:q AS tsquery) AND (:beside IS NULL OR (
	SELECT bool_and(EXISTS (
		SELECT 1 FROM unnest(string_to_array(part, '|')) AS one
		WHERE strpos(title, one) > 0 OR (:places > 1 AND strpos(body, one) > 0)
			OR (:places > 2 AND strpos(closed, one) > 0)))
	FROM unnest(string_to_array(:beside, ',')) AS part));

-- :name SEARCH_EMPTY_A  writes search_a
-- :only sqlite
DROP TABLE IF EXISTS search_a;
-- :only postgres
TRUNCATE search_a;

-- :name SEARCH_EMPTY_B  writes search_b
-- :only sqlite
DROP TABLE IF EXISTS search_b;
-- :only postgres
TRUNCATE search_b;

-- :name SEARCH_MAKE_A  writes search_a
-- :only sqlite
CREATE VIRTUAL TABLE IF NOT EXISTS search_a USING fts5 (title, body, closed, tokenize = 'ascii', prefix = '1');

-- :name SEARCH_MAKE_B  writes search_b
-- :only sqlite
CREATE VIRTUAL TABLE IF NOT EXISTS search_b USING fts5 (title, body, closed, tokenize = 'ascii', prefix = '1');

-- :name SEARCH_BARE_A  writes search_a
-- search_a_words, over both parts, is what an older server beside may have made.
-- :only postgres
DROP INDEX IF EXISTS search_a0_words, search_a1_words, search_a_words;

-- :name SEARCH_BARE_B  writes search_b
-- :only postgres
DROP INDEX IF EXISTS search_b0_words, search_b1_words, search_b_words;

-- :name SEARCH_PART_BEGIN  reads search_state
-- The tree of words that an index is made by is kept as small as a processor's own
-- memory: it waits for little else. It may take longer than a statement may elsewhere.
-- :only postgres
SELECT pg_backend_pid() AS backend, set_config('maintenance_work_mem', '16384', true),
	set_config('statement_timeout', '0', true);

-- :name SEARCH_PART_CANCEL  reads search_state
-- :in backend int
-- :only postgres
SELECT pg_cancel_backend(pid) FROM pg_stat_activity
WHERE pid = CAST(:backend AS INT) AND query LIKE 'CREATE INDEX search%';

-- :name SEARCH_INDEX_A0  writes search_a
-- :only postgres
CREATE INDEX search_a0_words ON search_a0 USING gin (words);

-- :name SEARCH_INDEX_A1  writes search_a
-- :only postgres
CREATE INDEX search_a1_words ON search_a1 USING gin (words);

-- :name SEARCH_INDEX_B0  writes search_b
-- :only postgres
CREATE INDEX search_b0_words ON search_b0 USING gin (words);

-- :name SEARCH_INDEX_B1  writes search_b
-- :only postgres
CREATE INDEX search_b1_words ON search_b1 USING gin (words);

-- :name SEARCH_TUNE_A  writes search_a
-- :only sqlite
INSERT INTO search_a (search_a, rank) VALUES ('automerge', 16);

-- :name SEARCH_TUNE_B  writes search_b
-- :only sqlite
INSERT INTO search_b (search_b, rank) VALUES ('automerge', 16);
