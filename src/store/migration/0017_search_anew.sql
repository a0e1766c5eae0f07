-- 0017_search_anew: the index of words stands in two tables, so that it can be made
-- anew beside the one that is asked (gongshu reindex; at start when the segmenter
-- cuts otherwise than format says). On PostgreSQL the words lie out of line behind
-- narrow rows: closed is filled up with blanks (search/search_store.c), or a row
-- below 2 KB would keep them, and a count of many would read them all.

DROP TABLE search_text;
CREATE TABLE search_state (
	no       BIGINT PRIMARY KEY,
	current  BIGINT NOT NULL,       -- the table asked: 0 a, 1 b
	building BIGINT NOT NULL,       -- being filled: 0 a, 1 b, -1 none
	builder  BIGINT NOT NULL,       -- who fills it
	moved_at BIGINT NOT NULL,       -- when it last got on
	done     BIGINT NOT NULL,       -- entries up to this number stand in it
	turn     BIGINT NOT NULL,       -- how often it was made anew
	format   BIGINT NOT NULL        -- SEGMENT_FORMAT of what is asked
);
INSERT INTO search_state (no, current, building, builder, moved_at, done, turn, format)
SELECT 1, 0, -1, 0, 0, 0, 0, CASE WHEN EXISTS (SELECT 1 FROM resource) THEN 0 ELSE 1 END;

-- Files with the lists' table that this store vouches for (catalogue/listing.h).
CREATE TABLE listing_kept (
	hash TEXT PRIMARY KEY,
	seen BIGINT NOT NULL,           -- the last change it holds
	at   BIGINT NOT NULL
);
CREATE INDEX listing_kept_at ON listing_kept (at);

-- :only sqlite
CREATE VIRTUAL TABLE search_a USING fts5 (title, body, closed, tokenize = 'ascii', prefix = '1');
CREATE VIRTUAL TABLE search_b USING fts5 (title, body, closed, tokenize = 'ascii', prefix = '1');
-- :only postgres
CREATE TABLE search_a (no BIGINT PRIMARY KEY, words tsvector NOT NULL, title TEXT NOT NULL,
	body TEXT NOT NULL, closed TEXT NOT NULL) WITH (toast_tuple_target = 128);
CREATE TABLE search_b (no BIGINT PRIMARY KEY, words tsvector NOT NULL, title TEXT NOT NULL,
	body TEXT NOT NULL, closed TEXT NOT NULL) WITH (toast_tuple_target = 128);
CREATE INDEX search_a_words ON search_a USING gin (words);
CREATE INDEX search_b_words ON search_b USING gin (words);
-- :both
