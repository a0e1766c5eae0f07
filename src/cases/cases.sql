-- cases.sql - cases, their history, scopes and desks. Read by src/cases alone.

-- :name CASE_ADD  writes case_file
-- :in id text, process text, pack text, state text, facts text, resource text, title text, applicant text, applicant_name text, applicant_level text, applicant_region text
-- :in person text, provider text, provider_name text, provider_level text, provider_region text, local int, opened_by text, now int, papers text
INSERT INTO case_file (id, process, pack, state, facts, resource, title, applicant, applicant_name,
	applicant_level, applicant_region, person, provider, provider_name, provider_level,
	provider_region, local, opened_by, submitted_by, opened_at, moved_at, entered, first, promised,
	term, owes, from_day, due, provisional, ended, papers, revision)
VALUES (:id, :process, :pack, :state, :facts, :resource, :title, :applicant, :applicant_name,
	:applicant_level, :applicant_region, :person, :provider, :provider_name, :provider_level,
	:provider_region, :local, :opened_by, NULL, :now, :now, 0, 0, 0,
	NULL, NULL, 0, 0, 0, 0, :papers, 1);

-- :name CASE_BY_ID  reads case_file
-- :in id text
SELECT id, process, pack, state, facts, resource, title, applicant, applicant_name, applicant_level,
	applicant_region, person, provider, provider_name, provider_level, provider_region, local,
	opened_by, submitted_by, opened_at, moved_at, entered, first, promised, term, owes, from_day,
	due, provisional, ended, papers, revision
FROM case_file WHERE id = :id;

-- :name CASE_DRAFT_OF  reads case_file
-- The unfinished case of a process about one subject, if there is one.
-- :in process text, resource text
SELECT id, state FROM case_file
WHERE resource = :resource AND process = :process AND ended = 0 AND state <> 'listed'
ORDER BY id DESC LIMIT 1;

-- :name CASE_OF_RESOURCE  reads case_file
-- Unfinished cases of a process about a resource. Uses case_resource.
-- :in resource text, process text, after text, count int
SELECT id FROM case_file
WHERE resource = :resource AND process = :process AND ended = 0 AND id > :after
ORDER BY id LIMIT :count;

-- :name CASE_BY_AGENCY  reads case_file
-- Unfinished cases of a process that an agency brought. Uses case_applicant.
-- :in org text, process text, after text, count int
SELECT id FROM case_file
WHERE applicant = :org AND process = :process AND ended = 0 AND id > :after
ORDER BY id LIMIT :count;

-- :name CASE_MOVE  writes case_file
-- Only if it still stands where the caller saw it: 0 rows means CONFLICT.
-- :in id text, revision int, state text, facts text, submitted_by text, now int, entered int, first int, promised int, term text, owes text, from_day int, due int, provisional int, ended int
-- :in papers text, title text, local int
UPDATE case_file SET state = :state, facts = :facts, submitted_by = :submitted_by, moved_at = :now,
	entered = :entered, first = :first, promised = :promised, term = :term, owes = :owes,
	from_day = :from_day, due = :due, provisional = :provisional, ended = :ended,
	papers = :papers, title = :title, local = :local, revision = revision + 1
WHERE id = :id AND revision = :revision;

-- :name CASE_ASSIGN  writes case_file
-- Who answers from now on.
-- :in id text, provider text, provider_name text, provider_level text, provider_region text
UPDATE case_file SET provider = :provider, provider_name = :provider_name,
	provider_level = :provider_level, provider_region = :provider_region
WHERE id = :id;

-- :name CASE_ACT_ADD  writes case_act
-- :in case_id text, at int, event_at int, by_id text, by_name text, by_org text, actor text, act text, from_state text, to_state text, article text, papers text, late int, leaf text, basis_law text, basis_level text, basis_article text
INSERT INTO case_act (case_id, no, at, event_at, by_id, by_name, by_org, actor, act, from_state,
	to_state, article, papers, late, leaf, basis_law, basis_level, basis_article)
