-- 0043_system_database: the database of an information system, as its agency's stewards
-- told of it. The password is sealed under the server's key, which isn't in the store.
-- An older server runs on it and doesn't look at it. Going back: drop the table.

CREATE TABLE system_database (
	system     TEXT PRIMARY KEY REFERENCES itsystem (id),
	driver     TEXT NOT NULL,
	host       TEXT NOT NULL,
	port       BIGINT NOT NULL CHECK (port BETWEEN 1 AND 65535),
	name       TEXT NOT NULL,
	login      TEXT NOT NULL,
	sealed     TEXT NOT NULL,      -- the password, AES-256-GCM, bound to all of the above
	changed_by TEXT NOT NULL,
	changed_at BIGINT NOT NULL
);
