-- grant.sql - grants and their use. Read by grant_store.c alone.

-- :name GRANT_ADD  reads case_scenario, case_renews  writes access_grant
-- The scenario and the grant it renews are those that its case names.
-- :in id text, resource text, code text, provider text, org text, case_id text, purpose text
-- :in purpose_code text, scenario text, items text, masks text, rows_where text, per text
-- :in valid_until text, matter int, uses text, tell_missing int, asked text, made_at int, made_by text
-- :in left_reason text, left_law text, left_level text, left_article text
INSERT INTO access_grant (id, resource, code, provider, org, case_id, purpose, purpose_code,
	scenario, items, masks, rows_where, per, valid_until, matter, uses, tell_missing, state,
	asked, scenario_code, renews, made_at, made_by, changed_at, left_reason, left_law, left_level,
	left_article)
VALUES (:id, :resource, :code, :provider, :org, :case_id, :purpose, :purpose_code, :scenario,
	:items, :masks, :rows_where, :per, :valid_until, :matter, :uses, :tell_missing, 'open',
	:asked, (SELECT l.scenario FROM case_scenario l WHERE l.case_id = :case_id),
	(SELECT k.grant_id FROM case_renews k WHERE k.case_id = :case_id),
	:made_at, :made_by, :made_at, :left_reason, :left_law, :left_level, :left_article);

-- :name GRANT_USE_ADD  writes grant_use
-- :in id text, until int, max_calls int, max_rows int, max_subjects int
INSERT INTO grant_use (id, revision, is_open, until, period, calls, rows_out, subjects,
	max_calls, max_rows, max_subjects)
VALUES (:id, 1, 1, :until, 0, 0, 0, 0, :max_calls, :max_rows, :max_subjects);

-- :part GRANT_COLUMNS
g.id, g.resource, g.code, g.provider, g.org, g.case_id, g.purpose, g.purpose_code,
	g.scenario, g.items, g.masks, g.rows_where, g.per, g.valid_until, g.matter, g.uses,
	g.tell_missing, g.state, g.reason, g.basis, g.made_at, g.changed_at, u.revision, u.until, u.period, u.calls,
	u.rows_out, u.subjects, u.max_calls, u.max_rows, u.max_subjects

-- :name GRANT_BY_ID  reads access_grant, grant_use
-- :in id text
SELECT
-- :take GRANT_COLUMNS
FROM access_grant g JOIN grant_use u ON u.id = g.id WHERE g.id = :id;

-- :name GRANT_BY_PURPOSE  reads access_grant, grant_use
-- The codes are unique; the organisation is asked for again so that nobody
-- learns of another's.
-- :in purpose_code text, org text
SELECT
-- :take GRANT_COLUMNS
FROM access_grant g JOIN grant_use u ON u.id = g.id
WHERE g.purpose_code = :purpose_code AND g.org = :org;

-- :part GRANT_AS_SHOWN
-- After the columns: with names, what renews it, and what was promised for it.
,	v.title, o.name AS org_name, o.region AS org_region, p.name AS provider_name,
	p.region AS provider_region, g.asked, g.scenario_code,
	g.left_reason, g.left_law, g.left_level, g.left_article,
	s.name AS scenario_name, g.renews,
	(SELECT n.id FROM access_grant n WHERE n.renews = g.id AND n.state <> 'ended'
		ORDER BY n.id DESC LIMIT 1) AS renewed_by,
	(SELECT k.case_id FROM case_renews k JOIN case_file c ON c.id = k.case_id
		WHERE k.grant_id = g.id AND c.ended = 0
		AND NOT EXISTS (SELECT 1 FROM access_grant n WHERE n.case_id = k.case_id)
		ORDER BY k.case_id DESC LIMIT 1) AS renewal,
	(SELECT m.hash FROM commitment_signed m WHERE m.case_id = g.case_id
		ORDER BY m.no DESC LIMIT 1) AS commitment,
	(SELECT m.version FROM commitment_signed m WHERE m.case_id = g.case_id
		ORDER BY m.no DESC LIMIT 1) AS commitment_version
