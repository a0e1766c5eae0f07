-- sign.sql - nonces of signed requests, kept until they can't be valid any more.

-- :name NONCE_USE  writes sign_nonce
-- :in keyid text, nonce text, expires int
INSERT INTO sign_nonce (keyid, nonce, expires) VALUES (:keyid, :nonce, :expires)
ON CONFLICT DO NOTHING;

-- :name NONCE_FORGET  writes sign_nonce
-- :in before int
DELETE FROM sign_nonce WHERE expires < :before;
