-- search.sql - the index of words. Read by search_store.c alone.

-- :name SEARCH_DROP  writes search_text
-- :in no int
-- :only sqlite
DELETE FROM search_text WHERE rowid = :no;
-- :only postgres
DELETE FROM search_text WHERE no = :no;

-- :name SEARCH_PUT  writes search_text
-- :in no int, title text, body text, closed text
-- :only sqlite
INSERT INTO search_text (rowid, title, body, closed) VALUES (:no, :title, :body, :closed);
-- :only postgres
INSERT INTO search_text (no, words) VALUES (:no, CAST(:title || :body || :closed AS tsvector));

-- :name SEARCH_FIND  reads search_text
-- :in q text
-- :only sqlite
SELECT rowid AS no FROM search_text WHERE search_text MATCH :q ORDER BY rowid DESC;
-- :only postgres
SELECT no FROM search_text WHERE words @@ CAST(:q AS tsquery) ORDER BY no DESC;
