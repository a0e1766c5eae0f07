-- 0010_portal: which entries stand on the open-data portal, with which data,
-- and which were taken off (Arts. 26-28). Going back: drop them.

CREATE TABLE portal_dataset (
	no           BIGINT PRIMARY KEY,
	resource     TEXT NOT NULL,
	standing     TEXT NOT NULL CHECK (standing IN ('live', 'listed', 'held', 'suspended')),
	data_version BIGINT NOT NULL,
	rows         BIGINT NOT NULL,
	bytes        BIGINT NOT NULL,
	updated_at   BIGINT NOT NULL,
	first_at     BIGINT NOT NULL
);
CREATE INDEX portal_dataset_standing ON portal_dataset (standing, no);

-- One row a download: rows that many add to at once would be waited for.
CREATE TABLE portal_download (
	id     TEXT PRIMARY KEY,
	no     BIGINT NOT NULL,
	format TEXT NOT NULL,
	at     BIGINT NOT NULL
);
CREATE INDEX portal_download_no ON portal_download (no);

-- A stop that an act put on an entry (suspension, objection): until it is
-- lifted nothing of it is shown, whatever else changes.
CREATE TABLE portal_stop (
	resource TEXT NOT NULL,
	by_case  TEXT NOT NULL,
	kind     TEXT NOT NULL CHECK (kind IN ('suspend', 'withdraw')),
	at       BIGINT NOT NULL,
	PRIMARY KEY (resource, by_case)
);
