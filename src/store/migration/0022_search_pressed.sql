-- 0022_search_pressed: the words of an entry are pressed by LZ4 where the server has
-- it; PGLZ took a quarter of the time in which PostgreSQL fills the index. Going
-- back: SET COMPRESSION DEFAULT.

-- :only postgres
DO $$ BEGIN
	ALTER TABLE search_a ALTER COLUMN words SET COMPRESSION lz4,
		ALTER COLUMN title SET COMPRESSION lz4, ALTER COLUMN body SET COMPRESSION lz4,
		ALTER COLUMN closed SET COMPRESSION lz4;
	ALTER TABLE search_b ALTER COLUMN words SET COMPRESSION lz4,
		ALTER COLUMN title SET COMPRESSION lz4, ALTER COLUMN body SET COMPRESSION lz4,
		ALTER COLUMN closed SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL; END $$;
-- :both
