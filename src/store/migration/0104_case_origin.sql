-- 0104_case_origin: what a case came to. A grant that a demand or a coordination ended in
-- lives in a share request of its own from now on; those made before get one here, standing
-- open, suspended or ended as the grant does, under the grant's id and with
-- the end it was granted until; the days of a suspended one are counted when the server has
-- started (0110). An older server runs on it and
-- opens none for what it grants; this one then can't end those. Going back: give each such
-- grant its `origin` as case_id, drop the cases and the table.

CREATE TABLE case_origin (
	case_id TEXT PRIMARY KEY,
	origin  TEXT NOT NULL
);
CREATE INDEX case_origin_of ON case_origin (origin);
INSERT INTO case_origin (case_id, origin)
SELECT g.id, g.case_id FROM access_grant g JOIN case_file c ON c.id = g.case_id
WHERE c.process IN ('demand', 'coordination');

INSERT INTO case_file (id, process, pack, state, facts, resource, title, applicant,
	applicant_name, applicant_level, applicant_region, person, provider, provider_name,
	provider_level, provider_region, local, opened_by, submitted_by, opened_at, moved_at,
	entered, first, promised, term, owes, from_day, due, provisional, ended, papers, revision)
SELECT g.id, 'share-request', c.pack, g.state,
	CASE WHEN c.applicant_level NOT IN ('county', 'town') THEN 'city'
		WHEN c.provider_level IN ('county', 'town')
			AND substr(c.applicant_region, 1, 6) = substr(c.provider_region, 1, 6) THEN 'local'
		ELSE 'county' END
	|| CASE WHEN v.share_type = 'unconditional' THEN ' unconditional' ELSE ' conditional' END
	|| CASE WHEN c.process = 'demand' THEN ' of_demand' ELSE ' of_coordination' END,
	g.resource, COALESCE(v.title, ''), c.applicant, c.applicant_name, c.applicant_level,
	c.applicant_region, NULL, c.provider, c.provider_name, c.provider_level, c.provider_region,
	CASE WHEN c.applicant_level IN ('county', 'town') AND c.provider_level IN ('county', 'town')
		AND substr(c.applicant_region, 1, 6) = substr(c.provider_region, 1, 6) THEN 1 ELSE 0 END,
	'', NULL, g.made_at, g.changed_at,
	(CASE WHEN g.state = 'suspended' THEN g.changed_at ELSE g.made_at END + 28800000) / 86400000,
	(g.made_at + 28800000) / 86400000,
	CASE WHEN u.until > 0 THEN (u.until - 1 + 28800000) / 86400000 ELSE 0 END,
	CASE WHEN g.state = 'suspended' THEN 'SHARE_SUSPENDED'
		WHEN u.until > 0 AND g.state = 'open' THEN 'SHARE_PERIOD' END,
	CASE WHEN g.state = 'suspended' THEN 'provider'
		WHEN u.until > 0 AND g.state = 'open' THEN 'time' END,
	CASE WHEN g.state = 'suspended' THEN (g.changed_at + 28800000) / 86400000
		WHEN u.until > 0 AND g.state = 'open' THEN (g.made_at + 28800000) / 86400000 ELSE 0 END,
	CASE WHEN u.until > 0 AND g.state = 'open'
		THEN (u.until - 1 + 28800000) / 86400000 ELSE 0 END,
	CASE WHEN g.state = 'suspended' THEN 1 ELSE 0 END,
	CASE WHEN g.state = 'ended' THEN 1 ELSE 0 END,
	CASE WHEN u.until > 0 AND g.valid_until IS NOT NULL
		THEN '{"conditions":{"valid_until":"' || g.valid_until || '"}}' ELSE '{}' END, 1
FROM case_origin k JOIN access_grant g ON g.id = k.case_id JOIN grant_use u ON u.id = g.id
JOIN case_file c ON c.id = k.origin LEFT JOIN resource r ON r.id = g.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head;

INSERT INTO case_scope (scope, case_id)
SELECT s.scope, k.case_id FROM case_origin k JOIN case_scope s ON s.case_id = k.origin;
INSERT INTO commitment_signed (case_id, no, hash, version, by_id, by_name, by_title, org, org_name,
	at, leaf)
SELECT k.case_id, m.no, m.hash, m.version, m.by_id, m.by_name, m.by_title, m.org, m.org_name, m.at,
	m.leaf
FROM case_origin k JOIN commitment_signed m ON m.case_id = k.origin;
INSERT INTO case_scenario (case_id, scenario)
SELECT k.case_id, l.scenario FROM case_origin k JOIN case_scenario l ON l.case_id = k.origin;
UPDATE access_grant SET case_id = id WHERE id IN (SELECT case_id FROM case_origin);