FROM access_grant g JOIN grant_use u ON u.id = g.id
LEFT JOIN resource r ON r.id = g.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = g.org LEFT JOIN org p ON p.id = g.provider
LEFT JOIN scenario s ON s.code = g.scenario_code

-- :part GRANT_CHOSEN
-- `mine`: only where that organisation gives or takes; `county`: only where one of that
-- county does; `giver`, `taker`: where it stands on that side.
WHERE (:resource IS NULL OR g.resource = :resource) AND (:org IS NULL OR g.org = :org)
	AND (:mine IS NULL OR g.org = :mine OR g.provider = :mine)
	AND (:county IS NULL OR substr(o.region, 1, length(:county)) = :county
		OR substr(p.region, 1, length(:county)) = :county)
	AND (:giver IS NULL OR g.provider = :giver) AND (:taker IS NULL OR g.org = :taker)
	AND (:state IS NULL OR :state = CASE WHEN u.until > 0 AND u.until <= :now THEN 'ended'
		ELSE g.state END)
	AND (:q IS NULL OR lower(g.purpose) LIKE :q ESCAPE '!' OR lower(g.code) LIKE :q ESCAPE '!'
		OR lower(g.purpose_code) LIKE :q ESCAPE '!'
		OR EXISTS (SELECT 1 FROM resource a JOIN resource_version b ON b.resource = a.id
			AND b.version = a.head WHERE a.id = g.resource AND lower(b.title) LIKE :q ESCAPE '!')
		OR EXISTS (SELECT 1 FROM org a WHERE a.id IN (g.org, g.provider)
			AND lower(a.name) LIKE :q ESCAPE '!'))

-- :name GRANT_LIST  reads access_grant, grant_use, resource, resource_version, org, scenario, case_renews, case_file, commitment_signed
-- Newest first.
-- scan ok: the rows of a page, by primary key downwards
-- :in resource text, org text, mine text, county text, giver text, taker text, state text, q text, now int, after text, n int
SELECT
-- :take GRANT_COLUMNS
-- :take GRANT_AS_SHOWN
-- :take GRANT_CHOSEN
	AND (:after IS NULL OR g.id < :after)
ORDER BY g.id DESC LIMIT :n;

-- :name GRANT_LIST_UNTIL  reads access_grant, grant_use, resource, resource_version, org, scenario, case_renews, case_file, commitment_signed
-- The same, what ends soonest first and what has no end last.
-- scan ok: what has no end stands in no index
-- :in resource text, org text, mine text, county text, giver text, taker text, state text, q text, now int, after int, after_id text, n int
SELECT
-- :take GRANT_COLUMNS
-- :take GRANT_AS_SHOWN
-- :take GRANT_CHOSEN
	AND (CASE WHEN u.until > 0 THEN u.until ELSE 9000000000000 END > :after
		OR (CASE WHEN u.until > 0 THEN u.until ELSE 9000000000000 END = :after
			AND g.id > :after_id))
ORDER BY CASE WHEN u.until > 0 THEN u.until ELSE 9000000000000 END, g.id LIMIT :n;

-- :name GRANT_SHOWN  reads access_grant, grant_use, resource, resource_version, org, scenario, case_renews, case_file, commitment_signed
-- :in id text
SELECT
-- :take GRANT_COLUMNS
-- :take GRANT_AS_SHOWN
WHERE g.id = :id;

-- :name GRANT_COUNT  reads access_grant, grant_use, resource, resource_version, org
-- scan ok: an exact total is part of the contract
-- :in resource text, org text, mine text, county text, giver text, taker text, state text, q text, now int
SELECT COUNT(*) AS n FROM access_grant g JOIN grant_use u ON u.id = g.id
LEFT JOIN org o ON o.id = g.org LEFT JOIN org p ON p.id = g.provider
-- :take GRANT_CHOSEN
;

-- :name GRANT_OF_CASE  reads access_grant
-- The grant a case made last.
-- :in case_id text
SELECT id, state FROM access_grant WHERE case_id = :case_id ORDER BY id DESC LIMIT 1;

