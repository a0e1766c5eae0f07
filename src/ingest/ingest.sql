-- ingest.sql - uploads, batches and live versions. Read by upload_store.c,
-- batch_store.c and dataset.c.

-- :name UPLOAD_ADD  writes upload
-- :in id text, org text, owner text, size int, have int, metadata text, filename text, state text, sha256 text, now int, expires int
INSERT INTO upload (id, org, owner, size, have, metadata, filename, state, sha256, created_at,
	expires_at)
VALUES (:id, :org, :owner, :size, :have, :metadata, :filename, :state, :sha256, :now, :expires);

-- :name UPLOAD_BY_ID  reads upload
-- :in id text
SELECT id, org, owner, size, have, metadata, filename, state, hash_state, sha256, created_at,
	expires_at
FROM upload WHERE id = :id;

-- :name UPLOAD_ADVANCE  writes upload
-- :in id text, was int, have int, state text, hash_state text, sha256 text, expires int
-- Only from where the writer began: two writers cannot both advance.
UPDATE upload SET have = :have, state = :state, hash_state = :hash_state, sha256 = :sha256,
	expires_at = :expires
WHERE id = :id AND have = :was AND state = 'open';

-- :name UPLOAD_KEEP  writes upload
-- :in id text, org text, owner text
UPDATE upload SET expires_at = NULL
WHERE id = :id AND (org = :org OR (org IS NULL AND owner = :owner));

-- :name UPLOAD_LET_GO  writes upload
-- :in id text, until int
-- Nobody's: it counts against no person.
UPDATE upload SET expires_at = :until, owner = '' WHERE id = :id AND expires_at IS NULL;

-- :name UPLOAD_REMOVE  writes upload
-- :in id text
DELETE FROM upload WHERE id = :id;

-- :name UPLOAD_OVER  writes upload
-- :in id text, now int
-- 0 rows: it was kept meanwhile.
DELETE FROM upload WHERE id = :id AND expires_at IS NOT NULL AND expires_at < :now;

-- :name UPLOAD_EXPIRED  reads upload
-- :in now int
SELECT id FROM upload WHERE expires_at IS NOT NULL AND expires_at < :now
ORDER BY expires_at LIMIT 200;

-- :name UPLOAD_BUSY  reads batch
-- :in upload text
-- scan ok: the few batches that are queued or loading.
SELECT COUNT(*) AS n FROM batch WHERE state IN ('queued', 'loading', 'checking')
AND upload = :upload;

-- :name UPLOAD_COUNT  reads upload
-- :in owner text
-- Those that nothing keeps yet. scan ok: they live a day.
SELECT COUNT(*) AS n FROM upload WHERE owner = :owner AND expires_at IS NOT NULL;

-- :name BATCH_ADD  writes batch
-- :in id text, resource text, resource_no int, upload text, filename text, org text, by_id text, by_name text, mode text, encoding text, header text, mapping text, sheet text, bytes int, now int
INSERT INTO batch (id, resource, resource_no, upload, filename, org, by_id, by_name, mode,
	encoding, header, mapping, sheet, state, attempts, lease_until, version, rows_read, rows_live,
	rows_rejected, bytes_total, bytes_done, created_at)
VALUES (:id, :resource, :resource_no, :upload, :filename, :org, :by_id, :by_name, :mode,
	:encoding, :header, :mapping, :sheet, 'queued', 0, 0, 0, 0, 0, 0, :bytes, 0, :now);

-- :name BATCH_BY_ID  reads batch
-- :in id text
SELECT id, resource, resource_no, upload, filename, org, by_id, by_name, mode, encoding, header,
	mapping, sheet, state, attempts, lease_until, version, rows_read, rows_live, rows_rejected,
	bytes_total, bytes_done, problems, fault, detail, detail_en, created_at, started_at, ended_at
FROM batch WHERE id = :id;

-- :name BATCH_LIST  reads batch
-- :in resource text, after text, limit int
SELECT id, resource, resource_no, upload, filename, org, by_id, by_name, mode, encoding, header,
	mapping, sheet, state, attempts, lease_until, version, rows_read, rows_live, rows_rejected,
	bytes_total, bytes_done, problems, fault, detail, detail_en, created_at, started_at, ended_at
FROM batch WHERE resource = :resource AND (:after IS NULL OR id < :after)
ORDER BY id DESC LIMIT :limit;

-- :name BATCH_COUNT  reads batch
-- :in resource text
SELECT COUNT(*) AS n FROM batch WHERE resource = :resource;

-- :name BATCH_NEXT  reads batch
-- :in now int
-- The oldest that waits, or whose loader fell silent, and whose resource nobody
-- loads right now. scan ok: only batches under way.
SELECT b.id FROM batch b
WHERE (b.state = 'queued' OR (b.state IN ('loading', 'checking') AND b.lease_until < :now))
AND NOT EXISTS (SELECT 1 FROM batch o WHERE o.state IN ('loading', 'checking')
	AND o.resource = b.resource AND o.id <> b.id AND o.lease_until >= :now)
