-- account.sql - organisations, people, secrets, tokens, keys. Read by account/ alone.

-- :name ACCOUNT_EPOCH  reads account_epoch
SELECT n FROM account_epoch WHERE one = 1;

-- :name ACCOUNT_EPOCH_MOVE  writes account_epoch
UPDATE account_epoch SET n = n + 1 WHERE one = 1;

-- :name WHO_SESSION  reads session, user_account, org
-- :in hash blob
SELECT s.id AS session, s.seen_at, s.ends_at, u.id, u.name, u.kind, u.state, u.must_change,
       u.ends_on, u.password_at, u.assurance, u.org, o.level, o.region, o.state AS org_state
FROM session s JOIN user_account u ON u.id = s.user_id LEFT JOIN org o ON o.id = u.org
WHERE s.hash = :hash;

-- :name WHO_TOKEN  reads token, user_account, org
-- :in hash blob
SELECT t.id AS token, t.scopes, t.expires_on, t.revoked_at, t.addresses, t.org, u.id, u.name, u.kind, u.state,
       u.must_change, u.ends_on, u.assurance, o.level, o.region, o.state AS org_state
FROM token t JOIN user_account u ON u.id = t.user_id LEFT JOIN org o ON o.id = t.org
WHERE t.hash = :hash;

-- :name WHO_KEY  reads system_key, org
-- :in id text
SELECT k.id, k.org, k.name, k.algorithm, k.public_key, k.addresses, o.level, o.region
FROM system_key k JOIN org o ON o.id = k.org
WHERE k.id = :id AND k.state = 'active' AND o.state = 'active';

-- :name WHO_ROLES  reads user_role, deputy, user_account
-- Own roles, and those of whom this person stands in for today.
-- :in user text, today int
SELECT r.role FROM user_role r WHERE r.user_id = :user
UNION SELECT r.role FROM deputy d JOIN user_role r ON r.user_id = d.user_id
WHERE d.deputy = :user AND d.ended_at IS NULL AND d.from_day <= :today AND d.to_day >= :today;

-- :name SESSION_ADD  writes session
-- :in hash blob, id text, user text, now int, ends int, peer text, agent text
INSERT INTO session (hash, id, user_id, made_at, seen_at, ends_at, peer, agent)
VALUES (:hash, :id, :user, :now, :now, :ends, :peer, :agent);

-- :name SESSION_SEEN  writes session
-- :in id text, now int
UPDATE session SET seen_at = :now WHERE id = :id AND seen_at < :now;

-- :name SESSION_END  writes session
-- :in id text, user text
DELETE FROM session WHERE id = :id AND user_id = :user;

-- :name SESSION_END_ALL  writes session
-- All of a person's but one (the one in use, or none).
-- :in user text, but text
DELETE FROM session WHERE user_id = :user AND (:but IS NULL OR id <> :but);

-- :name SESSION_END_OLD  writes session
-- :in now int
DELETE FROM session WHERE ends_at < :now;

-- :name SESSION_KEEP  writes session
-- The newest `keep` of a person's stay, the rest end.
-- :in user text, keep int
DELETE FROM session WHERE user_id = :user AND id NOT IN
(SELECT s.id FROM session s WHERE s.user_id = :user ORDER BY s.id DESC LIMIT :keep);

-- :name SESSION_LIST  reads session
-- :in user text
SELECT id, made_at, seen_at, ends_at, peer, agent FROM session WHERE user_id = :user
ORDER BY id DESC;

-- :name FAILURE_BY_NAME  reads sign_in_failure
-- :in name_hash blob
SELECT failures, last_at, locked_until FROM sign_in_failure WHERE name_hash = :name_hash;

-- :name FAILURE_SET  writes sign_in_failure
-- :in name_hash blob, failures int, now int, locked_until int
INSERT INTO sign_in_failure (name_hash, failures, last_at, locked_until)
VALUES (:name_hash, :failures, :now, :locked_until)
ON CONFLICT (name_hash) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,
locked_until = excluded.locked_until;

-- :name FAILURE_END  writes sign_in_failure
-- :in name_hash blob
DELETE FROM sign_in_failure WHERE name_hash = :name_hash;

-- :name FAILURE_END_OLD  writes sign_in_failure
-- :in before int
DELETE FROM sign_in_failure WHERE last_at < :before;

