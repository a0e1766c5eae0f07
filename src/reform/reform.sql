-- reform.sql - reforms and what they would carry. Read by src/reform alone.

-- :name REFORM_ADD  writes org_reform
-- :in id text, kind text, instrument text, effective_on int, title text, plan text, by_id text, by_name text, now int
INSERT INTO org_reform (id, kind, state, instrument, effective_on, title, plan, moved, reason, by_id,
	by_name, at, confirmed_id, confirmed_name, confirmed_at, ended_at)
VALUES (:id, :kind, 'registered', :instrument, :effective_on, :title, :plan, NULL, NULL, :by_id,
	:by_name, :now, NULL, NULL, 0, 0);

-- :name REFORM_ORG_ADD  writes org_reform_org
-- :in reform text, org text, side text
INSERT INTO org_reform_org (org, reform, side) VALUES (:org, :reform, :side) ON CONFLICT DO NOTHING;

-- :name REFORM_GET  reads org_reform
-- :in id text
SELECT id, kind, state, instrument, effective_on, title, plan, moved, reason, by_id, by_name, at,
	confirmed_name, confirmed_at, ended_at
FROM org_reform WHERE id = :id;

-- :name REFORM_LIST  reads org_reform, org_reform_org
-- scan ok: some a year
-- :in org text, state text, after text, limit int
SELECT id, kind, state, instrument, effective_on, title, plan, moved, reason, by_id, by_name, at,
	confirmed_name, confirmed_at, ended_at
FROM org_reform r
WHERE (:state IS NULL OR r.state = :state) AND (:after IS NULL OR r.id < :after)
	AND (:org IS NULL OR r.id IN (SELECT o.reform FROM org_reform_org o WHERE o.org = :org))
ORDER BY r.id DESC LIMIT :limit;

-- :name REFORM_COUNT  reads org_reform, org_reform_org
-- scan ok: some a year
-- :in org text, state text
SELECT COUNT(*) AS n FROM org_reform r
WHERE (:state IS NULL OR r.state = :state)
	AND (:org IS NULL OR r.id IN (SELECT o.reform FROM org_reform_org o WHERE o.org = :org));

-- :name REFORM_ORGS  reads org_reform_org, org
-- :in reform text
SELECT p.org, p.side, o.name, o.state FROM org_reform_org p JOIN org o ON o.id = p.org
WHERE p.reform = :reform ORDER BY p.side, o.name;

-- :name REFORM_OF_ORG  reads org_reform, org_reform_org
-- Another one under way that takes from it, or gives to it.
-- :in org text, self text
SELECT r.title FROM org_reform_org p JOIN org_reform r ON r.id = p.reform
WHERE p.org = :org AND r.state IN ('registered', 'confirmed') AND r.id <> :self LIMIT 1;

-- :name REFORM_DUE  reads org_reform
-- :in today int, count int
SELECT id FROM org_reform WHERE state = 'confirmed' AND effective_on <= :today
ORDER BY effective_on, id LIMIT :count;

-- :name REFORM_MOVE  writes org_reform
-- :in id text, was text, state text, reason text, now int
UPDATE org_reform SET state = :state, reason = :reason,
	ended_at = CASE WHEN :state = 'confirmed' THEN 0 ELSE :now END
WHERE id = :id AND state = :was;

-- :name REFORM_CONFIRMED  writes org_reform
-- :in id text, by_id text, by_name text, now int
UPDATE org_reform SET confirmed_id = :by_id, confirmed_name = :by_name, confirmed_at = :now
WHERE id = :id;

-- :name REFORM_MOVED  writes org_reform
-- :in id text, moved text
UPDATE org_reform SET moved = :moved WHERE id = :id;

-- :name REFORM_HISTORY  writes org_history
-- The lines this reform has just written.
-- :in reform text, org text, now int
UPDATE org_history SET reform = :reform WHERE org = :org AND at = :now AND reform IS NULL;

-- :name REFORM_COUNT_ORG  reads resource, resource_version, negative_list, element, case_file, access_grant, system_key, token, user_account, org
-- scan ok: an organisation's tokens are few and read once
-- :in org text
SELECT (SELECT COUNT(*) FROM resource WHERE org = :org AND state <> 'retired') AS entries,
	(SELECT COUNT(*) FROM resource WHERE org = :org AND draft > 0) AS drafts,
	(SELECT COUNT(*) FROM negative_list n JOIN resource r ON r.id = n.resource
		WHERE r.org = :org) AS negative,
	(SELECT COUNT(*) FROM element WHERE source = :org) AS elements,
	(SELECT COUNT(*) FROM case_file WHERE applicant = :org AND ended = 0
		AND state NOT IN ('listed', 'open')) AS asked,
	(SELECT COUNT(*) FROM case_file WHERE provider = :org AND ended = 0
		AND state NOT IN ('listed', 'open')
		AND (applicant IS NULL OR applicant <> :org)) AS answered,
	(SELECT COUNT(*) FROM access_grant WHERE provider = :org AND state <> 'ended') AS given,
	(SELECT COUNT(*) FROM access_grant WHERE org = :org AND state <> 'ended') AS taken,
	(SELECT COUNT(*) FROM system_key WHERE org = :org AND state IN ('asked', 'active')) AS keys,
	(SELECT COUNT(*) FROM token WHERE org = :org AND revoked_at IS NULL) AS tokens,
	(SELECT COUNT(*) FROM user_account WHERE org = :org AND state = 'active') AS people,
	(SELECT COUNT(*) FROM org WHERE parent = :org AND state = 'active') AS parts;

-- :name REFORM_COUNT_ENTRY  reads negative_list, case_file, access_grant
-- :in resource text, org text
SELECT (SELECT COUNT(*) FROM negative_list WHERE resource = :resource) AS negative,
	(SELECT COUNT(*) FROM case_file WHERE resource = :resource AND ended = 0
		AND state NOT IN ('listed', 'open')
		AND (applicant = :org OR provider = :org)) AS cases,
	(SELECT COUNT(*) FROM access_grant WHERE resource = :resource AND provider = :org
		AND state <> 'ended') AS given;

-- :name REFORM_KEY_OF  reads system_key
-- :in id text
SELECT org, name FROM system_key WHERE id = :id AND state IN ('asked', 'active');

-- :name REFORM_PERSON_OF  reads user_account
-- :in id text
SELECT u.org, u.name, (SELECT COUNT(*) FROM token t WHERE t.user_id = u.id AND t.org = u.org
	AND t.revoked_at IS NULL) AS tokens
FROM user_account u WHERE u.id = :id;