SELECT :case_id, COUNT(*) + 1, :at, :event_at, :by_id, :by_name, :by_org, :actor, :act, :from_state,
	:to_state, :article, :papers, :late, :leaf, :basis_law, :basis_level, :basis_article
FROM case_act WHERE case_id = :case_id;

-- :name CASE_HISTORY  reads case_act, user_account
-- The last ones before a step, the newest first. Uses case_act's key.
-- :in case_id text, before int, count int
SELECT a.no, a.at, a.event_at, a.by_id, a.by_name, u.title AS by_title, a.by_org, a.actor, a.act,
	a.from_state, a.to_state, a.article, a.papers, a.late, a.leaf
FROM case_act a LEFT JOIN user_account u ON u.id = a.by_id
WHERE a.case_id = :case_id AND a.no < :before ORDER BY a.no DESC LIMIT :count;

-- :name CASE_STEPS_COUNT  reads case_act
-- :in case_id text
SELECT COALESCE(MAX(no), 0) AS n FROM case_act WHERE case_id = :case_id;

-- :name CASE_DID  reads case_act
-- Who did that last without the case moving by it.
-- :in case_id text, act text
SELECT by_id FROM case_act WHERE case_id = :case_id AND act = :act AND from_state = to_state
ORDER BY no DESC LIMIT 1;

-- :name CASE_SAID  reads case_act
-- How often one party did that in a case since a moment.
-- :in case_id text, act text, org text, by text, since int
SELECT COUNT(*) AS n FROM case_act
WHERE case_id = :case_id AND act = :act AND at >= :since
	AND (by_org = :org OR (:org IS NULL AND by_id = :by));

-- :name CASE_ACTED  reads case_act
-- :in case_id text, by text, actor text
SELECT no FROM case_act WHERE case_id = :case_id AND by_id = :by AND actor = :actor LIMIT 1;

-- :name CASE_SCOPE_LEAVE  writes case_scope
-- :in scope text, case_id text
DELETE FROM case_scope WHERE scope = :scope AND case_id = :case_id;

-- :name CASE_SCOPE_ADD  writes case_scope
-- :in scope text, case_id text
INSERT INTO case_scope (scope, case_id) VALUES (:scope, :case_id) ON CONFLICT DO NOTHING;

-- :name CASE_SCOPE_HAS  reads case_scope
-- :in scope text, case_id text
SELECT case_id FROM case_scope WHERE scope = :scope AND case_id = :case_id;

-- :name CASE_SCOPE_RENAME  writes case_scope
-- :in scope text, into text
INSERT INTO case_scope (scope, case_id)
SELECT :into, case_id FROM case_scope WHERE scope = :scope ON CONFLICT DO NOTHING;

-- :name CASE_SCOPE_DROP  writes case_scope
-- :in scope text
DELETE FROM case_scope WHERE scope = :scope;

-- :name CASE_DESK_CLEAR  writes case_desk
-- :in case_id text
DELETE FROM case_desk WHERE case_id = :case_id;

-- :name CASE_DESK_OF  reads case_desk
-- :in case_id text
SELECT desk, owes, term, from_day, due, provisional, binds, step FROM case_desk WHERE case_id = :case_id;

-- :name CASE_DESK_PAID  writes case_desk
-- :in case_id text, term text
DELETE FROM case_desk WHERE case_id = :case_id AND term = :term;

-- :name CASE_DESK_ADD  writes case_desk
-- :in desk text, case_id text, owes text, term text, from_day int, due int, provisional int, binds int, step int
INSERT INTO case_desk (desk, case_id, owes, term, from_day, due, provisional, binds, step)
VALUES (:desk, :case_id, :owes, :term, :from_day, :due, :provisional, :binds, :step)
ON CONFLICT DO NOTHING;

-- :name CASE_REDESK  reads case_redesk
-- scan ok: emptied once, after an upgrade
-- :in count int
SELECT case_id FROM case_redesk ORDER BY case_id LIMIT :count;