-- :name USER_ADD  writes user_account
-- :in id text, name text, title text, kind text, org text, password text, password_at int, now int, must_change int, secret_until int, assurance int, mobile text, contract text, ends_on int, sessions_max int, by text
INSERT INTO user_account (id, name, title, kind, org, state, password, password_at, must_change,
secret_until, totp, totp_state, totp_step, assurance, mobile, contract, ends_on,
sessions_max, seen_at, revision, made_at, made_by)
VALUES (:id, :name, :title, :kind, :org, 'active', :password, :password_at, :must_change, :secret_until,
NULL, 'none', 0, :assurance, :mobile, :contract, :ends_on,
:sessions_max, 0, 1, :now, :by);

-- :name USER_BY_ID  reads user_account
-- :in id text
SELECT id, name, title, kind, org, state, password, password_at, must_change, secret_until, totp,
       totp_state, totp_step, assurance, mobile, contract, ends_on, sessions_max, seen_at, revision,
       made_at
FROM user_account WHERE id = :id;

-- :name USER_BY_NAME  reads user_account
-- :in name text
SELECT id, name, title, kind, org, state, password, password_at, must_change, secret_until, totp,
       totp_state, totp_step, assurance, mobile, contract, ends_on, sessions_max, seen_at, revision,
       made_at
FROM user_account WHERE name = :name;

-- :name STAFF_NAMED  reads user_account, org
-- :in name text
SELECT u.name, u.title, u.org, o.name AS org_name
FROM user_account u LEFT JOIN org o ON o.id = u.org
WHERE u.name = :name AND u.kind = 'staff';

-- :name USER_ROLES  reads user_role
-- :in user text
SELECT role FROM user_role WHERE user_id = :user ORDER BY role;

-- :name USER_LIST  reads user_account, user_role
-- scan ok: an administrator's listing, by page
-- :in org text, kind text, state text, role text, q text, after text, limit int
SELECT u.id, u.name, u.title, u.kind, u.org, u.state, u.must_change, u.totp_state, u.assurance,
       u.mobile, u.contract, u.ends_on, u.seen_at, u.revision, u.made_at
FROM user_account u
WHERE (:org IS NULL OR u.org = :org) AND (:kind IS NULL OR u.kind = :kind)
  AND (:state IS NULL OR u.state = :state) AND (:after IS NULL OR u.id < :after)
  AND (:role IS NULL OR EXISTS
       (SELECT 1 FROM user_role r WHERE r.user_id = u.id AND r.role = :role))
  AND (:q IS NULL OR lower(u.name) LIKE :q ESCAPE '!' OR lower(u.title) LIKE :q ESCAPE '!')
ORDER BY u.id DESC LIMIT :limit;

-- :name USER_COUNT  reads user_account, user_role
-- scan ok: as above
-- :in org text, kind text, state text, role text, q text
SELECT COUNT(*) AS n FROM user_account u
WHERE (:org IS NULL OR u.org = :org) AND (:kind IS NULL OR u.kind = :kind)
  AND (:state IS NULL OR u.state = :state)
  AND (:role IS NULL OR EXISTS
       (SELECT 1 FROM user_role r WHERE r.user_id = u.id AND r.role = :role))
  AND (:q IS NULL OR lower(u.name) LIKE :q ESCAPE '!' OR lower(u.title) LIKE :q ESCAPE '!');

-- :name USER_CHANGE  writes user_account
-- :in id text, title text, org text, mobile text, contract text, ends_on int, state text, revision int
UPDATE user_account SET title = :title, org = :org, mobile = :mobile, contract = :contract,
ends_on = :ends_on, state = :state, revision = revision + 1
WHERE id = :id AND revision = :revision;

-- :name USER_PASSWORD  writes user_account
-- :in id text, password text, now int, must_change int, secret_until int
UPDATE user_account SET password = :password, password_at = :now, must_change = :must_change,
secret_until = :secret_until, revision = revision + 1 WHERE id = :id;

-- :name USER_SEEN  writes user_account
-- :in id text, now int, step int
UPDATE user_account SET seen_at = :now, totp_step = CASE WHEN :step > totp_step THEN :step
ELSE totp_step END WHERE id = :id;

-- :name USER_TOTP  writes user_account
-- :in id text, totp blob, totp_state text, step int
UPDATE user_account SET totp = :totp, totp_state = :totp_state, totp_step = :step,
revision = revision + 1 WHERE id = :id;

-- :name USER_ASSURANCE  writes user_account
-- :in id text, assurance int
UPDATE user_account SET assurance = :assurance, revision = revision + 1 WHERE id = :id;

