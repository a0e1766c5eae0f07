-- 0097_upload_hash: the hash of an upload is made while its bytes come in: `hash_state` is
-- what SHA-256 knows after the bytes that count, `sha256` (hex) is there when all have come.
-- An older server runs on it and makes neither; its uploads are hashed when they are needed.
-- Going back: drop the columns.

ALTER TABLE upload ADD COLUMN hash_state TEXT;
ALTER TABLE upload ADD COLUMN sha256 TEXT;
