-- database.sql - databases of the agencies' systems. Read by src/database alone.

-- :name DATABASE_PUT  writes system_database
-- :in system text, driver text, host text, port int, name text, login text, sealed text, by text, at int
INSERT INTO system_database (system, driver, host, port, name, login, sealed, changed_by, changed_at)
VALUES (:system, :driver, :host, :port, :name, :login, :sealed, :by, :at)
ON CONFLICT (system) DO UPDATE SET driver = excluded.driver, host = excluded.host,
	port = excluded.port, name = excluded.name, login = excluded.login,
	sealed = excluded.sealed, changed_by = excluded.changed_by, changed_at = excluded.changed_at;

-- :name DATABASE_GET  reads system_database
-- :in system text
SELECT system, driver, host, port, name, login, sealed, changed_by, changed_at
FROM system_database WHERE system = :system;

-- :name DATABASE_REMOVE  writes system_database
-- :in system text
DELETE FROM system_database WHERE system = :system;

-- :name DATABASE_OF_ORG  reads system_database, itsystem
-- :in org text
SELECT s.id, s.name FROM itsystem s JOIN system_database d ON d.system = s.id
WHERE s.org = :org AND s.state <> 'retired' ORDER BY s.name, s.id;
