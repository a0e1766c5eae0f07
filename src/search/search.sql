-- search.sql - the index of words: two tables, of which one is asked and the other
-- is empty or being filled. Read by search_store.c and search_anew.c alone.

-- :name SEARCH_STATE  reads search_state
SELECT current, building, builder, moved_at, done, turn, format FROM search_state WHERE no = 1;

-- :name SEARCH_STATE_SET  writes search_state
-- :in current int, building int, builder int, now int, done int, turn int, format int
UPDATE search_state SET current = :current, building = :building, builder = :builder,
	moved_at = :now, done = :done, turn = :turn, format = :format
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
-- :only postgres
CREATE INDEX IF NOT EXISTS search_a_words ON search_a USING gin (words);

-- :name SEARCH_MAKE_B  writes search_b
-- :only sqlite
CREATE VIRTUAL TABLE IF NOT EXISTS search_b USING fts5 (title, body, closed, tokenize = 'ascii', prefix = '1');
-- :only postgres
CREATE INDEX IF NOT EXISTS search_b_words ON search_b USING gin (words);

-- :name SEARCH_KEPT_BESIDE  reads search_state
-- Words put in by this change wait beside the index, however many: another connection
-- merges them.
-- :only postgres
SELECT set_config('gin_pending_list_limit', '2097151', true);

-- :name SEARCH_MERGING  reads search_state
-- The tree of words that it merges by is kept as small as a processor's own memory:
-- it waits for little else. While entries are put in it may go on for longer than a
-- statement may elsewhere.
-- :only postgres
SELECT set_config('maintenance_work_mem', '16384', true), set_config('statement_timeout', '0', true);

-- :name SEARCH_MERGE_A  writes search_a
-- :only postgres
SELECT gin_clean_pending_list('search_a_words');

-- :name SEARCH_MERGE_B  writes search_b
-- :only postgres
SELECT gin_clean_pending_list('search_b_words');

-- :name SEARCH_TUNE_A  writes search_a
-- :only sqlite
INSERT INTO search_a (search_a, rank) VALUES ('automerge', 16);

-- :name SEARCH_TUNE_B  writes search_b
-- :only sqlite
INSERT INTO search_b (search_b, rank) VALUES ('automerge', 16);
