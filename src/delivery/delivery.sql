-- delivery.sql - tables handed over as copies. Read by src/delivery alone. Who may know
-- of a delivery is who may know of its case.

-- :name DELIVERY_PUT  writes delivery
-- :in case_id text, request text, at int
INSERT INTO delivery (case_id, request, target, mark_key, batches, at)
VALUES (:case_id, :request, 'fetch', NULL, 0, :at)
ON CONFLICT (case_id) DO UPDATE SET request = excluded.request;

-- :name DELIVERY_KEY_PUT  writes delivery
-- :in case_id text, mark_key text
UPDATE delivery SET mark_key = :mark_key WHERE case_id = :case_id AND mark_key IS NULL;

-- :name DELIVERY_OTHER  reads delivery, case_file
-- Another unfinished one of the same request. Uses delivery_request.
-- :in request text, case_id text
SELECT d.case_id FROM delivery d JOIN case_file c ON c.id = d.case_id
WHERE d.request = :request AND d.case_id <> :case_id AND c.ended = 0 LIMIT 1;

-- :name DELIVERY_GET  reads delivery, delivery_target, case_file, delivery_batch, delivery_copy, resource
-- :in case_id text, today int
SELECT d.case_id, d.request, t.table_name, d.mark_key, d.batches, d.at, c.state, c.facts, c.title,
	c.applicant, c.applicant_name, c.provider, c.provider_name, c.promised, c.due, c.ended,
	c.papers, c.resource, r.code,
	d.next_due, CASE WHEN (c.ended = 0 AND c.due > 0 AND c.due < :today) OR (c.state = 'delivering'
		AND d.next_due > 0 AND d.next_due < :today) THEN 1 ELSE 0 END AS late,
	(SELECT COUNT(*) FROM delivery_batch b WHERE b.case_id = d.case_id AND b.state = 'ready') AS ready,
	(SELECT COUNT(*) FROM delivery_copy p WHERE p.case_id = d.case_id AND p.destroyed_at = 0)
		AS copies_left,
	(SELECT COUNT(*) FROM delivery_copy p WHERE p.case_id = d.case_id) AS copies
FROM delivery d JOIN case_file c ON c.id = d.case_id LEFT JOIN resource r ON r.id = c.resource
	LEFT JOIN delivery_target t ON t.case_id = d.case_id
WHERE d.case_id = :case_id;

-- :part DELIVERY_COLUMNS
d.case_id, d.request, t.table_name, d.batches, d.at, c.state, c.facts, c.title, c.applicant,
	c.applicant_name, c.provider, c.provider_name, c.promised, c.due, c.ended, c.resource, r.code,
	d.next_due, CASE WHEN (c.ended = 0 AND c.due > 0 AND c.due < :today) OR (c.state = 'delivering'
		AND d.next_due > 0 AND d.next_due < :today) THEN 1 ELSE 0 END AS late,
	(SELECT COUNT(*) FROM delivery_batch b WHERE b.case_id = d.case_id AND b.state = 'ready') AS ready,
	(SELECT COUNT(*) FROM delivery_copy p WHERE p.case_id = d.case_id AND p.destroyed_at = 0)
		AS copies_left,
	(SELECT COUNT(*) FROM delivery_copy p WHERE p.case_id = d.case_id) AS copies
FROM delivery d JOIN case_file c ON c.id = d.case_id LEFT JOIN resource r ON r.id = c.resource
	LEFT JOIN delivery_target t ON t.case_id = d.case_id

-- :part DELIVERY_CHOSEN
WHERE EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = d.case_id)
	AND (:state IS NULL OR c.state = :state)
	AND (:org IS NULL OR c.applicant = :org OR c.provider = :org)
	AND (:resource IS NULL OR c.resource = :resource)
	AND (:open = 0 OR c.ended = 0)
	AND (:late = 0 OR (c.ended = 0 AND c.due > 0 AND c.due < :today)
		OR (c.state = 'delivering' AND d.next_due > 0 AND d.next_due < :today))
	AND (:copies = 0 OR EXISTS (SELECT 1 FROM delivery_copy p WHERE p.case_id = d.case_id
		AND p.destroyed_at = 0))
	AND (:q IS NULL OR lower(c.title) LIKE :q ESCAPE '!' OR lower(c.applicant_name) LIKE :q ESCAPE '!'
		OR lower(c.provider_name) LIKE :q ESCAPE '!')

