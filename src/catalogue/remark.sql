-- remark.sql - reviewers' remarks about fields of an entry. Read by remark_store.c,
-- remark_http.c.

-- :name REMARK_ADD  writes review_remark
-- :in id text, resource text, version int, case_id text, field text, remark text, said text, now int, by_id text, by_name text, by_org text
INSERT INTO review_remark (id, resource, version, case_id, field, remark, said, at, by_id, by_name,
	by_org, settled_at, settled_by)
VALUES (:id, :resource, :version, :case_id, :field, :remark, :said, :now, :by_id, :by_name,
	:by_org, 0, NULL);

-- :name REMARK_ROUND  reads review_remark
-- Those that wait for the agency: the entry wasn't handed in since.
-- :in resource text
SELECT id, field, said, answer, became, settled_at FROM review_remark
WHERE resource = :resource AND handed_in = 0 ORDER BY id;

-- :name REMARK_CHANGED  writes review_remark
-- :in id text, became text, now int, by text
UPDATE review_remark SET became = :became, settled_at = :now, settled_by = :by WHERE id = :id;

-- :name REMARK_ANSWER  writes review_remark
-- :in id text, resource text, answer text, now int, by text
UPDATE review_remark SET answer = :answer, settled_at = :now, settled_by = :by
WHERE id = :id AND resource = :resource AND handed_in = 0;

-- :name REMARK_HANDED_IN  writes review_remark
-- :in resource text, now int, case_id text
UPDATE review_remark SET handed_in = :now, handed_case = :case_id
WHERE resource = :resource AND handed_in = 0;

-- :name REMARK_BACK  writes review_remark  reads resource_event
-- What went in with the submission that is taken back; earlier ones were judged since.
-- :in resource text
UPDATE review_remark SET handed_in = 0, handed_case = NULL
WHERE resource = :resource AND handed_in > 0 AND handed_in >= (
	SELECT MAX(e.at) FROM resource_event e WHERE e.resource = :resource AND e.event = 'submitted');

-- :name REMARK_OVER  writes review_remark
-- The entry is published: nothing waits any more.
-- :in resource text, now int, by text
UPDATE review_remark SET handed_in = CASE WHEN handed_in = 0 THEN :now ELSE handed_in END,
	settled_at = CASE WHEN settled_at = 0 THEN :now ELSE settled_at END,
	settled_by = CASE WHEN settled_at = 0 THEN :by ELSE settled_by END
WHERE resource = :resource AND (handed_in = 0 OR settled_at = 0);

-- :name REMARK_ONE  reads review_remark, user_account
-- :in id text, resource text
SELECT id, version, case_id, field, remark, said, answer, became, handed_in, at, by_name, by_org,
	(SELECT title FROM user_account u WHERE u.id = by_id) AS by_title, settled_at, settled_by
FROM review_remark WHERE id = :id AND resource = :resource;

-- :name REMARK_LIST  reads review_remark, user_account
-- Newest first.
-- :in resource text, case_id text, open int, waiting int, after text, count int
SELECT id, version, case_id, field, remark, said, answer, became, handed_in, at, by_name, by_org,
	(SELECT title FROM user_account u WHERE u.id = by_id) AS by_title, settled_at, settled_by
FROM review_remark
WHERE resource = :resource
	AND (:case_id IS NULL OR case_id = :case_id OR handed_case = :case_id)
	AND (:open = 0 OR settled_at = 0) AND (:waiting = 0 OR handed_in = 0)
	AND (:after IS NULL OR id < :after)
ORDER BY id DESC LIMIT :count;

-- :name REMARK_COUNT  reads review_remark
-- :in resource text, case_id text, open int, waiting int
SELECT COUNT(*) AS n FROM review_remark
WHERE resource = :resource
	AND (:case_id IS NULL OR case_id = :case_id OR handed_case = :case_id)
	AND (:open = 0 OR settled_at = 0) AND (:waiting = 0 OR handed_in = 0);
