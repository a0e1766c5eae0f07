-- 0007_search: the index of words, derived from the entries (gongshu reindex).
-- Words come ready cut (core/segment.h): a blank parts them on SQLite, on
-- PostgreSQL they are a tsvector literal. Going back: drop it.

-- :only sqlite
CREATE VIRTUAL TABLE search_text USING fts5 (title, body, closed, tokenize = 'ascii', prefix = '1');
-- :only postgres
CREATE TABLE search_text (no BIGINT PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX search_text_words ON search_text USING gin (words);
-- :both
