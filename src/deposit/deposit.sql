-- deposit.sql - batches of table deliveries written into recipients' databases. Read by
-- src/deposit alone.

-- :name DEPOSIT_TARGET  reads delivery_target, itsystem
-- :in case_id text
SELECT t.case_id, t.system, t.schema_name, t.table_name, t.by_name, t.at, s.name AS system_name,
	s.org AS system_org, s.state AS system_state
FROM delivery_target t LEFT JOIN itsystem s ON s.id = t.system WHERE t.case_id = :case_id;

-- :name DEPOSIT_TARGET_PUT  writes delivery_target
-- :in case_id text, system text, schema text, table text, by_id text, by_name text, at int
INSERT INTO delivery_target (case_id, system, schema_name, table_name, by_id, by_name, at)
VALUES (:case_id, :system, :schema, :table, :by_id, :by_name, :at)
ON CONFLICT (case_id) DO UPDATE SET system = excluded.system, schema_name = excluded.schema_name,
	table_name = excluded.table_name, by_id = excluded.by_id, by_name = excluded.by_name,
	at = excluded.at;

-- :name DEPOSIT_TARGET_REMOVE  writes delivery_target
-- :in case_id text
DELETE FROM delivery_target WHERE case_id = :case_id;

-- :name DEPOSIT_TARGET_OTHER  reads delivery_target, case_file
-- Another delivery's, that goes on, and is the same table.
-- :in case_id text, system text, schema text, table text
SELECT t.case_id FROM delivery_target t JOIN case_file c ON c.id = t.case_id
WHERE t.system = :system AND t.table_name = :table AND t.case_id <> :case_id AND c.ended = 0
	AND COALESCE(t.schema_name, '') = COALESCE(:schema, '') LIMIT 1;

-- :name DEPOSIT_COPY_THERE  reads delivery_copy
-- The copy in the recipient's table.
-- :in case_id text
SELECT id FROM delivery_copy WHERE case_id = :case_id AND in_database = 1 AND destroyed_at = 0;

-- :name DEPOSIT_ADD  writes delivery_write
-- :in id text, case_id text, kind text, batch int, batch_id text, org text, statement text, by_id text, by text, by_org text, at int
INSERT INTO delivery_write (id, case_id, kind, batch, batch_id, state, org, attempts, lease_until,
	not_before, row_count, maybe, statement, asked_id, asked_by, asked_org, asked_at, started_at, ended_at)
VALUES (:id, :case_id, :kind, :batch, :batch_id, 'queued', :org, 0, 0, 0, 0, 0, :statement, :by_id, :by,
	:by_org, :at, 0, 0);

-- :name DEPOSIT_OPEN  reads delivery_write
-- Under way or waiting, of one batch or (0) of an erasure.
-- :in case_id text, batch int
SELECT id, state FROM delivery_write WHERE case_id = :case_id AND batch = :batch
	AND state IN ('queued', 'writing');

-- :name DEPOSIT_AT_ONCE  writes delivery_write
-- :in id text
UPDATE delivery_write SET not_before = 0 WHERE id = :id AND state = 'queued';

-- :name DEPOSIT_LAST_WRITTEN  reads delivery_write
-- The newest batch that was written since the last erasure.
-- :in case_id text
SELECT MAX(w.batch) AS batch FROM delivery_write w
WHERE w.case_id = :case_id AND w.kind = 'batch' AND w.state = 'written' AND NOT EXISTS (
	SELECT 1 FROM delivery_write e WHERE e.case_id = w.case_id AND e.kind = 'erase'
		AND e.state = 'written' AND e.id > w.id);

-- :name DEPOSIT_NEXT  reads delivery_write
-- One of an agency at once. scan ok: only those under way.
-- :in now int
SELECT w.id, w.case_id, w.kind, w.batch, w.batch_id, w.org, w.attempts, w.statement, w.asked_id, w.asked_by,
	w.asked_org
FROM delivery_write w
WHERE ((w.state = 'queued' AND w.not_before <= :now) OR (w.state = 'writing' AND w.lease_until < :now))
	AND NOT EXISTS (SELECT 1 FROM delivery_write o WHERE o.state = 'writing' AND o.org = w.org
		AND o.lease_until >= :now)
ORDER BY w.id LIMIT 1;

-- :name DEPOSIT_CLAIM  writes delivery_write
-- :in id text, was int, lease int, now int
UPDATE delivery_write SET state = 'writing', attempts = attempts + 1, lease_until = :lease,
	started_at = :now, row_count = 0
WHERE id = :id AND attempts = :was AND state IN ('queued', 'writing');

