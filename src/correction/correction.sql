-- correction.sql - reports of errors in shared data. Read by src/correction alone.
-- Who may know of a report is who may know of its case.

-- :name CORRECTION_PUT  writes correction
-- :in case_id text, resource text, record_key text, item text, what text, version int, files int, head int, open int, source text, at int
INSERT INTO correction (case_id, resource, record_key, item, what, version, files, head, is_open,
	source, at)
VALUES (:case_id, :resource, :record_key, :item, :what, :version, :files, :head, :open, :source,
	:at);

-- :name CORRECTION_TAKE_UP  writes correction
-- What the public reported is checked from now on, and marked: where exactly, the provider knows.
-- :in case_id text, record_key text, item text
UPDATE correction SET record_key = :record_key, item = :item, is_open = 1 WHERE case_id = :case_id;

-- :name CORRECTION_END  writes correction
-- :in case_id text, answered_at int, mended text, version int, since int
UPDATE correction SET is_open = 0, answered_at = :answered_at, mended = :mended,
	mended_version = :version, mended_at = :since
WHERE case_id = :case_id;

-- :name CORRECTION_STOOD  reads correction
-- :in case_id text
SELECT version, files, head, at FROM correction WHERE case_id = :case_id;

-- :name CORRECTION_OPEN  reads correction
-- :in resource text
SELECT COUNT(*) AS n FROM correction WHERE resource = :resource AND is_open = 1;

-- :name CORRECTION_DOUBTS  reads correction
-- What is doubted of one resource's data now.
-- :in resource text
SELECT record_key, item FROM correction WHERE resource = :resource AND is_open = 1
ORDER BY case_id;

-- :name CORRECTION_GET  reads correction, case_file, resource, item
-- :in case_id text, today int
SELECT k.case_id, k.resource, k.item, k.what, k.is_open, k.source, k.at, k.answered_at, k.mended,
	k.mended_version, k.mended_at, c.state, c.facts, c.title, c.applicant,
	c.applicant_name, c.provider, c.provider_name, c.first, c.due, c.ended, c.papers,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late, r.code, i.name AS item_name
FROM correction k JOIN case_file c ON c.id = k.case_id
LEFT JOIN resource r ON r.id = k.resource
LEFT JOIN item i ON i.resource = k.resource AND i.version = r.head AND i.code = k.item
WHERE k.case_id = :case_id;

-- :part CORRECTION_COLUMNS
k.case_id, k.resource, k.item, k.what, k.is_open, k.source, k.at, k.answered_at, k.mended,
	k.mended_version, k.mended_at, c.state, c.facts, c.title, c.applicant,
	c.applicant_name, c.provider, c.provider_name, c.first, c.due, c.ended, c.papers,
	CASE WHEN c.ended = 0 AND c.due > 0 AND c.due < :today THEN 1 ELSE 0 END AS late, r.code, i.name AS item_name
FROM correction k JOIN case_file c ON c.id = k.case_id
LEFT JOIN resource r ON r.id = k.resource
LEFT JOIN item i ON i.resource = k.resource AND i.version = r.head AND i.code = k.item

-- :part CORRECTION_CHOSEN
WHERE EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = k.case_id)
	AND (:resource IS NULL OR k.resource = :resource)
	AND (:applicant IS NULL OR c.applicant = :applicant)
	AND (:provider IS NULL OR c.provider = :provider) AND (:state IS NULL OR c.state = :state)
	AND (:source IS NULL OR COALESCE(k.source, 'agency') = :source)
	AND (:open = 0 OR k.is_open = 1)
	AND (:late = 0 OR (c.ended = 0 AND c.due > 0 AND c.due < :today))
	AND (:q IS NULL OR lower(c.title) LIKE :q ESCAPE '!' OR lower(k.what) LIKE :q ESCAPE '!')

-- :name CORRECTION_LIST  reads correction, case_file, case_scope, resource, item
-- scan ok: a city has some thousands
-- :in scope text, resource text, applicant text, provider text, source text, state text, open int, late int, today int, q text, after text, limit int
SELECT
-- :take CORRECTION_COLUMNS
-- :take CORRECTION_CHOSEN
	AND (:after IS NULL OR k.case_id < :after)
ORDER BY k.case_id DESC LIMIT :limit;

-- :name CORRECTION_BY_DUE  reads correction, case_file, case_scope, resource, item
-- What is due soonest first, what nobody owes by a day last. Uses case_when.
-- :in scope text, resource text, applicant text, provider text, source text, state text, open int, late int, today int, q text, after_day int, after text, limit int
SELECT CAST(CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END AS TEXT) || ' ' || c.id AS place,
-- :take CORRECTION_COLUMNS
-- :take CORRECTION_CHOSEN
	AND c.process = 'correction'
	AND CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END >= :after_day
	AND (CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END > :after_day
		OR c.id > :after)
ORDER BY CASE WHEN c.ended = 1 OR c.due = 0 THEN 9999999 ELSE c.due END, c.id LIMIT :limit;

-- :name CORRECTION_COUNT  reads correction, case_file, case_scope
-- scan ok: a city has some thousands
-- :in scope text, resource text, applicant text, provider text, source text, state text, open int, late int, today int, q text
SELECT COUNT(*) AS n
FROM correction k JOIN case_file c ON c.id = k.case_id
-- :take CORRECTION_CHOSEN
;

-- :name REPORT_COUNTS  reads public_report
-- Of the last day from that network, about that entry, and of its those not answered.
-- :in peer blob, resource text, since int
SELECT (SELECT COUNT(*) FROM public_report p WHERE p.peer = :peer AND p.at > :since) AS from_peer,
	(SELECT COUNT(*) FROM public_report r WHERE r.resource = :resource AND r.at > :since) AS of_day,
	(SELECT COUNT(*) FROM public_report o WHERE o.resource = :resource AND o.answered_at = 0) AS unanswered;

-- :name REPORT_ADD  writes public_report
-- :in case_id text, resource text, secret blob, contact text, peer blob, at int
INSERT INTO public_report (case_id, resource, secret, contact, peer, at, answered_at)
VALUES (:case_id, :resource, :secret, :contact, :peer, :at, 0);

-- :name CORRECTION_SINCE  reads access_grant
-- When the organisation was first given this resource.
-- :in resource text, org text
SELECT COALESCE(MIN(made_at), 0) AS at FROM access_grant WHERE org = :org AND resource = :resource;

-- :name REPORT_OLD_PEER  reads public_report
-- Uses public_report_kept_peer.
-- :in before int
SELECT case_id FROM public_report WHERE peer IS NOT NULL AND at < :before LIMIT 1;

-- :name REPORT_FORGET_PEERS  writes public_report
-- :in before int
UPDATE public_report SET peer = NULL WHERE peer IS NOT NULL AND at < :before;

-- :name REPORT_ANSWERED  writes public_report
-- :in case_id text, outcome text, answer text, at int
UPDATE public_report SET outcome = :outcome, answer = :answer, answered_at = :at WHERE case_id = :case_id;

-- :name REPORT_GET  reads public_report, case_file, resource, correction
-- :in case_id text
SELECT p.case_id, p.secret, p.contact, p.at, p.outcome, p.answer, p.answered_at, c.state, c.title, c.due,
	c.papers, c.provider_name, r.code, k.mended, k.mended_version, k.mended_at
FROM public_report p JOIN case_file c ON c.id = p.case_id LEFT JOIN resource r ON r.id = p.resource
LEFT JOIN correction k ON k.case_id = p.case_id
WHERE p.case_id = :case_id;