ORDER BY b.id LIMIT 1;

-- :name BATCH_CLAIM  writes batch
-- :in id text, was int, version int, lease int, now int
UPDATE batch SET state = 'loading', attempts = attempts + 1, lease_until = :lease,
	version = :version, started_at = :now, rows_read = 0, rows_rejected = 0, bytes_done = 0
WHERE id = :id AND attempts = :was;

-- :name BATCH_PROGRESS  writes batch
-- :in id text, attempt int, state text, read int, rejected int, done int, total int, lease int
UPDATE batch SET state = :state, rows_read = :read, rows_rejected = :rejected,
	bytes_done = :done, bytes_total = :total, lease_until = :lease
WHERE id = :id AND attempts = :attempt AND state IN ('loading', 'checking');

-- :name BATCH_END  writes batch
-- :in id text, attempt int, state text, read int, live int, rejected int, done int, total int, problems text, fault text, detail text, detail_en text, now int
UPDATE batch SET state = :state, rows_read = :read, rows_live = :live, rows_rejected = :rejected,
	bytes_done = :done, bytes_total = :total, problems = :problems, fault = :fault,
	detail = :detail, detail_en = :detail_en, ended_at = :now
WHERE id = :id AND attempts = :attempt AND state IN ('loading', 'checking');

-- :name BATCH_RELEASE  writes batch
-- :in id text, attempt int
-- Gives a batch back that was interrupted: it is loaded anew from its start.
UPDATE batch SET state = 'queued', lease_until = 0
WHERE id = :id AND attempts = :attempt AND state IN ('loading', 'checking');

-- :name BATCH_RELEASE_ALL  writes batch
-- The store belongs to one process alone: what is under way at its start was
-- interrupted. scan ok: only batches under way.
UPDATE batch SET state = 'queued', lease_until = 0 WHERE state IN ('loading', 'checking');

-- :name BATCH_VERSION_BUSY  reads batch
-- :in resource_no int, version int
-- scan ok: only batches under way.
SELECT COUNT(*) AS n FROM batch WHERE state IN ('loading', 'checking')
AND resource_no = :resource_no AND version = :version;

-- :name DATASET_LIVE  reads dataset, dataset_version
-- :in no int
SELECT v.version, v.row_count, v.bytes, v.batch, v.live_at, v.personal, v.column_list
FROM dataset d JOIN dataset_version v ON v.resource_no = d.resource_no AND v.version = d.version
WHERE d.resource_no = :no;

-- :name DATASET_VERSION  reads dataset_version
-- :in no int, version int
SELECT v.version, v.row_count, v.bytes, v.batch, v.live_at, v.personal, v.column_list
FROM dataset_version v WHERE v.resource_no = :no AND v.version = :version;

-- :name DATASET_NUMBER  writes dataset
-- :in no int
-- The next version's number; never given twice.
INSERT INTO dataset (resource_no, version, last_version) VALUES (:no, 0, 1)
ON CONFLICT (resource_no) DO UPDATE SET last_version = dataset.last_version + 1
RETURNING last_version;

-- :name DATASET_SWITCH  writes dataset
-- :in no int, version int
UPDATE dataset SET version = :version WHERE resource_no = :no;

-- :name DATASET_VERSION_ADD  writes dataset_version
-- :in no int, version int, rows int, bytes int, batch text, now int, personal int, columns text
INSERT INTO dataset_version (resource_no, version, row_count, bytes, batch, live_at, personal,
	column_list)
VALUES (:no, :version, :rows, :bytes, :batch, :now, :personal, :columns);

-- :name DATASET_VERSION_END  writes dataset_version
-- :in no int, version int, now int
-- All but the one that is live now.
UPDATE dataset_version SET ended_at = :now
WHERE resource_no = :no AND version <> :version AND ended_at IS NULL;

-- :name DATASET_STALE  reads dataset_version
-- :in before int
SELECT resource_no, version FROM dataset_version
WHERE ended_at IS NOT NULL AND ended_at < :before ORDER BY ended_at LIMIT 200;

-- :name DATASET_VERSION_REMOVE  writes dataset_version
-- :in no int, version int
DELETE FROM dataset_version WHERE resource_no = :no AND version = :version;

-- :name UPLOAD_ORG_RENAME  writes upload
-- scan ok: uploads are swept after days
-- :in org text, into text
UPDATE upload SET org = :into WHERE org = :org;

-- :name BATCH_RESOURCE_MOVED  writes batch
-- :in resource text, into text
UPDATE batch SET org = :into WHERE resource = :resource;

-- :name BATCH_ORG_RENAME  writes batch
-- scan ok: once in an organisation's life
-- :in org text, into text
UPDATE batch SET org = :into WHERE org = :org;