-- :name CASE_REDESK_DONE  writes case_redesk
-- :in case_id text
DELETE FROM case_redesk WHERE case_id = :case_id;

-- :name CASE_DESK_RENAME  writes case_desk
-- Where both sides of a case become one, it lies there once.
-- :in desk text, into text
UPDATE case_desk SET desk = :into
WHERE desk = :desk AND NOT EXISTS (SELECT 1 FROM case_desk o
	WHERE o.desk = :into AND o.case_id = case_desk.case_id);

-- :name CASE_DESK_DROP  writes case_desk
-- :in desk text
DELETE FROM case_desk WHERE desk = :desk;

-- :name CASE_APPLICANT_RENAME  writes case_file
-- :in org text, into text
UPDATE case_file SET applicant = :into WHERE applicant = :org;

-- :name CASE_PROVIDER_RENAME  writes case_file
-- :in org text, into text
UPDATE case_file SET provider = :into WHERE provider = :org;

-- :name CASE_MOVED_APPLICANT  writes case_file
-- :in resource text, org text, into text
UPDATE case_file SET applicant = :into
WHERE resource = :resource AND applicant = :org AND ended = 0;

-- :name CASE_MOVED_PROVIDER  writes case_file
-- :in resource text, org text, into text
UPDATE case_file SET provider = :into
WHERE resource = :resource AND provider = :org AND ended = 0;

-- :name CASE_MOVED_OTHER  writes case_file
-- Of an entry that is the other one of a pair: its agency is the case's applicant.
-- :in resource text, org text, into text
UPDATE case_file SET applicant = :into
WHERE applicant = :org AND ended = 0
	AND id IN (SELECT p.case_id FROM duplicate_pair p WHERE p.b = :resource);

-- :name CASE_MOVED_DESK  writes case_desk
-- :in resource text, desk text, into text
UPDATE case_desk SET desk = :into
WHERE desk = :desk AND NOT EXISTS (SELECT 1 FROM case_desk o
		WHERE o.desk = :into AND o.case_id = case_desk.case_id)
	AND (case_id IN (SELECT c.id FROM case_file c
		WHERE c.resource = :resource AND c.ended = 0)
	OR case_id IN (SELECT p.case_id FROM duplicate_pair p WHERE p.b = :resource));

-- :name CASE_MOVED_SCOPE  writes case_scope
-- :in resource text, scope text, into text
INSERT INTO case_scope (scope, case_id)
SELECT :into, s.case_id FROM case_scope s
WHERE s.scope = :scope AND (s.case_id IN (SELECT c.id FROM case_file c
		WHERE c.resource = :resource)
	OR s.case_id IN (SELECT p.case_id FROM duplicate_pair p WHERE p.b = :resource))
ON CONFLICT DO NOTHING;

-- :part CASE_COLUMNS
c.id, c.process, c.pack, c.state, c.facts, c.resource, c.title, c.applicant, c.applicant_name,
	c.applicant_level, c.applicant_region, c.person, c.provider, c.provider_name, c.provider_level,
	c.provider_region, c.local, c.opened_by, c.submitted_by, c.opened_at, c.moved_at, c.entered,
	c.first, c.promised, c.term, c.owes, c.from_day, c.due, c.provisional, c.ended, c.papers,
	c.revision

-- :part CASE_CHOSEN
-- `mine`: 1 asked or owed, 2 owed alone, 3 asked alone.
	AND (:process IS NULL OR c.process = :process) AND (:state IS NULL OR c.state = :state)
	AND (:resource IS NULL OR c.resource = :resource)
	AND (:q IS NULL OR lower(c.title) LIKE :q ESCAPE '!'
		OR lower(c.applicant_name) LIKE :q ESCAPE '!'
		OR lower(c.provider_name) LIKE :q ESCAPE '!')
	AND (:late = 0 OR c.id IN (SELECT l.case_id FROM case_desk l
		WHERE l.binds = 1 AND l.due > 0 AND l.due < :today))
	AND (:mine = 0 OR (:mine <> 2 AND ((c.applicant = :asked AND c.opened_by <> '')
		OR c.opened_by = :asked_by))
		OR (:mine <> 3 AND c.id IN (SELECT d.case_id FROM case_desk d
			WHERE d.desk IN (:d1, :d2, :d3))))

