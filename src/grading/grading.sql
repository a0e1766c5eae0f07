-- grading.sql - registered rules, suggestions and decisions. Read by src/grading alone.

-- :name GRADING_RULE_ADD  writes grading_rule
-- :in rule text, version int, domain text, org text, name text, issuer text, number text
-- :in issued_on int, link text, body text, by_id text, by_name text, at int
INSERT INTO grading_rule (rule, version, state, domain, org, name, issuer, number, issued_on, link,
	body, reason, by_id, by_name, at)
VALUES (:rule, :version, 'in_force', :domain, :org, :name, :issuer, :number, :issued_on, :link,
	:body, NULL, :by_id, :by_name, :at);

-- :name GRADING_RULE_STATE  writes grading_rule
-- The version that stands stands no more.
-- :in rule text, state text, reason text
UPDATE grading_rule SET state = :state, reason = :reason WHERE rule = :rule AND state = 'in_force';

-- :name GRADING_RULE_ORG  writes grading_rule
-- scan ok: rules are some dozens, and agencies merge now and then
-- :in org text, into text
UPDATE grading_rule SET org = :into WHERE org = :org;

-- :name GRADING_PATTERN_ADD  writes grading_pattern
-- :in rule text, version int, pos int, element int, word text, grade int, sense text
INSERT INTO grading_pattern (rule, version, pos, element, word, grade, sense)
VALUES (:rule, :version, :pos, :element, :word, :grade, :sense);

-- :name GRADING_RULE_GET  reads grading_rule, org
-- All versions, newest first.
-- :in rule text
SELECT g.rule, g.version, g.state, g.domain, g.org, o.name AS org_name, g.name, g.issuer, g.number,
	g.issued_on, g.link, g.body, g.reason, g.by_name, g.at
FROM grading_rule g LEFT JOIN org o ON o.id = g.org
WHERE g.rule = :rule ORDER BY g.version DESC;

-- :name GRADING_RULES  reads grading_rule, org
-- The newest version of each, newest rule first. scan ok: rules are some dozens
-- :in org text, domain text, state text, after text, limit int
SELECT g.rule, g.version, g.state, g.domain, g.org, o.name AS org_name, g.name, g.issuer, g.number,
	g.issued_on, g.link, g.body, g.reason, g.by_name, g.at
FROM grading_rule g LEFT JOIN org o ON o.id = g.org
WHERE g.state <> 'superseded' AND (:org IS NULL OR g.org = :org)
	AND (:domain IS NULL OR g.domain = :domain) AND (:state IS NULL OR g.state = :state)
	AND (:after IS NULL OR g.rule < :after)
ORDER BY g.rule DESC LIMIT :limit;

-- :name GRADING_RULES_COUNT  reads grading_rule
-- scan ok: rules are some dozens
-- :in org text, domain text, state text
SELECT COUNT(*) AS n FROM grading_rule g
WHERE g.state <> 'superseded' AND (:org IS NULL OR g.org = :org)
	AND (:domain IS NULL OR g.domain = :domain) AND (:state IS NULL OR g.state = :state);

-- :name GRADING_PATTERNS_OF  reads grading_pattern
-- :in rule text, version int
SELECT element, word, grade, sense FROM grading_pattern
WHERE rule = :rule AND version = :version ORDER BY pos;

-- :name GRADING_PATTERNS_FOR  reads grading_rule, grading_pattern
-- What is in force for an entry: for everybody, for its sector, for its agency.
-- scan ok: rules are some dozens
-- :in domain text, org text, count int
SELECT p.element, p.word, p.grade, p.sense, g.rule
FROM grading_rule g JOIN grading_pattern p ON p.rule = g.rule AND p.version = g.version
WHERE g.state = 'in_force' AND (g.domain IS NULL OR g.domain = :domain)
	AND (g.org IS NULL OR g.org = :org)
ORDER BY g.rule, p.pos LIMIT :count;

