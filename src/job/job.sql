-- job.sql - what the clock asks of the cases. Read by src/job alone.

-- :name JOB_ENDS  reads case_file
-- Agreed ends that have passed. Uses case_due.
-- :in today int, count int
SELECT id FROM case_file
WHERE ended = 0 AND due > 0 AND due < :today AND owes = 'time'
ORDER BY due, id LIMIT :count;

-- :name JOB_TO_TELL  reads case_file, case_desk, notice
-- Desks where a case is due in a span of days that haven't been told this since it lies
-- there; what is a right makes nobody late. Uses case_desk_due.
-- :in kind text, since int, until int, count int
SELECT c.id, d.owes, d.due, d.step AS revision, c.applicant, c.applicant_level, c.applicant_region,
	c.provider, c.provider_level, c.provider_region, c.person
FROM case_desk d JOIN case_file c ON c.id = d.case_id
WHERE d.due > 0 AND d.due >= :since AND d.due <= :until
	AND (d.binds = 1 OR (d.owes IS NOT NULL AND :kind <> 'late'))
	AND NOT EXISTS (SELECT 1 FROM notice n
		WHERE n.case_id = d.case_id AND n.desk = d.desk AND n.kind = :kind AND n.step = d.step)
ORDER BY d.due, d.case_id LIMIT :count;

-- :name OUTBOX_OLD  reads outbox
-- :in before int
SELECT id FROM outbox WHERE next_at < :before AND sent_at = 0 LIMIT 1;

-- :name OUTBOX_DROP  writes outbox
-- :in before int
DELETE FROM outbox WHERE next_at < :before;
