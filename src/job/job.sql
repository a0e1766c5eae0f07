-- job.sql - what the clock asks of the cases. Read by src/job alone.

-- :name JOB_ENDS  reads case_file
-- Agreed ends that have passed. Uses case_due.
-- :in today int, count int
SELECT id FROM case_file
WHERE ended = 0 AND due > 0 AND due < :today AND owes = 'time'
ORDER BY due, id LIMIT :count;

-- :name JOB_TO_TELL  reads case_file, notice
-- Cases due in a span of days whose debtor hasn't been told this. Uses case_due.
-- :in kind text, since int, until int, count int
SELECT c.id, c.owes, c.due, c.revision, c.applicant, c.applicant_level, c.applicant_region,
	c.provider, c.provider_level, c.provider_region, c.person
FROM case_file c
WHERE c.ended = 0 AND c.due > 0 AND c.due >= :since AND c.due <= :until AND c.owes <> 'time'
	AND c.owes <> 'platform'
	AND NOT EXISTS (SELECT 1 FROM notice n
		WHERE n.case_id = c.id AND n.kind = :kind AND n.step = c.revision)
ORDER BY c.due, c.id LIMIT :count;

-- :name OUTBOX_OLD  reads outbox
-- :in before int
SELECT id FROM outbox WHERE next_at < :before AND sent_at = 0 LIMIT 1;

-- :name OUTBOX_DROP  writes outbox
-- :in before int
DELETE FROM outbox WHERE next_at < :before;
