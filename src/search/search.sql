-- search.sql - the index of words: two tables, a and b, of which one is asked and the
-- other is empty or being filled. One text says what is done with either. Read by
-- search_store.c and search_anew.c alone.

-- :name SEARCH_STATE  reads search_state
SELECT current, building, builder, moved_at, turn, format FROM search_state WHERE no = 1;

-- :name SEARCH_STATE_SET  writes search_state
-- :in current int, building int, builder int, now int, turn int, format int
UPDATE search_state SET current = :current, building = :building, builder = :builder,
	moved_at = :now, done = 0, turn = :turn, format = :format
WHERE no = 1;

-- :name SEARCH_DROP_{A,B}  writes search_{a,b}
-- :in no int
-- :only sqlite
DELETE FROM search_{a,b} WHERE rowid = :no;
-- :only postgres
DELETE FROM search_{a,b} WHERE no = :no;

-- :name SEARCH_PUT_{A,B}  writes search_{a,b}
-- :in no int, title text, body text, closed text, words text
-- SQLite has no `words`. VALUES: an INSERT that selects would make FTS5 write out
-- what it holds after each row.
-- :only sqlite
INSERT INTO search_{a,b} (rowid, title, body, closed)
VALUES (:no, :title, :body, CASE WHEN :words IS NULL THEN :closed ELSE '' END);
-- :only postgres
INSERT INTO search_{a,b} (no, words, title, body, closed)
VALUES (:no, CAST(:words AS tsvector), :title, :body, :closed);

-- :name SEARCH_PUT_MANY_{A,B}  writes search_{a,b}
-- :in nos text, title text, body text, closed text, words text
-- Each holds a line for each row, all of them ended: a row's own statement would cost
-- more than the row.
-- :only postgres
INSERT INTO search_{a,b} (no, words, title, body, closed)
SELECT CAST(no AS BIGINT), CAST(words AS tsvector), title, body, closed
FROM unnest(string_to_array(:nos, chr(10)), string_to_array(:words, chr(10)),
	string_to_array(:title, chr(10)), string_to_array(:body, chr(10)),
	string_to_array(:closed, chr(10))) AS one (no, words, title, body, closed)
WHERE no <> '';

-- :name SEARCH_FIND_{A,B}  reads search_{a,b}
-- :in in_title text, q text, beside text, places int
-- Two lists: hits in the title (in_title NULL: not asked for), and all. PostgreSQL
-- gives each as one array. `beside`: " a pair| or this,and this": each part must
-- stand in the words as it is. places: 1 title, 2 and body, 3 all.
-- :only sqlite
SELECT rowid AS nos, 0 AS list FROM search_{a,b}
WHERE search_{a,b} MATCH coalesce(:in_title, '""') AND :beside IS NULL
UNION ALL
SELECT rowid AS nos, 1 AS list FROM search_{a,b}
WHERE search_{a,b} MATCH :q AND :beside IS NULL AND :places > 0;
-- :only postgres
SELECT array_agg(no) AS nos, 0 AS list FROM search_{a,b}
WHERE words @@ CAST(:in_title AS tsquery) AND (:beside IS NULL OR (
	SELECT bool_and(EXISTS (
		SELECT 1 FROM unnest(string_to_array(part, '|')) AS one
		WHERE strpos(title, one) > 0))
	FROM unnest(string_to_array(:beside, ',')) AS part))
UNION ALL
SELECT array_agg(no) AS nos, 1 AS list FROM search_{a,b}
WHERE words @@ CAST(:q AS tsquery) AND (:beside IS NULL OR (
	SELECT bool_and(EXISTS (
		SELECT 1 FROM unnest(string_to_array(part, '|')) AS one
		WHERE strpos(title, one) > 0 OR (:places > 1 AND strpos(body, one) > 0)
			OR (:places > 2 AND strpos(closed, one) > 0)))
	FROM unnest(string_to_array(:beside, ',')) AS part));

-- :name SEARCH_EMPTY_{A,B}  writes search_{a,b}
-- :only sqlite
DROP TABLE IF EXISTS search_{a,b};
-- :only postgres
TRUNCATE search_{a,b};

-- :name SEARCH_MAKE_{A,B}  writes search_{a,b}
-- :only sqlite
CREATE VIRTUAL TABLE IF NOT EXISTS search_{a,b} USING fts5 (title, body, closed, tokenize = 'ascii', prefix = '1');

-- :name SEARCH_BARE_{A,B}  writes search_{a,b}
-- search_{a,b}_words, over both parts, is what an older server beside may have made.
-- :only postgres
DROP INDEX IF EXISTS search_{a,b}0_words, search_{a,b}1_words, search_{a,b}_words;

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

-- :name SEARCH_INDEX_{A0,A1,B0,B1}  writes search_{a,a,b,b}
-- :only postgres
CREATE INDEX search_{a0,a1,b0,b1}_words ON search_{a0,a1,b0,b1} USING gin (words);

-- :name SEARCH_TUNE_{A,B}  writes search_{a,b}
-- :only sqlite
INSERT INTO search_{a,b} (search_{a,b}, rank) VALUES ('automerge', 16);
