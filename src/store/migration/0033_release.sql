-- 0033_release: what stood in each release, its files by their hashes, and which
-- periods have had theirs. Releases made before are filled in from what happened to
-- the entries; of what the portal showed then nothing is known. An older server runs
-- on it, but the releases it makes have no entries here.
-- Going back: drop the three tables and the column.

ALTER TABLE catalogue_release ADD COLUMN period TEXT;

CREATE TABLE catalogue_release_entry (
	no       BIGINT NOT NULL,
	resource TEXT NOT NULL,
	version  BIGINT NOT NULL,
	org      TEXT NOT NULL,
	org_name TEXT,
	open     BIGINT NOT NULL,
	PRIMARY KEY (no, resource)
);

CREATE TABLE catalogue_release_file (
	no     BIGINT NOT NULL,
	face   TEXT NOT NULL CHECK (face IN ('open', 'full')),
	format TEXT NOT NULL,
	hash   TEXT NOT NULL,
	bytes  BIGINT NOT NULL,
	leaf   TEXT NOT NULL,
	PRIMARY KEY (no, face, format)
);

CREATE TABLE catalogue_release_period (
	period  TEXT PRIMARY KEY,
	at      BIGINT NOT NULL,
	outcome TEXT NOT NULL CHECK (outcome IN ('begun', 'released', 'unchanged')),
	no      BIGINT
);

INSERT INTO catalogue_release_entry (no, resource, version, org, org_name, open)
SELECT c.no, e.resource, e.version, r.org, o.name, 0
FROM catalogue_release c JOIN resource_event e ON e.event = 'published' AND e.at <= c.at
JOIN resource r ON r.id = e.resource LEFT JOIN org o ON o.id = r.org
WHERE NOT EXISTS (SELECT 1 FROM resource_event l WHERE l.resource = e.resource
	AND l.at <= c.at AND l.event IN ('published', 'retired') AND l.id > e.id);
