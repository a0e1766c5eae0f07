-- 0098_search_halves: on PostgreSQL each table of words lies in two halves, by number,
-- each with an index of its own: when it is made anew, two connections make them at
-- once (search/parts.h). A question asks both. What stands there is carried over: of
-- a million entries within two minutes. search_state.done is not looked at any more. An older server beside
-- asks and feeds them as before; it can't make them anew. Going back: the same tables
-- without PARTITION BY.

-- :only postgres
SET LOCAL statement_timeout = 0;
DO $$
DECLARE t TEXT; c TEXT; part INT;
BEGIN
	FOREACH t IN ARRAY ARRAY['search_a', 'search_b'] LOOP
		EXECUTE format('ALTER TABLE %I RENAME TO whole_words', t);
		EXECUTE format('ALTER INDEX %I RENAME TO whole_words_words', t || '_words');
		EXECUTE format('ALTER INDEX %I RENAME TO whole_words_pkey', t || '_pkey');
		EXECUTE format('CREATE TABLE %I (no BIGINT PRIMARY KEY, words tsvector NOT NULL, '
			'title TEXT NOT NULL, body TEXT NOT NULL, closed TEXT NOT NULL) '
			'PARTITION BY HASH (no)', t);
		FOREACH c IN ARRAY ARRAY['words', 'title', 'body', 'closed'] LOOP
			BEGIN
				EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET COMPRESSION lz4', t, c);
			EXCEPTION WHEN feature_not_supported THEN NULL;
			END;
		END LOOP;
		FOR part IN 0..1 LOOP
			EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH '
				'(MODULUS 2, REMAINDER %s) WITH (toast_tuple_target = 128)',
				t || part, t, part);
		END LOOP;
		EXECUTE format('INSERT INTO %I SELECT no, words, title, body, closed FROM whole_words', t);
		FOR part IN 0..1 LOOP
			EXECUTE format('CREATE INDEX %I ON %I USING gin (words)',
				t || part || '_words', t || part);
		END LOOP;
		EXECUTE 'DROP TABLE whole_words';
	END LOOP;
END $$;
-- :both
