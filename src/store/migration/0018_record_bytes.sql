-- 0018_record_bytes: leaves and their secrets are hashes for the most part, and
-- PostgreSQL spent more on pressing them than on any other step of a release.
-- Leaves, whose words repeat, are pressed by LZ4 where the server has it; seeds
-- are chance and are left alone. What is stored already stays as it is. Going
-- back: SET STORAGE EXTENDED, SET COMPRESSION DEFAULT.

-- :only postgres
ALTER TABLE record_private ALTER COLUMN secrets SET STORAGE EXTERNAL;
DO $$ BEGIN ALTER TABLE record_segment ALTER COLUMN leaves SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
	ALTER TABLE record_segment ALTER COLUMN leaves SET STORAGE EXTERNAL; END $$;