-- :name DELIVERY_LIST  reads delivery, delivery_target, case_file, case_scope, delivery_batch, delivery_copy, resource
-- scan ok: a city has some thousands
-- :in scope text, state text, org text, resource text, open int, late int, copies int, today int, q text, after text, limit int
SELECT
-- :take DELIVERY_COLUMNS
-- :take DELIVERY_CHOSEN
	AND (:after IS NULL OR d.case_id < :after)
ORDER BY d.case_id DESC LIMIT :limit;

-- :name DELIVERY_BY_DUE  reads delivery, delivery_target, case_file, case_scope, delivery_batch, delivery_copy, resource
-- What is due soonest first, the next batch or the case's own day, what nobody owes by a day last.
-- scan ok: a city has some thousands
-- :in scope text, state text, org text, resource text, open int, late int, copies int, today int, q text, after_day int, after text, limit int
SELECT CAST(w.day AS TEXT) || ' ' || c.id AS place,
-- :take DELIVERY_COLUMNS
JOIN (SELECT x.case_id, CASE WHEN f.ended = 1 THEN 9999999
		WHEN f.state = 'delivering' AND x.next_due > 0 AND (f.due = 0 OR x.next_due < f.due) THEN x.next_due
		WHEN f.due > 0 THEN f.due ELSE 9999999 END AS day
	FROM delivery x JOIN case_file f ON f.id = x.case_id) w ON w.case_id = d.case_id
-- :take DELIVERY_CHOSEN
	AND (w.day > :after_day OR (w.day = :after_day AND c.id > :after))
ORDER BY w.day, c.id LIMIT :limit;

-- :name DELIVERY_COUNT  reads delivery, case_file, case_scope, delivery_copy
-- scan ok: a city has some thousands
-- :in scope text, state text, org text, resource text, open int, late int, copies int, today int, q text
SELECT COUNT(*) AS n
FROM delivery d JOIN case_file c ON c.id = d.case_id
-- :take DELIVERY_CHOSEN
;

-- The next batch -------------------------------------------------------------------------

-- :name DELIVERY_NEXT_OWED  writes delivery
-- :in case_id text, due int
UPDATE delivery SET next_due = :due, next_told = 0 WHERE case_id = :case_id;

-- :name DELIVERY_NEXT_OFF  writes delivery
-- What runs no more owes none.
-- :in case_id text
UPDATE delivery SET next_due = 0 WHERE case_id = :case_id AND next_due > 0;

-- :name DELIVERY_NEXT_SOON  reads delivery, case_file, delivery_batch, grant_use
-- One whose next batch is due by `soon` and doesn't lie on its operator's desk yet. Uses
-- delivery_next_due.
-- :in soon int
SELECT d.case_id, d.next_due, d.batches, (SELECT MAX(b.ready_at) FROM delivery_batch b
	WHERE b.case_id = d.case_id AND b.state = 'ready') AS last_at
FROM delivery d JOIN case_file c ON c.id = d.case_id
WHERE d.next_told = 0 AND d.next_due > 0 AND d.next_due <= :soon AND c.state = 'delivering'
	AND EXISTS (SELECT 1 FROM delivery_batch b JOIN grant_use u ON u.id = b.grant_id
		WHERE b.case_id = d.case_id AND b.state = 'ready' AND u.is_open = 1)
ORDER BY d.next_due LIMIT 1;

-- :name DELIVERY_NEXT_IDLE  reads delivery, delivery_batch, grant_use
-- One that lies there although its grant gives nothing now. Uses delivery_next_told.
SELECT d.case_id, d.next_due, d.batches, 0 AS last_at FROM delivery d
WHERE d.next_told = 1 AND d.next_due > 0
	AND NOT EXISTS (SELECT 1 FROM delivery_batch b JOIN grant_use u ON u.id = b.grant_id
		WHERE b.case_id = d.case_id AND b.state = 'ready' AND u.is_open = 1)
ORDER BY d.next_due LIMIT 1;

