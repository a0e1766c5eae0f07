-- pull.sql - sources of a resource in agencies' databases, and their runs. Read by
-- src/pull alone. A run that handed its rows over is as its batch is.

-- :name PULL_ADD  writes pull_source
-- :in id text, resource text, system text, schema text, table text, mode text, since text, every text, minute int, next int, by_id text, by_name text, at int
INSERT INTO pull_source (id, resource, system, schema_name, table_name, mode, since_item, every,
	minute, next_at, removed, by_id, by_name, created_at)
VALUES (:id, :resource, :system, :schema, :table, :mode, :since, :every, :minute, :next, 0,
	:by_id, :by_name, :at);

-- :name PULL_GET  reads pull_source, itsystem
-- :in id text
SELECT p.id, p.resource, p.system, s.name AS system_name, s.org AS system_org,
	s.state AS system_state, p.schema_name, p.table_name, p.mode,
	p.since_item, p.every, p.minute, p.next_at, p.removed, p.by_id, p.by_name, p.created_at
FROM pull_source p LEFT JOIN itsystem s ON s.id = p.system WHERE p.id = :id;

-- :name PULL_LIST  reads pull_source, itsystem
-- :in resource text, limit int
SELECT p.id, p.resource, p.system, s.name AS system_name, s.org AS system_org,
	s.state AS system_state, p.schema_name, p.table_name, p.mode,
	p.since_item, p.every, p.minute, p.next_at, p.removed, p.by_id, p.by_name, p.created_at
FROM pull_source p LEFT JOIN itsystem s ON s.id = p.system
WHERE p.resource = :resource AND p.removed = 0 ORDER BY p.id LIMIT :limit;

-- :name PULL_REMOVE  writes pull_source
-- :in id text
UPDATE pull_source SET removed = 1, next_at = 0 WHERE id = :id AND removed = 0;

-- :name PULL_DUE  reads pull_source
-- :in now int
SELECT id FROM pull_source WHERE next_at > 0 AND next_at <= :now ORDER BY next_at LIMIT 1;

-- :name PULL_NEXT  writes pull_source
-- :in id text, was int, next int
UPDATE pull_source SET next_at = :next WHERE id = :id AND next_at = :was;

-- :name PULL_OPEN  reads pull_run, batch
-- Runs of a source that haven't come to their end.
-- :in source text
SELECT COUNT(*) AS n FROM pull_run r LEFT JOIN batch b ON b.id = r.batch
WHERE r.source = :source AND (r.state IN ('queued', 'reading')
	OR (r.state = 'loading' AND b.state IN ('queued', 'loading', 'checking')));

-- :name PULL_MARK  reads pull_run, batch
-- Up to where rows are live, and whether another load replaced them since.
-- :in source text
SELECT r.mark, CASE WHEN EXISTS (SELECT 1 FROM batch o WHERE o.resource = b.resource AND o.state = 'live'
	AND o.mode = 'replace' AND o.version > b.version) THEN 1 ELSE 0 END AS replaced
FROM pull_run r JOIN batch b ON b.id = r.batch
WHERE r.source = :source AND b.state = 'live' AND r.mark IS NOT NULL
ORDER BY r.id DESC LIMIT 1;

-- :name PULL_RUN_ADD  writes pull_run
-- :in id text, source text, org text, by_id text, by text, full text, why text, at int
INSERT INTO pull_run (id, source, org, state, asked_id, asked_by, full_why, why, row_count, bytes, attempts,
	lease_until, asked_at, started_at, ended_at)
VALUES (:id, :source, :org, 'queued', :by_id, :by, :full, :why, 0, 0, 0, 0, :at, 0, 0);

-- :name PULL_RUN_NEXT  reads pull_run
-- An agency has one run under way; of those that wait, the one that had none for the
-- longest comes first. scan ok: only runs under way.
-- :in now int
SELECT r.id, r.source, r.attempts, r.waits, r.asked_id, r.asked_by, r.full_why, r.why FROM pull_run r
WHERE ((r.state = 'queued' AND r.not_before <= :now)
		OR (r.state = 'reading' AND r.lease_until < :now))
	AND NOT EXISTS (SELECT 1 FROM pull_run o WHERE o.state = 'reading' AND o.org = r.org
		AND o.lease_until >= :now)
ORDER BY (SELECT MAX(l.started_at) FROM pull_run l WHERE l.org = r.org), r.id LIMIT 1;

-- :name PULL_RUN_CLAIM  writes pull_run
-- :in id text, was int, from text, full text, lease int, now int
UPDATE pull_run SET state = 'reading', attempts = attempts + 1, lease_until = :lease,
	started_at = :now, mark_from = :from, full_why = :full, row_count = 0, bytes = 0
WHERE id = :id AND attempts = :was AND state IN ('queued', 'reading');

-- :name PULL_RUN_PROGRESS  writes pull_run
-- :in id text, attempt int, rows int, bytes int, lease int
UPDATE pull_run SET row_count = :rows, bytes = :bytes, lease_until = :lease
WHERE id = :id AND attempts = :attempt AND state = 'reading';

-- :name PULL_RUN_END  writes pull_run
-- :in id text, attempt int, state text, batch text, rows int, bytes int, mark text, fault text, detail text, detail_en text, now int
UPDATE pull_run SET state = :state, batch = :batch, row_count = :rows, bytes = :bytes, mark = :mark,
	fault = :fault, detail = :detail, detail_en = :detail_en, ended_at = :now
WHERE id = :id AND attempts = :attempt AND state = 'reading';

-- :name PULL_RUN_STARTED  reads pull_run
-- :in id text, attempt int
SELECT started_at FROM pull_run WHERE id = :id AND attempts = :attempt AND state = 'reading';

-- :name PULL_RUN_RELEASE  writes pull_run
-- :in id text, attempt int, wait int, not_before int
UPDATE pull_run SET state = 'queued', lease_until = 0, waits = waits + :wait,
	not_before = :not_before
WHERE id = :id AND attempts = :attempt AND state = 'reading';

-- :name PULL_RUN_RELEASE_ALL  writes pull_run
-- The store belongs to one process alone: what is under way at its start was
-- interrupted. scan ok: only runs under way.
UPDATE pull_run SET state = 'queued', lease_until = 0 WHERE state = 'reading';

-- :name PULL_OF_BATCH  reads pull_run, pull_source, batch
-- scan ok: pull_run is one line a run, and a batch fails seldom
-- :in batch text
SELECT r.id, r.org, p.table_name, b.detail, b.detail_en
FROM pull_run r JOIN pull_source p ON p.id = r.source JOIN batch b ON b.id = r.batch
WHERE r.batch = :batch LIMIT 1;

-- :name PULL_RUN_COUNT  reads pull_run
-- :in source text
SELECT COUNT(*) AS n FROM pull_run WHERE source = :source;

-- :name PULL_RUN_LIST  reads pull_run, batch
-- :in source text, after text, limit int
SELECT r.id, r.source, r.state, r.asked_by, r.full_why, r.why, r.batch, r.row_count, r.bytes, r.mark_from, r.mark,
	r.fault, r.detail, r.detail_en, r.asked_at, r.started_at, r.ended_at,
	b.state AS batch_state, b.fault AS batch_fault, b.detail AS batch_detail,
	b.detail_en AS batch_detail_en, b.rows_live, b.rows_rejected, b.ended_at AS batch_ended
FROM pull_run r LEFT JOIN batch b ON b.id = r.batch
WHERE r.source = :source AND (:after IS NULL OR r.id < :after)
ORDER BY r.id DESC LIMIT :limit;
