-- 0050_release_care: notices of what is no case (a release that was skipped or failed):
-- what they are about and why, in both languages; what stood on the portal and doesn't
-- any more; and the files of releases that were made anew without its words. An older
-- server runs on it: it doesn't list such notices, doesn't know what left the portal
-- under it, and serves the files as they were first made.
-- Going back: drop the three columns and the two tables.

ALTER TABLE notice ADD COLUMN about TEXT;
ALTER TABLE notice ADD COLUMN reason TEXT;
ALTER TABLE notice ADD COLUMN reason_en TEXT;

CREATE TABLE catalogue_release_reissue (
	no      BIGINT NOT NULL,
	struck  TEXT NOT NULL,         -- the hash of which entries' words were struck
	format  TEXT NOT NULL,
	hash    TEXT NOT NULL,
	bytes   BIGINT NOT NULL,
	leaf    TEXT NOT NULL,
	entries BIGINT NOT NULL,       -- how many
	at      BIGINT NOT NULL,
	PRIMARY KEY (no, struck, format)
);

CREATE TABLE portal_gone (
	resource TEXT PRIMARY KEY,
	at       BIGINT NOT NULL
);
INSERT INTO portal_gone (resource, at)
SELECT DISTINCT e.resource, 0 FROM catalogue_release_entry e
WHERE e.open = 1 AND NOT EXISTS (SELECT 1 FROM portal_dataset p
	WHERE p.resource = e.resource AND p.standing <> 'suspended');