-- :name DELIVERY_NEXT_TOLD  writes delivery
-- :in case_id text, due int, was int, told int
UPDATE delivery SET next_told = :told
WHERE case_id = :case_id AND next_due = :due AND next_told = :was;

-- The form and its seals -----------------------------------------------------------------

-- :name DELIVERY_FORM_PUT  writes delivery
-- :in case_id text, form text
UPDATE delivery SET form = :form WHERE case_id = :case_id;

-- :name DELIVERY_FORM_KEEP  writes delivery
-- Of a filing whose form wasn't kept as it was submitted.
-- :in case_id text, form text
UPDATE delivery SET form = :form WHERE case_id = :case_id AND form IS NULL;

-- :name DELIVERY_FORM  reads delivery
-- :in case_id text
SELECT form FROM delivery WHERE case_id = :case_id;

-- :name DELIVERY_SEAL_ADD  writes delivery_seal
-- :in case_id text, side text, way text, form_hash text, upload text, page_hash text, signatories text, original_place text, key_id text, key_name text, algorithm text, public_key text, signature text, by_name text, by_org text, at int
INSERT INTO delivery_seal (case_id, side, way, form_hash, upload, page_hash, signatories, original_place,
	key_id, key_name, algorithm, public_key, signature, by_name, by_org, at)
VALUES (:case_id, :side, :way, :form_hash, :upload, :page_hash, :signatories, :original_place,
	:key_id, :key_name, :algorithm, :public_key, :signature, :by_name, :by_org, :at);

-- :name DELIVERY_SEALS  reads delivery_seal
-- :in case_id text
SELECT side, way, form_hash, page_hash, signatories, original_place, key_id, key_name, algorithm, public_key,
	signature, by_name, at
FROM delivery_seal WHERE case_id = :case_id ORDER BY side DESC;

-- Batches -----------------------------------------------------------------------------

-- :name DELIVERY_NEXT_NO  writes delivery
-- :in case_id text, no int
UPDATE delivery SET batches = :no WHERE case_id = :case_id AND batches = :no - 1;

-- :name DELIVERY_BATCH_ADD  writes delivery_batch
-- :in id text, case_id text, no int, kind text, grant_id text, base int, by_id text, by_name text, by_org text, at int
INSERT INTO delivery_batch (id, case_id, no, kind, state, grant_id, base, version, told, row_count,
	whole, bytes, by_id, by_name, by_org, at, ready_at, cleared)
VALUES (:id, :case_id, :no, :kind, 'making', :grant_id, :base, 0, 0, 0, 0, 0, :by_id, :by_name,
	:by_org, :at, 0, 0);

-- :name DELIVERY_BATCH_GET  reads delivery_batch
-- :in case_id text, no int
SELECT id, case_id, no, kind, state, grant_id, base, version, told, row_count, whole, bytes, hash,
	mark, carriers, leaf, fault, detail, detail_en, field, by_id, by_name, by_org, at, ready_at, columns, invented, doubted
FROM delivery_batch WHERE case_id = :case_id AND no = :no;

-- :name DELIVERY_BATCH_MAKING  reads delivery_batch
-- The next one to make. Uses delivery_batch_state.
-- :in after text
SELECT id, case_id, no, kind, state, grant_id, base, version, told, row_count, whole, bytes, hash,
	mark, carriers, leaf, fault, detail, detail_en, field, by_id, by_name, by_org, at, ready_at, columns, invented, doubted
FROM delivery_batch WHERE state = 'making' AND id > :after ORDER BY id LIMIT 1;

-- :name DELIVERY_BATCH_LAST  reads delivery_batch
-- The last of a case that is ready, or that is being made.
-- :in case_id text, state text
SELECT MAX(no) AS no FROM delivery_batch WHERE case_id = :case_id AND state = :state;

-- :name DELIVERY_BATCH_LIST  reads delivery_batch
-- :in case_id text, after int, limit int
SELECT id, case_id, no, kind, state, grant_id, base, version, told, row_count, whole, bytes, hash,
	mark, carriers, leaf, fault, detail, detail_en, field, by_id, by_name, by_org, at, ready_at, columns, invented, doubted
FROM delivery_batch WHERE case_id = :case_id AND (:after IS NULL OR no < :after)
ORDER BY no DESC LIMIT :limit;