-- :name USER_ORG_MOVE  writes user_account
-- :in was text, now_org text
UPDATE user_account SET org = :now_org, revision = revision + 1 WHERE org = :was;

-- :name ROLE_ADD  writes user_role
-- :in user text, role text, by text, now int
INSERT INTO user_role (user_id, role, given_by, given_at) VALUES (:user, :role, :by, :now);

-- :name ROLE_END_ALL  writes user_role
-- :in user text
DELETE FROM user_role WHERE user_id = :user;

-- :name ROLE_COUNT  reads user_role, user_account
-- :in role text, but text
SELECT COUNT(*) AS n FROM user_role r JOIN user_account u ON u.id = r.user_id
WHERE r.role = :role AND u.state = 'active' AND r.user_id <> :but;

-- :name PASSWORD_PAST_ADD  writes password_past
-- :in user text, now int, password text
INSERT INTO password_past (user_id, at, password) VALUES (:user, :now, :password)
ON CONFLICT (user_id, at) DO UPDATE SET password = excluded.password;

-- :name PASSWORD_PAST_LIST  reads password_past
-- :in user text, limit int
SELECT password FROM password_past WHERE user_id = :user ORDER BY at DESC LIMIT :limit;

-- :name RECOVERY_ADD  writes recovery_code
-- :in user text, hash blob
INSERT INTO recovery_code (user_id, hash, used_at) VALUES (:user, :hash, NULL);

-- :name RECOVERY_USE  writes recovery_code
-- :in user text, hash blob, now int
UPDATE recovery_code SET used_at = :now WHERE user_id = :user AND hash = :hash AND used_at IS NULL;

-- :name RECOVERY_FITS  reads recovery_code
-- :in user text, hash blob
SELECT 1 AS fits FROM recovery_code WHERE user_id = :user AND hash = :hash AND used_at IS NULL;

-- :name RECOVERY_END_ALL  writes recovery_code
-- :in user text
DELETE FROM recovery_code WHERE user_id = :user;

-- :name TOKEN_ADD  writes token
-- :in id text, hash blob, user text, org text, name text, scopes text, addresses text, now int, expires_on int
INSERT INTO token (id, hash, user_id, org, name, scopes, addresses, made_at, expires_on, revoked_at)
VALUES (:id, :hash, :user, :org, :name, :scopes, :addresses, :now, :expires_on, NULL);

-- :name TOKEN_BY_ID  reads token
-- :in id text
SELECT id, user_id, org, name, scopes, addresses, made_at, expires_on, revoked_at
FROM token WHERE id = :id;

-- :name TOKEN_LIST  reads token
-- scan ok: by user or organisation, which are indexed; an administrator's by page
-- :in user text, org text, after text, limit int
SELECT id, user_id, org, name, scopes, addresses, made_at, expires_on, revoked_at FROM token
WHERE (:user IS NULL OR user_id = :user) AND (:org IS NULL OR org = :org)
  AND (:after IS NULL OR id < :after) ORDER BY id DESC LIMIT :limit;

-- :name TOKEN_COUNT  reads token
-- scan ok: as above
-- :in user text, org text
SELECT COUNT(*) AS n FROM token
WHERE (:user IS NULL OR user_id = :user) AND (:org IS NULL OR org = :org);

-- :name TOKEN_REVOKE  writes token
-- :in id text, now int
UPDATE token SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL;

-- :name TOKEN_HAND_OVER  writes token
-- :in was text, now_user text
UPDATE token SET user_id = :now_user WHERE user_id = :was AND revoked_at IS NULL;

-- :name TOKEN_REVOKE_ALL  writes token
-- :in user text, now int
UPDATE token SET revoked_at = :now WHERE user_id = :user AND revoked_at IS NULL;

-- :name KEY_ADD  writes system_key
-- :in id text, org text, name text, algorithm text, public_key text, fingerprint text, replaces text, addresses text, now int, by text
INSERT INTO system_key (id, org, name, algorithm, public_key, fingerprint, state, replaces,
addresses, made_at, asked_by) VALUES (:id, :org, :name, :algorithm, :public_key, :fingerprint,
'asked', :replaces, :addresses, :now, :by);

-- :name KEY_BY_ID  reads system_key, org
-- :in id text
SELECT k.id, k.org, k.name, k.algorithm, k.public_key, k.fingerprint, k.state, k.replaces, k.made_at,
       k.asked_by, k.decided_at, k.decided_by, k.reason, k.basis, k.revoked_at, k.revoked_by,
       k.addresses, o.region