-- :name GRANT_ANY  reads access_grant
-- Does the organisation hold, or did it ever hold, a grant of this resource?
-- :in resource text, org text
SELECT id FROM access_grant WHERE org = :org AND resource = :resource LIMIT 1;

-- :name GRANT_TO_END  reads access_grant
-- Grants that still stand, of a resource or of an organisation.
-- scan ok: rare, and only when a resource or an organisation ends
-- :in resource text, org text
SELECT id FROM access_grant WHERE state <> 'ended'
	AND (:resource IS NULL OR resource = :resource) AND (:org IS NULL OR org = :org)
ORDER BY id;

-- :name GRANT_RENEWS  reads access_grant, case_renews, case_file
-- What already renews it: a grant that stands, or another request on its way.
-- :in grant_id text, case_id text
SELECT (SELECT n.id FROM access_grant n WHERE n.renews = :grant_id AND n.state <> 'ended'
		ORDER BY n.id DESC LIMIT 1) AS renewed_by,
	(SELECT k.case_id FROM case_renews k JOIN case_file c ON c.id = k.case_id
		WHERE k.grant_id = :grant_id AND k.case_id <> :case_id AND c.ended = 0
		AND NOT EXISTS (SELECT 1 FROM access_grant n WHERE n.case_id = k.case_id)
		ORDER BY k.case_id DESC LIMIT 1) AS renewal;

-- :name GRANT_RENEWAL_PUT  writes case_renews
-- :in case_id text, grant_id text
INSERT INTO case_renews (case_id, grant_id) VALUES (:case_id, :grant_id)
ON CONFLICT (case_id) DO UPDATE SET grant_id = excluded.grant_id;

-- :name GRANT_RENEWAL_OF  reads case_renews
-- :in case_id text
SELECT grant_id FROM case_renews WHERE case_id = :case_id;

-- :name GRANT_ENDING  reads access_grant, grant_use, notice
-- Open ones that run out in a span of time, that nothing renews and whose user hasn't
-- been told this. Uses grant_use_until.
-- :in kind text, since int, until int, count int
SELECT g.id, g.case_id, g.org, u.until FROM grant_use u JOIN access_grant g ON g.id = u.id
WHERE u.is_open = 1 AND u.until > :since AND u.until <= :until AND u.until > 0
	AND NOT EXISTS (SELECT 1 FROM access_grant n WHERE n.renews = g.id AND n.state <> 'ended')
	AND NOT EXISTS (SELECT 1 FROM notice t WHERE t.case_id = g.case_id AND t.kind = :kind)
ORDER BY u.until, g.id LIMIT :count;

-- :name GRANT_MOVE  writes access_grant
-- An ended grant never comes back.
-- :in id text, state text, reason text, basis text, now int
UPDATE access_grant SET state = :state, reason = :reason, basis = :basis, changed_at = :now
WHERE id = :id AND state <> 'ended';

-- :name GRANT_USE_MOVE  writes grant_use
-- :in id text, is_open int
UPDATE grant_use SET is_open = :is_open, revision = revision + 1 WHERE id = :id;

-- :name GRANT_STIRRED  writes grant_use
-- No charge of what was decided before fits any more.
-- :in resource text
UPDATE grant_use SET revision = revision + 1
WHERE id IN (SELECT g.id FROM access_grant g WHERE g.resource = :resource AND g.state <> 'ended');

-- :name GRANT_ORG_RENAME  writes access_grant
-- :in org text, into text
UPDATE access_grant SET org = :into WHERE org = :org;

-- :name GRANT_RESOURCE_MOVED  writes access_grant
-- :in resource text, org text, into text
UPDATE access_grant SET provider = :into WHERE resource = :resource AND provider = :org;

-- :name GRANT_PROVIDER_RENAME  writes access_grant
-- :in org text, into text
UPDATE access_grant SET provider = :into WHERE provider = :org;

-- :name GRANT_EPOCH_MOVE  writes grant_epoch
UPDATE grant_epoch SET n = n + 1 WHERE one = 1;

