-- 0067_interface: the interface of a provider that answers for a resource, as its stewards
-- mounted it; the key sealed. An older server runs on it: it answers such a resource's calls
-- from what is loaded, as if nothing were mounted. Going back: drop the table.

CREATE TABLE resource_interface (
	resource   TEXT PRIMARY KEY,
	system     TEXT NOT NULL,
	url        TEXT NOT NULL,
	header     TEXT NOT NULL,       -- by which the key is given; '': none
	sealed     TEXT,                -- the key
	address    TEXT NOT NULL,       -- of the network, looked up when it was mounted or tried
	most_ms    BIGINT NOT NULL,     -- of an answer
	most_rows  BIGINT NOT NULL,
	most_bytes BIGINT NOT NULL,
	enabled    BIGINT NOT NULL,
	revision   BIGINT NOT NULL,     -- moves with every change
	changed_by TEXT NOT NULL,
	changed_at BIGINT NOT NULL
);