-- :name GRADING_RULES_FOR  reads grading_rule
-- scan ok: rules are some dozens
-- :in domain text, org text
SELECT g.rule, g.version, g.name, g.issuer, g.number, g.issued_on, g.link
FROM grading_rule g
WHERE g.state = 'in_force' AND (g.domain IS NULL OR g.domain = :domain)
	AND (g.org IS NULL OR g.org = :org)
ORDER BY g.rule;

-- :name GRADING_SCAN_PUT  writes grading_scan
-- :in resource text, version int, data_version int, rows_live int, sampled int, lifted int
-- :in at int, by_name text
INSERT INTO grading_scan (resource, version, data_version, rows_live, sampled, lifted, at, by_name)
VALUES (:resource, :version, :data_version, :rows_live, :sampled, :lifted, :at, :by_name)
ON CONFLICT (resource) DO UPDATE SET version = excluded.version,
	data_version = excluded.data_version, rows_live = excluded.rows_live,
	sampled = excluded.sampled, lifted = excluded.lifted, at = excluded.at,
	by_name = excluded.by_name;

-- :name GRADING_SCAN_GET  reads grading_scan
-- :in resource text
SELECT version, data_version, rows_live, sampled, lifted, at, by_name FROM grading_scan
WHERE resource = :resource;

-- :name GRADING_SUGGESTION_PUT  writes grading_suggestion
-- A decision holds as long as what is suggested stays the same.
-- :in resource text, item text, grade int, sense text, confidence int, mask text
-- :in evidence text, seen_at int
INSERT INTO grading_suggestion (resource, item, grade, sense, confidence, mask, evidence, seen_at,
	state, decided, reason, by_name, decided_at)
VALUES (:resource, :item, :grade, :sense, :confidence, :mask, :evidence, :seen_at,
	'open', 0, NULL, NULL, 0)
ON CONFLICT (resource, item) DO UPDATE SET
	state = CASE WHEN grading_suggestion.grade = excluded.grade
		AND grading_suggestion.sense = excluded.sense THEN grading_suggestion.state ELSE 'open' END,
	decided = CASE WHEN grading_suggestion.grade = excluded.grade
		AND grading_suggestion.sense = excluded.sense THEN grading_suggestion.decided ELSE 0 END,
	grade = excluded.grade, sense = excluded.sense, confidence = excluded.confidence,
	mask = excluded.mask, evidence = excluded.evidence, seen_at = excluded.seen_at;

-- :name GRADING_SUGGESTION_FADE  writes grading_suggestion
-- Of items that the last look didn't meet.
-- :in resource text, seen_at int
DELETE FROM grading_suggestion WHERE resource = :resource AND seen_at < :seen_at;

-- :name GRADING_SUGGESTIONS  reads grading_suggestion
-- :in resource text
SELECT item, grade, sense, confidence, mask, evidence, state, decided, reason, by_name, decided_at
FROM grading_suggestion WHERE resource = :resource;

-- :name GRADING_DECIDE  writes grading_suggestion
-- :in resource text, item text, state text, decided int, reason text, by_name text, at int
UPDATE grading_suggestion SET state = :state, decided = :decided, reason = :reason,
	by_name = :by_name, decided_at = :at
WHERE resource = :resource AND item = :item;

-- :name GRADING_UNGRADED  reads resource, resource_version, item, grading_suggestion, org
-- Items without a grade of their own, of the version that is worked on, else stands.
-- :in org text, region text, after text, after_pos int, count int
SELECT r.id AS resource, r.code AS resource_code, v.title, r.org, o.name AS org_name, i.code, i.name,
	i.pos, i.grade, v.grade AS entry_grade, s.grade AS suggested, s.sense, s.confidence, s.state,
	s.reason, s.by_name
FROM resource r
JOIN resource_version v ON v.resource = r.id
	AND v.version = CASE WHEN r.draft > 0 THEN r.draft ELSE r.head END
