-- 0016_key_addresses: from where a key or a token may be used; NULL: anywhere. An
-- older server runs on it and doesn't ask. Going back: drop both columns.

ALTER TABLE system_key ADD COLUMN addresses TEXT;
ALTER TABLE token ADD COLUMN addresses TEXT;
