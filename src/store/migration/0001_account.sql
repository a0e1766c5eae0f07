-- 0001_account: organisations, people, their secrets, tokens and keys.
-- Secrets are stored as hashes; what must be read again (TOTP secret, verified
-- identifier) is sealed with a key outside the store. Going back: drop them.

CREATE TABLE account_epoch (one BIGINT PRIMARY KEY, n BIGINT NOT NULL);
INSERT INTO account_epoch (one, n) VALUES (1, 1);

CREATE TABLE org (
	id          TEXT PRIMARY KEY,
	code        TEXT NOT NULL,
	name        TEXT NOT NULL,
	short_name  TEXT NOT NULL,
	level       TEXT NOT NULL CHECK (level IN ('city', 'county', 'town', 'province')),
	region      TEXT NOT NULL,
	kind        TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('active', 'merged', 'closed')),
	parent      TEXT,
	merged_into TEXT,
	unit        TEXT NOT NULL,
	person      TEXT NOT NULL,
	officer     TEXT NOT NULL,
	phone       TEXT NOT NULL,
	revision    BIGINT NOT NULL,
	made_at     BIGINT NOT NULL
);
CREATE INDEX org_parent ON org (parent, id);
CREATE INDEX org_office ON org (kind, level, region, state);
CREATE UNIQUE INDEX org_code ON org (code) WHERE code <> '' AND state = 'active';

CREATE TABLE org_history (
	org         TEXT NOT NULL,
	revision    BIGINT NOT NULL,
	at          BIGINT NOT NULL,
	by_user     TEXT NOT NULL,
	act         TEXT NOT NULL,
	name        TEXT NOT NULL,
	code        TEXT NOT NULL,
	parent      TEXT,
	other       TEXT,
	PRIMARY KEY (org, revision)
);

CREATE TABLE user_account (
	id          TEXT PRIMARY KEY,
	name        TEXT NOT NULL UNIQUE,
	title       TEXT NOT NULL,
	kind        TEXT NOT NULL CHECK (kind IN ('staff', 'person')),
	org         TEXT,
	state       TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
	password    TEXT NOT NULL,
	password_at BIGINT NOT NULL,
	must_change BIGINT NOT NULL,
	secret_until BIGINT,
	totp        BLOB,
	totp_state  TEXT NOT NULL CHECK (totp_state IN ('none', 'offered', 'on')),
	totp_step   BIGINT NOT NULL,
	assurance   BIGINT NOT NULL,
	mobile      TEXT NOT NULL,
	contract    TEXT,
	ends_on     BIGINT,
	sessions_max BIGINT NOT NULL,
	seen_at     BIGINT NOT NULL,
	revision    BIGINT NOT NULL,
	made_at     BIGINT NOT NULL,
	made_by     TEXT NOT NULL
);
CREATE INDEX user_org ON user_account (org, id);

CREATE TABLE user_role (
	user_id     TEXT NOT NULL,
	role        TEXT NOT NULL,
	given_by    TEXT NOT NULL,
	given_at    BIGINT NOT NULL,
	PRIMARY KEY (user_id, role)
);
CREATE INDEX user_role_role ON user_role (role, user_id);

CREATE TABLE password_past (
	user_id     TEXT NOT NULL,
	at          BIGINT NOT NULL,
	password    TEXT NOT NULL,
	PRIMARY KEY (user_id, at)
);

CREATE TABLE recovery_code (
	user_id     TEXT NOT NULL,
	hash        BLOB NOT NULL,
	used_at     BIGINT,
	PRIMARY KEY (user_id, hash)
);

-- By the hash of the name typed, known or not, so that both lock alike.
CREATE TABLE sign_in_failure (
	name_hash   BLOB PRIMARY KEY,
	failures    BIGINT NOT NULL,
	last_at     BIGINT NOT NULL,
	locked_until BIGINT NOT NULL
);
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at);

CREATE TABLE session (
	hash        BLOB PRIMARY KEY,
	id          TEXT NOT NULL UNIQUE,
	user_id     TEXT NOT NULL,
	made_at     BIGINT NOT NULL,
	seen_at     BIGINT NOT NULL,
	ends_at     BIGINT NOT NULL,
	peer        TEXT NOT NULL,
	agent       TEXT NOT NULL
);
CREATE INDEX session_by_user ON session (user_id, id);
CREATE INDEX session_ends ON session (ends_at);

CREATE TABLE token (
	id          TEXT PRIMARY KEY,
	hash        BLOB NOT NULL UNIQUE,
	user_id     TEXT NOT NULL,
	org         TEXT,
	name        TEXT NOT NULL,
	scopes      TEXT NOT NULL,
	made_at     BIGINT NOT NULL,
	expires_on  BIGINT NOT NULL,
	revoked_at  BIGINT
);
CREATE INDEX token_user ON token (user_id, id);
CREATE INDEX token_org ON token (org, id);

CREATE TABLE system_key (
	id          TEXT PRIMARY KEY,
	org         TEXT NOT NULL,
	name        TEXT NOT NULL,
	algorithm   TEXT NOT NULL,
	public_key  TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('asked', 'active', 'refused', 'revoked')),
	replaces    TEXT,
	made_at     BIGINT NOT NULL,
	asked_by    TEXT NOT NULL,
	decided_at  BIGINT,
	decided_by  TEXT,
	reason      TEXT,
	basis       TEXT,
	revoked_at  BIGINT,
	revoked_by  TEXT
);
CREATE INDEX system_key_org ON system_key (org, id);
CREATE INDEX system_key_state ON system_key (state, id);
CREATE UNIQUE INDEX system_key_print ON system_key (fingerprint)
	WHERE state IN ('asked', 'active');

CREATE TABLE deputy (
	id          TEXT PRIMARY KEY,
	user_id     TEXT NOT NULL,
	deputy      TEXT NOT NULL,
	from_day    BIGINT NOT NULL,
	to_day      BIGINT NOT NULL,
	made_by     TEXT NOT NULL,
	ended_at    BIGINT
);
CREATE INDEX deputy_user ON deputy (user_id, id);
CREATE INDEX deputy_deputy ON deputy (deputy, to_day);

CREATE TABLE identity (
	user_id     TEXT PRIMARY KEY,
	mac         BLOB NOT NULL UNIQUE,
	sealed      BLOB NOT NULL,
	kind        TEXT NOT NULL,
	evidence    TEXT NOT NULL,
	verified_by TEXT NOT NULL,
	verified_at BIGINT NOT NULL
);