FROM system_key k LEFT JOIN org o ON o.id = k.org WHERE k.id = :id;

-- :name KEY_BY_PRINT  reads system_key
-- :in fingerprint text
SELECT id FROM system_key WHERE fingerprint = :fingerprint AND state IN ('asked', 'active');

-- :name KEY_LIST  reads system_key, org
-- scan ok: by organisation or state, which are indexed
-- :in org text, county text, state text, after text, limit int
SELECT k.id, k.org, k.name, k.algorithm, k.public_key, k.fingerprint, k.state, k.replaces, k.made_at,
       k.asked_by, k.decided_at, k.decided_by, k.reason, k.basis, k.revoked_at, k.revoked_by,
       k.addresses, o.region
FROM system_key k LEFT JOIN org o ON o.id = k.org
WHERE (:org IS NULL OR k.org = :org) AND (:state IS NULL OR k.state = :state)
  AND (:county IS NULL OR substr(o.region, 1, length(:county)) = :county)
  AND (:after IS NULL OR k.id < :after) ORDER BY k.id DESC LIMIT :limit;

-- :name KEY_COUNT  reads system_key, org
-- scan ok: as above
-- :in org text, county text, state text
SELECT COUNT(*) AS n FROM system_key k LEFT JOIN org o ON o.id = k.org
WHERE (:org IS NULL OR k.org = :org) AND (:state IS NULL OR k.state = :state)
  AND (:county IS NULL OR substr(o.region, 1, length(:county)) = :county);

-- :name KEY_DECIDE  writes system_key
-- :in id text, state text, now int, by text, reason text, basis text
UPDATE system_key SET state = :state, decided_at = :now, decided_by = :by, reason = :reason,
basis = :basis WHERE id = :id AND state = 'asked';

-- :name KEY_REVOKE  writes system_key
-- :in id text, now int, by text, reason text
UPDATE system_key SET state = 'revoked', revoked_at = :now, revoked_by = :by, reason = :reason
WHERE id = :id AND state IN ('active', 'asked');

-- :name KEY_ORG_MOVE  writes system_key
-- :in was text, now_org text
UPDATE system_key SET org = :now_org WHERE org = :was;

-- :name TOKEN_ORG_MOVE  writes token
-- :in was text, now_org text
UPDATE token SET org = :now_org WHERE org = :was;

-- :name USER_MOVE  writes user_account
-- :in id text, was text, now_org text
UPDATE user_account SET org = :now_org, revision = revision + 1 WHERE id = :id AND org = :was;

-- :name TOKENS_OF_USER_MOVE  writes token
-- :in user text, was text, now_org text
UPDATE token SET org = :now_org WHERE user_id = :user AND org = :was;

-- :name KEY_MOVE  writes system_key
-- :in id text, was text, now_org text
UPDATE system_key SET org = :now_org WHERE id = :id AND org = :was;

-- :name ORG_NAME_AT  reads org_history
-- Its name as the last line up to that time says; the first one known for what is older.
-- :in org text, at int
SELECT name FROM org_history WHERE org = :org
ORDER BY CASE WHEN at <= :at THEN 0 ELSE 1 END,
	CASE WHEN at <= :at THEN -revision ELSE revision END LIMIT 1;

-- :name ORG_MEANT  reads org_history
-- scan ok: a name is looked for among some thousand lines; an id by the key
-- :in text text
SELECT org FROM org_history WHERE org = :text OR name = :text
ORDER BY CASE WHEN org = :text THEN 0 ELSE 1 END, at DESC LIMIT 1;

-- :name ORG_ADD  writes org
-- :in id text, code text, name text, short_name text, level text, region text, kind text, parent text, unit text, person text, officer text, phone text, now int
INSERT INTO org (id, code, name, short_name, level, region, kind, state, parent, merged_into, unit,
person, officer, phone, revision, made_at)
VALUES (:id, :code, :name, :short_name, :level, :region, :kind, 'active', :parent, NULL, :unit,
:person, :officer, :phone, 1, :now);

-- :name ORG_BY_ID  reads org
-- :in id text
SELECT id, code, name, short_name, level, region, kind, state, parent, merged_into, unit, person,
       officer, phone, revision, made_at FROM org WHERE id = :id;

-- :name ORG_BY_CODE  reads org
-- :in code text
SELECT id FROM org WHERE code = :code AND code <> '' AND state = 'active';

