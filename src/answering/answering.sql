-- answering.sql - how agencies answer: what they refuse and by which law, what is late.
-- Read by src/answering alone.

-- :name REFUSALS  reads case_act, case_file, case_scope, org, access_grant
-- Of a span of time, in cases that a scope may know of; `partial`: what an agreement left
-- out of what was asked. Uses case_act_refused and access_grant_left.
-- :in scope text, from int, to int, org text, process text, law text, said text
SELECT x.org, o.name AS org_name, x.process, x.law, x.level, x.article, x.partial, COUNT(*) AS n,
	COUNT(DISTINCT x.resource) AS entries, MAX(x.at) AS last_at
FROM (SELECT a.by_org AS org, c.process AS process, c.resource AS resource, a.at AS at,
		a.basis_law AS law, a.basis_level AS level, a.basis_article AS article, 0 AS partial
	FROM case_act a JOIN case_file c ON c.id = a.case_id
	WHERE a.act IN ('refuse', 'revoke') AND a.at >= :from AND a.at < :to
		AND (:org IS NULL OR a.by_org = :org) AND (:process IS NULL OR c.process = :process)
		AND EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = a.case_id)
	UNION ALL
	SELECT g.provider, c.process, g.resource, g.made_at, g.left_law, g.left_level,
		g.left_article, 1
	FROM access_grant g JOIN case_file c ON c.id = g.case_id
	WHERE g.left_law IS NOT NULL AND g.made_at >= :from AND g.made_at < :to
		AND (:org IS NULL OR g.provider = :org) AND (:process IS NULL OR c.process = :process)
		AND EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = g.case_id)) x
LEFT JOIN org o ON o.id = x.org
WHERE (:law IS NULL OR x.law IN (:law, :said))
GROUP BY x.org, o.name, x.process, x.law, x.level, x.article, x.partial
ORDER BY COUNT(*) DESC, x.org, x.process, x.law, x.article, x.partial;

-- :part LATE_COLUMNS
c.id, c.process,
	c.pack, c.state, c.title, d.owes, d.term, d.due, c.resource,
	CASE WHEN d.term = 'TABLE_NEXT' THEN (SELECT v.batches + 1 FROM delivery v
		WHERE v.case_id = c.id) ELSE 0 END AS batch,
	CASE d.owes WHEN 'applicant' THEN c.applicant WHEN 'provider' THEN c.provider END AS org,
	CASE d.owes WHEN 'applicant' THEN c.applicant_name WHEN 'provider' THEN c.provider_name END
		AS org_name,
	(SELECT MIN(n.at) FROM notice n WHERE n.case_id = c.id AND n.desk = d.desk
		AND n.kind = 'late' AND n.step = d.step) AS told_at,
	(SELECT MIN(n.at) FROM notice n WHERE n.case_id = c.id AND n.kind = 'escalated'
		AND n.step = d.step) AS escalated_at,
	(SELECT MIN(n.desk) FROM notice n WHERE n.case_id = c.id AND n.kind = 'escalated'
		AND n.step = d.step) AS escalated_to
FROM case_desk d JOIN case_file c ON c.id = d.case_id

-- :part LATE_CHOSEN
WHERE d.binds = 1 AND d.due > 0 AND d.due < :today
	AND (:process IS NULL OR c.process = :process) AND (:owes IS NULL OR d.owes = :owes)
	AND (:org IS NULL OR (d.owes = 'applicant' AND c.applicant = :org)
		OR (d.owes = 'provider' AND c.provider = :org))
	AND EXISTS (SELECT 1 FROM case_scope s WHERE s.scope = :scope AND s.case_id = c.id)

-- :name LATE_LIST  reads case_file, case_desk, case_scope, notice, delivery
-- Who is late in which unfinished case, the longest late first; where several owe side by
-- side each has a row. Uses case_desk_due.
-- :in scope text, today int, process text, owes text, org text, after_day int, after text, limit int
SELECT CAST(d.due AS TEXT) || ' ' || c.id || ' ' || d.owes AS place,
-- :take LATE_COLUMNS
-- :take LATE_CHOSEN
	AND d.due >= :after_day AND (d.due > :after_day OR c.id || ' ' || d.owes > :after)
ORDER BY d.due, d.case_id, d.owes LIMIT :limit;

-- :name LATE_NEWEST  reads case_file, case_desk, case_scope, notice, delivery
-- Who became late last comes first. Uses case_desk_due.
-- :in scope text, today int, process text, owes text, org text, after_day int, after text, limit int
SELECT CAST(d.due AS TEXT) || ' ' || c.id || ' ' || d.owes AS place,
-- :take LATE_COLUMNS
-- :take LATE_CHOSEN
	AND d.due <= CASE WHEN :after_day = 0 THEN :today ELSE :after_day END
	AND (:after_day = 0 OR d.due < :after_day OR c.id || ' ' || d.owes < :after)
ORDER BY d.due DESC, d.case_id DESC, d.owes DESC LIMIT :limit;

-- :name LATE_BY_WHO  reads case_file, case_desk, case_scope, notice, delivery
-- By the desk that owes, there the longest late first. Uses case_desk_late.
-- :in scope text, today int, process text, owes text, org text, after text, limit int
SELECT d.desk || ' ' || CAST(1000000 + d.due AS TEXT) || ' ' || d.case_id AS place,
-- :take LATE_COLUMNS
-- :take LATE_CHOSEN
-- :only sqlite
	AND d.desk >= COALESCE(substr(:after, 1, instr(:after, ' ') - 1), '')
-- :only postgres
	AND d.desk >= COALESCE(split_part(:after, ' ', 1), '')
-- :both
	AND (:after IS NULL
		OR d.desk || ' ' || CAST(1000000 + d.due AS TEXT) || ' ' || d.case_id > :after)
ORDER BY d.desk, d.due, d.case_id LIMIT :limit;

-- :name LATE_COUNT  reads case_file, case_desk, case_scope
-- :in scope text, today int, process text, owes text, org text
SELECT COUNT(*) AS n FROM case_desk d JOIN case_file c ON c.id = d.case_id
-- :take LATE_CHOSEN
;

-- :name LATE_SUMS  reads case_file, case_desk, case_scope
-- Who is late, with how many of which procedure, and since when. Uses case_desk_due.
-- :in scope text, today int
SELECT x.org, MIN(x.org_name) AS org_name, x.owes, x.process, COUNT(*) AS n, MIN(x.due) AS oldest
FROM (SELECT CASE d.owes WHEN 'applicant' THEN c.applicant WHEN 'provider' THEN c.provider END AS org,
		CASE d.owes WHEN 'applicant' THEN c.applicant_name
			WHEN 'provider' THEN c.provider_name END AS org_name,
		d.owes AS owes, c.process AS process, d.due AS due
	FROM case_desk d JOIN case_file c ON c.id = d.case_id
	WHERE d.binds = 1 AND d.due > 0 AND d.due < :today
		AND EXISTS (SELECT 1 FROM case_scope s
			WHERE s.scope = :scope AND s.case_id = c.id)) x
GROUP BY x.org, x.owes, x.process ORDER BY MIN(x.due), x.owes, x.org, x.process;