-- :name GRANT_CHARGE  writes grant_use
-- The release: nothing changes unless the grant stands as it was seen and the
-- quota of this period still holds what goes out.
-- :in id text, revision int, now int, period int, calls int, rows_out int, subjects int
UPDATE grant_use SET
	calls = CASE WHEN period = :period THEN calls ELSE 0 END + :calls,
	rows_out = CASE WHEN period = :period THEN rows_out ELSE 0 END + :rows_out,
	subjects = CASE WHEN period = :period THEN subjects ELSE 0 END + :subjects,
	period = :period
WHERE id = :id AND revision = :revision AND is_open = 1 AND (until = 0 OR until > :now)
	AND CASE WHEN period = :period THEN calls ELSE 0 END <= max_calls - :calls
	AND CASE WHEN period = :period THEN rows_out ELSE 0 END <= max_rows - :rows_out
	AND CASE WHEN period = :period THEN subjects ELSE 0 END <= max_subjects - :subjects;

-- :name GRANT_USED  reads grant_use
-- :in id text
SELECT revision, is_open, until, period, calls, rows_out, subjects FROM grant_use
WHERE id = :id;

-- :name GRANT_SUBJECT_ADD  writes grant_subject
-- :in grant_id text, period int, subject blob
INSERT INTO grant_subject (grant_id, period, subject) VALUES (:grant_id, :period, :subject)
ON CONFLICT DO NOTHING;

-- :name GRANT_GUESS  writes grant_guess
-- Counts wrong answers of a day; nothing changes once there are too many. What is right
-- asks too: whoever has guessed enough isn't told any more.
-- :in grant_id text, day int, subject blob, wrong int, most int
INSERT INTO grant_guess (grant_id, day, subject, n) VALUES (:grant_id, :day, :subject, :wrong)
ON CONFLICT (grant_id, day, subject) DO UPDATE SET n = grant_guess.n + excluded.n
WHERE grant_guess.n < :most;

-- :name GRANT_GUESS_FORGET  writes grant_guess
-- :in before int
DELETE FROM grant_guess WHERE day < :before;

-- :name GRANT_BAR_ADD  writes grant_bar
-- :in grant_id text, case_id text, was_open int, at int
INSERT INTO grant_bar (grant_id, case_id, was_open, at)
VALUES (:grant_id, :case_id, :was_open, :at);

-- :name GRANT_BAR_OF  reads grant_bar
-- :in grant_id text
SELECT case_id FROM grant_bar WHERE grant_id = :grant_id;

-- :name GRANT_BAR_SUSPENDED  writes grant_bar
-- :in grant_id text
UPDATE grant_bar SET was_open = 0 WHERE grant_id = :grant_id;

-- :name GRANT_BAR_OPENED  reads grant_bar, access_grant
-- Those that were open and have not ended since.
-- :in case_id text
SELECT b.grant_id FROM grant_bar b JOIN access_grant g ON g.id = b.grant_id
WHERE b.case_id = :case_id AND b.was_open = 1 AND g.state = 'suspended' ORDER BY b.grant_id;

-- :name GRANT_BAR_LIST  reads grant_bar
-- :in case_id text
SELECT grant_id FROM grant_bar WHERE case_id = :case_id ORDER BY grant_id;

-- :name GRANT_BAR_DROP  writes grant_bar
-- :in case_id text
DELETE FROM grant_bar WHERE case_id = :case_id;

-- :name GRANT_BAR_ON  reads grant_bar, access_grant
-- A measure that keeps shut what that agency has of that entry, or closed it.
-- :in resource text, org text
SELECT b.case_id FROM access_grant g JOIN grant_bar b ON b.grant_id = g.id
WHERE g.org = :org AND g.resource = :resource LIMIT 1;

-- :name GRANT_BARRED_ADD  writes grant_barred
-- :in grant_id text, case_id text, at int, reason text
INSERT INTO grant_barred (grant_id, case_id, began_at, reason, ended_at, how)
VALUES (:grant_id, :case_id, :at, :reason, 0, '');

-- :name GRANT_BARRED_END  writes grant_barred
-- :in case_id text, at int, how text
UPDATE grant_barred SET ended_at = :at, how = :how WHERE case_id = :case_id AND ended_at = 0;

