-- remark.sql - reviewers' remarks about fields of an entry. Read by remark_store.c,
-- remark_http.c.

-- :name REMARK_ADD  writes review_remark
-- :in id text, resource text, version int, case_id text, field text, remark text, said text, now int, by_id text, by_name text, by_org text
INSERT INTO review_remark (id, resource, version, case_id, field, remark, said, at, by_id, by_name,
	by_org, settled_at, settled_by)
VALUES (:id, :resource, :version, :case_id, :field, :remark, :said, :now, :by_id, :by_name,
	:by_org, 0, NULL);

-- :name REMARK_OPEN  reads review_remark
-- :in resource text
SELECT id, field FROM review_remark WHERE resource = :resource AND settled_at = 0 ORDER BY id;

-- :name REMARK_SETTLE  writes review_remark
-- :in id text, now int, by text
UPDATE review_remark SET settled_at = :now, settled_by = :by WHERE id = :id AND settled_at = 0;

-- :name REMARK_LIST  reads review_remark
-- Newest first.
-- :in resource text, open int, after text, count int
SELECT id, version, case_id, field, remark, said, at, by_name, by_org, settled_at, settled_by
FROM review_remark
WHERE resource = :resource AND (:open = 0 OR settled_at = 0) AND (:after IS NULL OR id < :after)
ORDER BY id DESC LIMIT :count;

-- :name REMARK_COUNT  reads review_remark
-- :in resource text, open int
SELECT COUNT(*) AS n FROM review_remark
WHERE resource = :resource AND (:open = 0 OR settled_at = 0);