-- :name DELIVERY_BATCH_COUNT  reads delivery_batch
-- :in case_id text
SELECT COUNT(*) AS n FROM delivery_batch WHERE case_id = :case_id;

-- :name DELIVERY_BATCH_TOLD  writes delivery_batch
-- Persons' rows up to `told` of this version stand on the record.
-- :in id text, version int, was int, told int
UPDATE delivery_batch SET version = :version, told = :told
WHERE id = :id AND state = 'making' AND (told = :was OR version <> :version);

-- :name DELIVERY_BATCH_READY  writes delivery_batch
-- :in id text, version int, row_count int, whole int, bytes int, hash text, mark text, carriers text, columns text, invented text, doubts text, doubted int, leaf text, now int
UPDATE delivery_batch SET state = 'ready', version = :version, row_count = :row_count, whole = :whole,
	bytes = :bytes, hash = :hash, mark = :mark, carriers = :carriers, columns = :columns, invented = :invented,
	doubts = :doubts, doubted = :doubted, leaf = :leaf, ready_at = :now
WHERE id = :id AND state = 'making';

-- :name DELIVERY_BATCH_FAILED  writes delivery_batch
-- :in id text, fault text, detail text, detail_en text, field text, now int
UPDATE delivery_batch SET state = 'failed', fault = :fault, detail = :detail, detail_en = :detail_en,
	field = :field, ready_at = :now
WHERE id = :id AND state = 'making';

-- :name DELIVERY_TO_CLEAR  reads delivery_batch, case_file
-- Files of deliveries that are over.
-- scan ok: batches are some thousands
-- :in limit int
SELECT b.id FROM delivery_batch b JOIN case_file c ON c.id = b.case_id
WHERE b.state = 'ready' AND b.cleared = 0 AND c.ended = 1 LIMIT :limit;

-- :name DELIVERY_CLEARED  writes delivery_batch
-- :in id text
UPDATE delivery_batch SET cleared = 1 WHERE id = :id;

-- :name DELIVERY_CARRIERS  reads delivery_batch, delivery, case_file
-- What the copies of each delivery carry, for naming a leaked one.
-- scan ok: a city has some thousands, and secadmins ask seldom
SELECT DISTINCT b.case_id, b.carriers, b.invented, b.mark, d.mark_key, c.applicant, c.applicant_name, c.title
FROM delivery_batch b JOIN delivery d ON d.case_id = b.case_id JOIN case_file c ON c.id = b.case_id
WHERE b.state = 'ready' AND b.carriers IS NOT NULL AND d.mark_key IS NOT NULL
ORDER BY b.case_id;

-- Fetches and copies --------------------------------------------------------------------

-- :name DELIVERY_FETCH_ADD  writes delivery_fetch  reads delivery_batch, case_file, grant_use
-- Only while the delivery runs and its grant stands.
-- :in id text, case_id text, batch int, at int, by_id text, by_name text, by_kind text, span text, leaf text
INSERT INTO delivery_fetch (id, case_id, batch, at, by_id, by_name, by_kind, span, leaf)
SELECT :id, b.case_id, b.no, :at, :by_id, :by_name, :by_kind, :span, :leaf
FROM delivery_batch b JOIN case_file c ON c.id = b.case_id JOIN grant_use u ON u.id = b.grant_id
WHERE b.case_id = :case_id AND b.no = :batch AND b.state = 'ready' AND c.state = 'delivering'
	AND u.is_open = 1 AND (u.until = 0 OR u.until > :at);

-- :name DELIVERY_FETCH_LIST  reads delivery_fetch
-- :in case_id text, after text, limit int
SELECT id, case_id, batch, at, by_id, by_name, by_kind, span, leaf FROM delivery_fetch
WHERE case_id = :case_id AND (:after IS NULL OR id < :after) ORDER BY id DESC LIMIT :limit;

-- :name DELIVERY_FETCH_COUNT  reads delivery_fetch
-- :in case_id text
SELECT COUNT(*) AS n FROM delivery_fetch WHERE case_id = :case_id;

