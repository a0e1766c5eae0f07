-- store.sql - the store's own book-keeping. Read by migrate.c alone.

-- :name MIGRATION_LIST  reads migration
-- scan ok: a handful of rows
SELECT no, name, sha256 FROM migration ORDER BY no;

-- :name MIGRATION_ADD  writes migration
-- :in no int, name text, sha256 text, applied int
INSERT INTO migration (no, name, sha256, applied) VALUES (:no, :name, :sha256, :applied);
