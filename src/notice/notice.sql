-- notice.sql - inboxes of desks, and the outbox. Read by src/notice and src/job.

-- :name NOTICE_ADD  writes notice
-- :in id text, desk text, case_id text, kind text, step int, due int, at int
-- :in about text, reason text, reason_en text
INSERT INTO notice (id, desk, case_id, kind, step, due, at, read_at, read_by, about, reason,
	reason_en)
VALUES (:id, :desk, :case_id, :kind, :step, :due, :at, 0, NULL, :about, :reason, :reason_en)
ON CONFLICT (case_id, desk, kind, step) DO NOTHING;

-- :name NOTICE_LIST  reads notice, case_file, case_desk
-- `waits`: the case still lies on the desk that was told. What is `about` something
-- else has no case.
-- :in d1 text, d2 text, d3 text, unread int, after text, limit int
SELECT n.id, n.desk, c.id AS case_id, n.kind, n.due, n.at, n.read_at, n.read_by, n.about, n.reason,
	n.reason_en, c.process, c.pack, c.state, c.title, c.applicant_name, c.provider_name,
	c.resource,
	CASE WHEN EXISTS (SELECT 1 FROM case_desk d WHERE d.desk = n.desk AND d.case_id = n.case_id)
		THEN 1 ELSE 0 END AS waits
FROM notice n LEFT JOIN case_file c ON c.id = n.case_id
WHERE n.desk IN (:d1, :d2, :d3) AND (:unread = 0 OR n.read_at = 0)
	AND (:after IS NULL OR n.id < :after)
ORDER BY n.id DESC LIMIT :limit;

-- :name NOTICE_COUNT  reads notice
-- :in d1 text, d2 text, d3 text, unread int
SELECT COUNT(*) AS n FROM notice n
WHERE n.desk IN (:d1, :d2, :d3) AND (:unread = 0 OR n.read_at = 0);

-- :name NOTICE_READ  writes notice
-- :in id text, d1 text, d2 text, d3 text, now int, by text
UPDATE notice SET read_at = CASE WHEN read_at = 0 THEN :now ELSE read_at END,
	read_by = CASE WHEN read_at = 0 THEN :by ELSE read_by END
WHERE id = :id AND desk IN (:d1, :d2, :d3);

-- :name NOTICE_READ_ALL  writes notice
-- :in d1 text, d2 text, d3 text, now int, by text
UPDATE notice SET read_at = :now, read_by = :by
WHERE desk IN (:d1, :d2, :d3) AND read_at = 0;

-- :name NOTICE_COUNTED  writes notice
-- Once more what was said already: the number stands where reasons do.
-- :in case_id text, desk text, kind text
UPDATE notice SET reason = CAST(CAST(reason AS BIGINT) + 1 AS TEXT),
	reason_en = CAST(CAST(reason AS BIGINT) + 1 AS TEXT), read_at = 0, read_by = NULL
WHERE case_id = :case_id AND desk = :desk AND kind = :kind;

-- :name NOTICE_SETTLED  writes notice  reads case_desk
-- scan ok: of a city that was just made
-- :in before int
UPDATE notice SET read_at = at WHERE read_at = 0 AND at < :before
	AND NOT EXISTS (SELECT 1 FROM case_desk d WHERE d.desk = notice.desk
		AND d.case_id = notice.case_id);

-- :name NOTICE_ABOUT_DONE  writes notice
-- :in case_id text, kind text, now int
UPDATE notice SET read_at = :now WHERE case_id = :case_id AND kind = :kind AND read_at = 0;

-- :name OUTBOX_ADD  writes outbox
-- :in id text, notice text, now int
INSERT INTO outbox (id, notice, tries, next_at, sent_at) VALUES (:id, :notice, 0, :now, 0);

-- :name OUTBOX_DUE  reads outbox, notice, case_file
-- :in now int, count int
SELECT o.id, o.tries, n.desk, c.id AS case_id, n.kind, n.due, n.at, c.process,
	COALESCE(c.title, n.about) AS title, n.reason
FROM outbox o JOIN notice n ON n.id = o.notice LEFT JOIN case_file c ON c.id = n.case_id
WHERE o.sent_at = 0 AND o.next_at <= :now
ORDER BY o.next_at, o.id LIMIT :count;

-- :name OUTBOX_SENT  writes outbox
-- :in id text, now int
UPDATE outbox SET sent_at = :now WHERE id = :id AND sent_at = 0;

-- :name OUTBOX_LATER  writes outbox
-- :in id text, next_at int
UPDATE outbox SET tries = tries + 1, next_at = :next_at WHERE id = :id;

-- :name NOTICE_DESK_RENAME  writes notice
-- What was said to both stays said to both; the rest goes along.
-- :in desk text, into text
UPDATE notice SET desk = :into
WHERE desk = :desk AND NOT EXISTS (SELECT 1 FROM notice o WHERE o.desk = :into
	AND o.case_id = notice.case_id AND o.kind = notice.kind AND o.step = notice.step);