-- :name DELIVERY_LANDED  writes delivery_copy
-- A batch that was fetched is a copy somewhere, whether its place is told or not.
-- :in id text, case_id text, batch int, at int
INSERT INTO delivery_copy (id, case_id, batch, place, responsible, at, by_name, destroyed_on,
	destroyed_at, statement, destroyed_by)
VALUES (:id, :case_id, :batch, NULL, NULL, :at, NULL, 0, 0, NULL, NULL) ON CONFLICT (id) DO NOTHING;

-- :name DELIVERY_COPY_PLACE  writes delivery_copy
-- :in id text, place text, responsible text, by_name text, at int
UPDATE delivery_copy SET place = :place, responsible = :responsible, by_name = :by_name, at = :at
WHERE id = :id AND place IS NULL AND destroyed_at = 0;

-- :name DELIVERY_COPY_ADD  writes delivery_copy
-- :in id text, case_id text, batch int, place text, responsible text, by_name text, at int
INSERT INTO delivery_copy (id, case_id, batch, place, responsible, at, by_name, destroyed_on,
	destroyed_at, statement, destroyed_by)
VALUES (:id, :case_id, :batch, :place, :responsible, :at, :by_name, 0, 0, NULL, NULL);

-- :name DELIVERY_COPY_DESTROYED  writes delivery_copy
-- :in id text, case_id text, on int, at int, statement text, by_name text
UPDATE delivery_copy SET destroyed_on = :on, destroyed_at = :at, statement = :statement,
	destroyed_by = :by_name
WHERE id = :id AND case_id = :case_id AND destroyed_at = 0;

-- :name DELIVERY_COPIES_LEFT  reads delivery_copy
-- :in case_id text
SELECT COUNT(*) AS n FROM delivery_copy WHERE case_id = :case_id AND destroyed_at = 0;

-- :name DELIVERY_COPY_LIST  reads delivery_copy
-- :in case_id text, after text, limit int
SELECT id, batch, in_database, place, responsible, at, by_name, destroyed_on, destroyed_at,
	statement, destroyed_by
FROM delivery_copy WHERE case_id = :case_id AND (:after IS NULL OR id < :after)
ORDER BY id DESC LIMIT :limit;

-- :name DELIVERY_COPY_COUNT  reads delivery_copy
-- :in case_id text
SELECT COUNT(*) AS n FROM delivery_copy WHERE case_id = :case_id;

-- What is under verification --------------------------------------------------------------

-- :name DELIVERY_BATCH_DOUBTS  reads delivery_batch
-- :in id text
SELECT doubts FROM delivery_batch WHERE id = :id;

-- :name DELIVERY_DOUBT_OPEN  writes delivery_doubt  reads delivery, case_file, delivery_batch
-- Every delivery of those data that goes on, whether it has that record or not.
-- :in correction text, resource text, at int
INSERT INTO delivery_doubt (case_id, correction, state, due, opened_at, ended_at, outcome)
SELECT d.case_id, :correction, 'asked', 1, :at, 0, NULL
FROM delivery d JOIN case_file c ON c.id = d.case_id
WHERE c.resource = :resource AND c.ended = 0 AND EXISTS (SELECT 1 FROM delivery_batch b
	WHERE b.case_id = d.case_id AND b.state = 'ready')
ON CONFLICT (case_id, correction) DO NOTHING;

-- :name DELIVERY_DOUBT_ASK  writes delivery_doubt  reads correction
-- A batch more: all that is doubted now is to be looked for in it.
-- :in case_id text, resource text
INSERT INTO delivery_doubt (case_id, correction, state, due, opened_at, ended_at, outcome)
SELECT :case_id, k.case_id, 'asked', 1, k.at, 0, NULL
FROM correction k WHERE k.resource = :resource AND k.is_open = 1
ON CONFLICT (case_id, correction) DO UPDATE SET state = 'asked', due = 1
	WHERE delivery_doubt.state = 'apart';

-- :name DELIVERY_DOUBT_END  writes delivery_doubt
-- :in correction text, outcome text, at int
UPDATE delivery_doubt SET ended_at = :at, outcome = :outcome, due = 1
WHERE correction = :correction AND ended_at = 0 AND state <> 'apart';

