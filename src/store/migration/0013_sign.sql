-- 0013_sign: nonces of signed requests. Going back: drop it once no signature
-- made before can still be valid (two minutes).

CREATE TABLE sign_nonce (
	keyid   TEXT NOT NULL,
	nonce   TEXT NOT NULL,
	expires BIGINT NOT NULL,
	PRIMARY KEY (keyid, nonce)
);
CREATE INDEX sign_nonce_expires ON sign_nonce (expires);
