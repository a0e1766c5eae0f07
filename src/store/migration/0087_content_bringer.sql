-- 0087_content_bringer: who brought a file of a version into the platform, carried along
-- when later versions keep the file: who opens a version is neither who mounted it nor
-- who brought any of its files. Of what is there already, who mounted the version. An
-- older server runs on it and leaves the column empty, which says nobody. Going back:
-- drop the column.

ALTER TABLE content_file ADD COLUMN by_id TEXT;
UPDATE content_file SET by_id = (SELECT v.by_id FROM content_version v
	WHERE v.resource = content_file.resource AND v.version = content_file.version);