-- :name DELIVERY_DOUBT_DUE  reads delivery_doubt, correction
-- The next to look at. Uses delivery_doubt_due.
SELECT d.case_id, d.correction, d.state, d.found, d.ended_at, k.record_key, k.item
FROM delivery_doubt d LEFT JOIN correction k ON k.case_id = d.correction
WHERE d.due = 1 ORDER BY d.case_id LIMIT 1;

-- :name DELIVERY_DOUBT_TOLD  writes delivery_doubt
-- :in case_id text, correction text, ended_at int, state text, found int
UPDATE delivery_doubt SET state = :state, found = :found, due = 0
WHERE case_id = :case_id AND correction = :correction AND ended_at = :ended_at AND due = 1;

-- :name DELIVERY_HELD  reads delivery_batch, delivery_copy
-- What the recipient may hold: the newest batch, and those whose copies are left.
-- :in case_id text, below int, limit int
SELECT b.id, b.no, b.columns FROM delivery_batch b
WHERE b.case_id = :case_id AND b.no < :below AND b.state = 'ready' AND (b.no = (SELECT MAX(n.no) FROM delivery_batch n
	WHERE n.case_id = :case_id AND n.state = 'ready') OR EXISTS (SELECT 1 FROM delivery_copy p
	WHERE p.case_id = b.case_id AND p.batch = b.no AND p.destroyed_at = 0))
ORDER BY b.no DESC LIMIT :limit;

-- :name DELIVERY_DOUBT_LIST  reads delivery_doubt, case_file, correction, delivery_batch
-- Which record it is is shown where a ledger has it, while the delivery runs.
-- :in case_id text, after text, limit int
SELECT d.correction AS id, d.opened_at, d.ended_at, d.outcome, k.record_key, k.item,
	CASE WHEN d.found = 1 AND c.state IN ('filed', 'delivering') THEN 1 ELSE 0 END AS shown,
	(SELECT b.columns FROM delivery_batch b WHERE b.case_id = d.case_id AND b.state = 'ready'
		ORDER BY b.no DESC LIMIT 1) AS columns
FROM delivery_doubt d JOIN case_file c ON c.id = d.case_id LEFT JOIN correction k ON k.case_id = d.correction
WHERE d.case_id = :case_id AND d.state = 'held' AND (:after IS NULL OR d.correction < :after)
ORDER BY d.correction DESC LIMIT :limit;

-- :name DELIVERY_DOUBT_NAMES  reads case_file, resource, item
-- What items of the entry are called: its key's, and the one named; or all of them.
-- :in case_id text, item text, all int
SELECT i.code, i.name FROM case_file c JOIN resource r ON r.id = c.resource
JOIN item i ON i.resource = r.id AND i.version = r.head
WHERE c.id = :case_id AND (:all = 1 OR i.is_key = 1 OR i.code = :item) ORDER BY i.pos;

-- :name DELIVERY_DOUBT_COUNT  reads delivery_doubt
-- :in case_id text
SELECT COUNT(*) AS n FROM delivery_doubt WHERE case_id = :case_id AND state = 'held';

-- What a mark may alter -------------------------------------------------------------------

-- :name DELIVERY_MARKS_GET  reads delivery_marks
-- :in resource text
SELECT allowed, by_name, at FROM delivery_marks WHERE resource = :resource;

-- :name DELIVERY_MARKS_PUT  writes delivery_marks
-- :in resource text, allowed text, by_id text, by_name text, at int
INSERT INTO delivery_marks (resource, allowed, by_id, by_name, at)
VALUES (:resource, :allowed, :by_id, :by_name, :at)
ON CONFLICT (resource) DO UPDATE SET allowed = excluded.allowed, by_id = excluded.by_id,
	by_name = excluded.by_name, at = excluded.at;

-- What rests on a request that has ended ------------------------------------------------------

-- :name DELIVERY_OVER  reads delivery, case_file
-- Unfinished ones of an entry whose request has ended, and that weren't called back yet.
-- :in resource text, after text, count int
SELECT c.id FROM case_file c JOIN delivery d ON d.case_id = c.id
JOIN case_file r ON r.id = d.request
WHERE c.resource = :resource AND c.ended = 0 AND c.state NOT IN ('draft', 'recalled')
	AND r.ended = 1 AND c.id > :after
ORDER BY c.id LIMIT :count;