-- :name CASE_LIST  reads case_scope, case_file, case_desk
-- What one scope may know of, newest first. Uses case_scope's key.
-- :in scope text, after text, process text, state text, resource text, today int, late int, q text, asked text, asked_by text, d1 text, d2 text, d3 text, mine int, count int
SELECT
-- :take CASE_COLUMNS
FROM case_scope s JOIN case_file c ON c.id = s.case_id
WHERE s.scope = :scope AND (:after IS NULL OR s.case_id < :after)
-- :take CASE_CHOSEN
ORDER BY s.case_id DESC LIMIT :count;

-- :name CASE_LIST_DUE  reads case_scope, case_file, case_desk
-- What one scope may know of, by due day, those without one last; the scope's
-- cases are sorted as a whole. Uses case_scope's key.
-- :in scope text, after_due int, after_id text, process text, state text, resource text, today int, late int, q text, asked text, asked_by text, d1 text, d2 text, d3 text, mine int, count int
SELECT
-- :take CASE_COLUMNS
FROM case_scope s JOIN case_file c ON c.id = s.case_id
WHERE s.scope = :scope AND (CASE WHEN c.due = 0 THEN 9999999 ELSE c.due END > :after_due
		OR (CASE WHEN c.due = 0 THEN 9999999 ELSE c.due END = :after_due AND c.id > :after_id))
-- :take CASE_CHOSEN
ORDER BY CASE WHEN c.due = 0 THEN 9999999 ELSE c.due END, c.id LIMIT :count;

-- :name CASE_LIST_COUNT  reads case_scope, case_file, case_desk
-- :in scope text, process text, state text, resource text, today int, late int, q text, asked text, asked_by text, d1 text, d2 text, d3 text, mine int
SELECT COUNT(*) AS n
FROM case_scope s JOIN case_file c ON c.id = s.case_id
WHERE s.scope = :scope
-- :take CASE_CHOSEN
;

-- :name CASE_LIST_RESOURCE  reads case_file, case_scope, case_desk
-- Of one resource, newest first. Uses case_resource.
-- :in scope text, after text, process text, state text, resource text, today int, late int, count int
SELECT
-- :take CASE_COLUMNS
FROM case_file c
WHERE c.resource = :resource AND (:after IS NULL OR c.id < :after)
	AND (:process IS NULL OR c.process = :process) AND (:state IS NULL OR c.state = :state)
	AND (:late = 0 OR c.id IN (SELECT l.case_id FROM case_desk l
		WHERE l.binds = 1 AND l.due > 0 AND l.due < :today))
	AND EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = c.id)
ORDER BY c.id DESC LIMIT :count;

-- :name CASE_LIST_RESOURCE_COUNT  reads case_file, case_scope, case_desk
-- :in scope text, process text, state text, resource text, today int, late int
SELECT COUNT(*) AS n FROM case_file c
WHERE c.resource = :resource
	AND (:process IS NULL OR c.process = :process) AND (:state IS NULL OR c.state = :state)
	AND (:late = 0 OR c.id IN (SELECT l.case_id FROM case_desk l
		WHERE l.binds = 1 AND l.due > 0 AND l.due < :today))
	AND EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = c.id);

-- :name CASE_WORK  reads case_desk, case_file
-- What lies on these desks, by the day due there; cases without one come last. Uses
-- case_desk's key.
-- :in d1 text, d2 text, d3 text, after_due int, after_id text, count int
SELECT
-- :take CASE_COLUMNS
	, w.due AS lies_due
FROM (SELECT d.case_id AS case_id, MIN(CASE WHEN d.due = 0 THEN 9999999 ELSE d.due END) AS due
	FROM case_desk d WHERE d.desk IN (:d1, :d2, :d3) GROUP BY d.case_id) w