-- :name DEPOSIT_BEGUN  writes delivery_write
-- :in id text, attempt int, leaf text
-- From here on it may have been written.
UPDATE delivery_write SET leaf = :leaf, maybe = maybe + 1 WHERE id = :id AND attempts = :attempt AND state = 'writing';

-- :name DEPOSIT_PROGRESS  writes delivery_write
-- :in id text, attempt int, rows int, lease int
UPDATE delivery_write SET row_count = :rows, lease_until = :lease
WHERE id = :id AND attempts = :attempt AND state = 'writing';

-- :name DEPOSIT_END  writes delivery_write
-- :in id text, attempt int, state text, rows int, sure int, not_before int, fault text, detail text, detail_en text, now int
UPDATE delivery_write SET state = :state, row_count = :rows, maybe = maybe - :sure, lease_until = 0, not_before = :not_before,
	fault = :fault, detail = :detail, detail_en = :detail_en, ended_at = :now
WHERE id = :id AND attempts = :attempt AND state = 'writing';

-- :name DEPOSIT_GIVE_BACK  writes delivery_write
-- :in id text, attempt int, sure int, not_before int
UPDATE delivery_write SET state = 'queued', lease_until = 0, attempts = attempts - 1,
	maybe = maybe - :sure, not_before = :not_before
WHERE id = :id AND attempts = :attempt AND state = 'writing';

-- :name DEPOSIT_GIVE_BACK_ALL  writes delivery_write
-- The store belongs to one process alone: what is under way at its start was interrupted.
-- scan ok: only those under way.
UPDATE delivery_write SET state = 'queued', lease_until = 0 WHERE state = 'writing';

-- :name DEPOSIT_OVERTAKEN  writes delivery_write
-- A full batch that is written makes older ones needless.
-- :in case_id text, batch int, now int
UPDATE delivery_write SET state = 'dropped', ended_at = :now
WHERE case_id = :case_id AND kind = 'batch' AND batch < :batch AND state IN ('queued', 'failed');

-- :name DEPOSIT_DROP_ALL  writes delivery_write
-- :in case_id text, now int
UPDATE delivery_write SET state = 'dropped', ended_at = :now
WHERE case_id = :case_id AND kind = 'batch' AND state = 'queued';

-- :name DEPOSIT_ERASED_SINCE  reads delivery_write
-- Was an erasure asked for, or done, since the batch was?
-- :in case_id text, id text
SELECT id FROM delivery_write WHERE case_id = :case_id AND kind = 'erase'
	AND state IN ('queued', 'writing', 'written') AND id > :id LIMIT 1;

-- :name DEPOSIT_EVER  reads delivery_write
-- Was anything written there since the last erasure, or may it have been?
-- :in case_id text
SELECT COUNT(*) AS n FROM delivery_write w WHERE w.case_id = :case_id AND w.kind = 'batch'
	AND (w.state = 'written' OR w.maybe > 0) AND NOT EXISTS (
	SELECT 1 FROM delivery_write e WHERE e.case_id = w.case_id AND e.kind = 'erase'
		AND e.state = 'written' AND e.id > w.id);

-- :name DEPOSIT_COPY_PUT  writes delivery_copy
-- One that was destroyed stays as it is; this is another.
-- :in id text, case_id text, batch int, place text, by_name text, at int
INSERT INTO delivery_copy (id, case_id, batch, in_database, place, responsible, at, by_name,
	destroyed_on, destroyed_at, statement, destroyed_by)
VALUES (:id, :case_id, :batch, 1, :place, :by_name, :at, :by_name, 0, 0, NULL, NULL);

-- :name DEPOSIT_COPY_AGAIN  writes delivery_copy
-- :in id text, batch int, place text, at int
UPDATE delivery_copy SET batch = :batch, place = :place, at = :at
WHERE id = :id AND destroyed_at = 0;

-- :name DEPOSIT_COPY_NONE  writes delivery_copy
-- :in case_id text
DELETE FROM delivery_copy WHERE case_id = :case_id AND in_database = 1 AND destroyed_at = 0;

-- :name DEPOSIT_COUNT  reads delivery_write
-- :in case_id text
SELECT COUNT(*) AS n FROM delivery_write WHERE case_id = :case_id;

-- :name DEPOSIT_LIST  reads delivery_write
-- :in case_id text, after text, limit int
SELECT id, kind, batch, state, attempts, not_before, row_count, fault, detail, detail_en, leaf,
	asked_by, asked_at, started_at, ended_at
FROM delivery_write WHERE case_id = :case_id AND (:after IS NULL OR id < :after)
ORDER BY id DESC LIMIT :limit;