-- :name GRANT_BARRED_OF  reads grant_barred, access_grant, case_file, violation_notice
-- What that agency was kept from, of that entry; what was dismissed says nothing of it.
-- :in resource text, org text, limit int
SELECT b.grant_id, b.case_id, b.began_at, b.reason, b.ended_at, b.how, c.state,
	n.measure, n.basis, n.imposed_by, n.published_at
FROM access_grant g JOIN grant_barred b ON b.grant_id = g.id
JOIN case_file c ON c.id = b.case_id LEFT JOIN violation_notice n ON n.case_id = b.case_id
	AND n.measure <> 'urgent'
WHERE g.org = :org AND g.resource = :resource AND c.state <> 'dismissed' AND b.how <> 'dismissed'
ORDER BY b.began_at DESC, b.grant_id LIMIT :limit;

-- :part GRANT_ACTIVE_COLUMNS
g.id, g.resource, g.code, g.provider, g.org, g.scenario, g.valid_until, g.made_at,
	v.title, o.name AS org_name, p.name AS provider_name, c.process,
	(SELECT a.article FROM case_act a WHERE a.case_id = c.id AND a.article IS NOT NULL
		AND a.to_state IN ('agreed', 'open', 'fulfilled', 'provided') ORDER BY a.no DESC LIMIT 1) AS article
FROM access_grant g JOIN grant_use u ON u.id = g.id
LEFT JOIN case_origin k ON k.case_id = g.case_id
LEFT JOIN case_file c ON c.id = COALESCE(k.origin, g.case_id)
LEFT JOIN resource r ON r.id = g.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = g.org LEFT JOIN org p ON p.id = g.provider

-- :part GRANT_ACTIVE_CHOSEN
WHERE g.state = 'open' AND (u.until = 0 OR u.until > :now)
	AND (:giver IS NULL OR g.provider = :giver) AND (:taker IS NULL OR g.org = :taker)
	AND (:resource IS NULL OR g.resource = :resource)
	AND (:q IS NULL OR lower(v.title) LIKE :q ESCAPE '!' OR lower(g.scenario) LIKE :q ESCAPE '!')

-- :name GRANT_ACTIVE_LIST  reads access_grant, grant_use, resource, resource_version, org, case_file, case_act, case_origin
-- Open ones, with the procedure and the article under which they were opened.
-- scan ok: the rows of a page, by primary key downwards
-- :in giver text, taker text, resource text, q text, now int, after text, limit int
SELECT
-- :take GRANT_ACTIVE_COLUMNS
-- :take GRANT_ACTIVE_CHOSEN
	AND (:after IS NULL OR g.id < :after)
ORDER BY g.id DESC LIMIT :limit;

-- :name GRANT_ACTIVE_UNTIL  reads access_grant, grant_use, resource, resource_version, org, case_file, case_act, case_origin
-- The same, what ends soonest first and what has no end last. Uses grant_use_ends.
-- :in giver text, taker text, resource text, q text, now int, after_day int, after text, limit int
SELECT CAST(CASE WHEN u.until = 0 THEN 9000000000000 ELSE u.until END AS TEXT) || ' ' || u.id AS place,
-- :take GRANT_ACTIVE_COLUMNS
-- :take GRANT_ACTIVE_CHOSEN
	AND u.is_open = 1 AND CASE WHEN u.until = 0 THEN 9000000000000 ELSE u.until END >= :after_day
	AND (CASE WHEN u.until = 0 THEN 9000000000000 ELSE u.until END > :after_day OR u.id > :after)
ORDER BY CASE WHEN u.until = 0 THEN 9000000000000 ELSE u.until END, u.id LIMIT :limit;

-- :name GRANT_ACTIVE_COUNT  reads access_grant, grant_use, resource, resource_version
-- scan ok: an exact total is part of the contract
-- :in giver text, taker text, resource text, q text, now int
SELECT COUNT(*) AS n FROM access_grant g JOIN grant_use u ON u.id = g.id
LEFT JOIN resource r ON r.id = g.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
-- :take GRANT_ACTIVE_CHOSEN
;