JOIN case_file c ON c.id = w.case_id
WHERE w.due > :after_due OR (w.due = :after_due AND c.id > :after_id)
ORDER BY w.due, c.id LIMIT :count;

-- :name CASE_WORK_COUNT  reads case_desk
-- :in d1 text, d2 text, d3 text
SELECT COUNT(DISTINCT case_id) AS n FROM case_desk WHERE desk IN (:d1, :d2, :d3);

-- :name CASE_PROVISIONAL  reads case_file, case_desk
-- A term beside the case's own may be provisional while that isn't (an end that was agreed).
-- Uses case_provisional, case_desk_provisional.
-- :in after text, count int
SELECT id FROM case_file WHERE provisional = 1 AND ended = 0 AND id > :after
UNION
SELECT case_id AS id FROM case_desk WHERE provisional = 1 AND case_id > :after
ORDER BY id LIMIT :count;

-- :name CASE_DUE_SET  writes case_file
-- :in id text, due int, provisional int
UPDATE case_file SET due = :due, provisional = :provisional, revision = revision + 1 WHERE id = :id;

-- :name CALENDAR_IMPORTS  reads calendar_import
-- scan ok: one row a year
-- :in after int
SELECT no, years, source, body, at, by_name FROM calendar_import WHERE no > :after ORDER BY no;

-- :name CALENDAR_LAST  reads calendar_import
-- scan ok: one row a year
SELECT COALESCE(MAX(no), 0) AS no FROM calendar_import;

-- :name CALENDAR_IMPORT_ADD  writes calendar_import
-- :in no int, years text, source text, body text, at int, by_name text
INSERT INTO calendar_import (no, years, source, body, at, by_name)
VALUES (:no, :years, :source, :body, :at, :by_name);

-- :name PACK_FILES  reads pack_file
-- scan ok: some ten rows a pack, read at start
SELECT pack, path, body FROM pack_file ORDER BY pack, path;

-- :name PACK_FILE_KEEP  writes pack_file
-- The words of a running pack may be mended; its last ones count.
-- :in pack text, path text, body text
INSERT INTO pack_file (pack, path, body) VALUES (:pack, :path, :body)
ON CONFLICT (pack, path) DO UPDATE SET body = excluded.body;

-- Files handed in -------------------------------------------------------------------

-- :name ATTACHMENT_ADD  reads org  writes case_attachment
-- :in id text, case_id text, upload text, act text, name text, type text, size int, hash text, by_id text, by_name text, by_org text, at int
INSERT INTO case_attachment (id, case_id, upload, act, name, type, size, hash, by_id, by_name,
	by_org, org_name, at)
VALUES (:id, :case_id, :upload, :act, :name, :type, :size, :hash, :by_id, :by_name, :by_org,
	(SELECT o.name FROM org o WHERE o.id = :by_org), :at);

-- :name ATTACHMENT_KEPT  reads case_attachment
-- :in case_id text, upload text
SELECT id FROM case_attachment WHERE case_id = :case_id AND upload = :upload;

-- :name ATTACHMENT_COUNT  reads case_attachment
-- :in case_id text
SELECT COUNT(*) AS n FROM case_attachment WHERE case_id = :case_id;

-- :name ATTACHMENT_GET  reads case_attachment
-- :in case_id text, id text
SELECT id, upload, name, type, size, hash FROM case_attachment
WHERE id = :id AND case_id = :case_id;

-- :name ATTACHMENT_LIST  reads case_attachment
-- :in case_id text
SELECT id, upload, act, name, type, size, hash, by_name, by_org, org_name, at
FROM case_attachment WHERE case_id = :case_id ORDER BY id;

-- :name CASE_ORIGIN_PUT  writes case_origin
-- :in case_id text, origin text
INSERT INTO case_origin (case_id, origin) VALUES (:case_id, :origin);

-- :name CASE_CAME_OF  reads case_origin
-- What a case came to. Uses case_origin_of.
-- :in origin text
SELECT case_id FROM case_origin WHERE origin = :origin ORDER BY case_id LIMIT 1;
