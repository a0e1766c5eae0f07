-- 0100_correction_mended: what stood when an error was reported, and what carries its correction:
-- a batch, a version of files or of the entry, or the provider's word about its own source. An
-- older server runs on it and leaves both empty; a report it took in is held against moments
-- instead of versions. Going back: drop the columns; the cases keep what was said.

ALTER TABLE correction ADD COLUMN files BIGINT;          -- version then live; NULL: not kept
ALTER TABLE correction ADD COLUMN head BIGINT;           -- of the entry, then standing; NULL: not kept
ALTER TABLE correction ADD COLUMN answered_at BIGINT;    -- corrected or upheld; NULL: not yet
ALTER TABLE correction ADD COLUMN mended TEXT;           -- batch, files, entry, source; NULL: nothing was
ALTER TABLE correction ADD COLUMN mended_version BIGINT; -- 0: of a source
ALTER TABLE correction ADD COLUMN mended_at BIGINT;      -- since then live, published, or said