JOIN item i ON i.resource = r.id AND i.version = v.version AND i.grade = 0
LEFT JOIN grading_suggestion s ON s.resource = r.id AND s.item = i.code
LEFT JOIN org o ON o.id = r.org
WHERE r.state <> 'retired' AND (:org IS NULL OR r.org = :org)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
	AND (r.id > :after OR (r.id = :after AND i.pos > :after_pos))
ORDER BY r.id, i.pos LIMIT :count;

-- :name GRADING_UNGRADED_COUNT  reads resource, entry_count, org
-- scan ok: each entry's counts once
-- :in org text, region text
SELECT CAST(COALESCE(SUM(c.ungraded), 0) AS BIGINT) AS n
FROM entry_count c JOIN resource r ON r.id = c.resource
WHERE r.state <> 'retired' AND (:org IS NULL OR r.org = :org)
	AND (:region IS NULL OR r.org IN (
		SELECT o.id FROM org o WHERE substr(o.region, 1, length(:region)) = :region));

-- :name GRADING_SUGGESTED  reads resource, resource_version, item, grading_suggestion, org
-- Items graded lower than suggested (open 0), or whose suggestion nobody has decided on
-- yet (open 1).
-- :in org text, region text, open int, after text, after_pos int, count int
SELECT r.id AS resource, r.code AS resource_code, v.title, r.org, o.name AS org_name, i.code, i.name,
	i.pos, i.grade, v.grade AS entry_grade, s.grade AS suggested, s.sense, s.confidence, s.state,
	s.reason, s.by_name
FROM resource r
JOIN resource_version v ON v.resource = r.id
	AND v.version = CASE WHEN r.draft > 0 THEN r.draft ELSE r.head END
JOIN item i ON i.resource = r.id AND i.version = v.version
JOIN grading_suggestion s ON s.resource = r.id AND s.item = i.code AND s.grade > 0
LEFT JOIN org o ON o.id = r.org
WHERE r.state <> 'retired' AND (:org IS NULL OR r.org = :org)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
	AND ((:open = 1 AND s.state = 'open') OR (:open = 0
		AND s.grade > CASE WHEN i.grade > 0 THEN i.grade ELSE v.grade END))
	AND (r.id > :after OR (r.id = :after AND i.pos > :after_pos))
ORDER BY r.id, i.pos LIMIT :count;

-- :name GRADING_SUGGESTED_COUNT  reads resource, entry_count, org
-- scan ok: each entry's counts once
-- :in org text, region text, open int
SELECT CAST(COALESCE(SUM(CASE WHEN :open = 1 THEN c.undecided ELSE c.lower END), 0)
	AS BIGINT) AS n
FROM entry_count c JOIN resource r ON r.id = c.resource
WHERE r.state <> 'retired' AND (:org IS NULL OR r.org = :org)
	AND (:region IS NULL OR r.org IN (
		SELECT o.id FROM org o WHERE substr(o.region, 1, length(:region)) = :region));

-- :name GRADING_STATISTICS  reads resource, entry_count, org
-- One row an agency. scan ok: each entry's counts once
-- :in org text, region text
SELECT r.org, o.name AS org_name, SUM(CASE WHEN c.items > 0 THEN 1 ELSE 0 END) AS entries,
	CAST(SUM(c.items) AS BIGINT) AS items, CAST(SUM(c.ungraded) AS BIGINT) AS ungraded,
	CAST(SUM(c.grade_1) AS BIGINT) AS grade_1,
	CAST(SUM(c.grade_2) AS BIGINT) AS grade_2, CAST(SUM(c.grade_3) AS BIGINT) AS grade_3,
	CAST(SUM(c.grade_4) AS BIGINT) AS grade_4,
	CAST(SUM(c.lower) AS BIGINT) AS lower, CAST(SUM(c.undecided) AS BIGINT) AS undecided,
	CAST(SUM(c.decided) AS BIGINT) AS decided
FROM entry_count c JOIN resource r ON r.id = c.resource LEFT JOIN org o ON o.id = r.org
WHERE r.state <> 'retired' AND c.items > 0 AND (:org IS NULL OR r.org = :org)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
GROUP BY r.org, o.name ORDER BY r.org;