-- :name ORG_LIST  reads org
-- scan ok: hundreds of rows, by page
-- :in parent text, level text, region text, kind text, state text, q text, after text, limit int
SELECT id, code, name, short_name, level, region, kind, state, parent, merged_into, unit, person,
       officer, phone, revision, made_at FROM org
WHERE (:parent IS NULL OR parent = :parent) AND (:level IS NULL OR level = :level)
  AND (:region IS NULL OR region = :region) AND (:kind IS NULL OR kind = :kind)
  AND (:state IS NULL OR state = :state)
  AND (:q IS NULL OR lower(name) LIKE :q ESCAPE '!' OR lower(short_name) LIKE :q ESCAPE '!'
       OR lower(code) LIKE :q ESCAPE '!')
  AND (:after IS NULL OR id < :after) ORDER BY id DESC LIMIT :limit;

-- :name ORG_COUNT  reads org
-- scan ok: as above
-- :in parent text, level text, region text, kind text, state text, q text
SELECT COUNT(*) AS n FROM org
WHERE (:parent IS NULL OR parent = :parent) AND (:level IS NULL OR level = :level)
  AND (:region IS NULL OR region = :region) AND (:kind IS NULL OR kind = :kind)
  AND (:state IS NULL OR state = :state)
  AND (:q IS NULL OR lower(name) LIKE :q ESCAPE '!' OR lower(short_name) LIKE :q ESCAPE '!'
       OR lower(code) LIKE :q ESCAPE '!');

-- :name ORG_CHANGE  writes org
-- :in id text, code text, name text, short_name text, region text, parent text, unit text, person text, officer text, phone text, state text, merged_into text, revision int
UPDATE org SET code = :code, name = :name, short_name = :short_name, region = :region,
parent = :parent, unit = :unit, person = :person, officer = :officer, phone = :phone,
state = :state, merged_into = :merged_into, revision = revision + 1
WHERE id = :id AND revision = :revision;

-- :name ORG_CHILDREN_MOVE  writes org
-- :in was text, now_org text
UPDATE org SET parent = :now_org WHERE parent = :was AND id <> :now_org;

-- :name ORG_HISTORY_ADD  writes org_history
-- :in org text, revision int, now int, by text, act text, name text, code text, parent text, other text
INSERT INTO org_history (org, revision, at, by_user, act, name, code, parent, other)
VALUES (:org, :revision, :now, :by, :act, :name, :code, :parent, :other);

-- :name ORG_HISTORY  reads org_history, org
-- :in org text
SELECT h.revision, h.at, h.by_user, h.act, h.name, h.code, h.parent, h.other, h.reform,
	o.name AS other_name
FROM org_history h LEFT JOIN org o ON o.id = h.other
WHERE h.org = :org ORDER BY h.revision DESC;

-- :name DEPUTY_ADD  writes deputy
-- :in id text, user text, deputy text, from_day int, to_day int, by text
INSERT INTO deputy (id, user_id, deputy, from_day, to_day, made_by, ended_at)
VALUES (:id, :user, :deputy, :from_day, :to_day, :by, NULL);

-- :name DEPUTY_LIST  reads deputy
-- :in user text
SELECT id, user_id, deputy, from_day, to_day, made_by, ended_at FROM deputy
WHERE user_id = :user ORDER BY id DESC;

-- :name DEPUTY_END  writes deputy
-- :in id text, user text, now int
UPDATE deputy SET ended_at = :now WHERE id = :id AND user_id = :user AND ended_at IS NULL;

-- :name IDENTITY_SET  writes identity
-- :in user text, mac blob, sealed blob, kind text, evidence text, by text, now int
INSERT INTO identity (user_id, mac, sealed, kind, evidence, verified_by, verified_at)
VALUES (:user, :mac, :sealed, :kind, :evidence, :by, :now)
ON CONFLICT (user_id) DO UPDATE SET mac = excluded.mac, sealed = excluded.sealed,
kind = excluded.kind, evidence = excluded.evidence, verified_by = excluded.verified_by,
verified_at = excluded.verified_at;

-- :name IDENTITY_BY_USER  reads identity
-- :in user text
SELECT mac, sealed, kind, verified_by, verified_at FROM identity WHERE user_id = :user;

-- :name IDENTITY_BY_MAC  reads identity
-- :in mac blob
SELECT user_id FROM identity WHERE mac = :mac;
