-- usage.sql - how much is used, by day. Read by src/usage and src/warning.

-- :name USAGE_MARK  reads usage_mark
SELECT at FROM usage_mark WHERE one = 1;

-- :name USAGE_MARK_MOVE  writes usage_mark
-- :in was int, at int
UPDATE usage_mark SET at = :at WHERE one = 1 AND at = :was;

-- :name USAGE_MARK_BACK  writes usage_mark
UPDATE usage_mark SET at = 0, anew = anew + 1 WHERE one = 1;

-- :name USAGE_DROP  writes usage_day
-- scan ok: all of it is counted anew
DELETE FROM usage_day WHERE wrong = 0;

-- :name USAGE_EMPTY  writes usage_day
-- What was guessed wrong isn't in the record, and stays.
-- scan ok: all of it is counted anew
UPDATE usage_day SET calls = 0, rows_out = 0, bytes_out = 0, claims = 0, grouped = 0, empty = 0,
	refused = 0, copies = 0, copied = 0, hours = 0, persons = 0, sketch = NULL, seen = 0;

-- :name USAGE_SKETCH  reads usage_day
-- :in day int, org text, resource text, grant_id text
SELECT sketch FROM usage_day
WHERE day = :day AND org = :org AND grant_id = :grant_id AND resource = :resource;

-- :name USAGE_ADD  writes usage_day
-- What was refused under a grant may name that alone: its entry is the grant's; what was
-- delivered is the grant's agency's.
-- :in day int, org text, resource text, grant_id text, calls int, rows_out int, bytes_out int
-- :in claims int, grouped int, empty int, refused int, copies int, copied int, hours int
-- :in persons int, sketch blob, seen int, delivered int
INSERT INTO usage_day (day, org, resource, grant_id, calls, rows_out, bytes_out, claims, grouped,
	empty, refused, copies, copied, hours, persons, sketch, seen)
VALUES (:day, CASE WHEN :delivered = 0 THEN :org ELSE
		COALESCE((SELECT g.org FROM access_grant g WHERE g.id = :grant_id), :org) END,
	COALESCE(NULLIF(:resource, ''),
		(SELECT g.resource FROM access_grant g WHERE g.id = :grant_id), ''),
	:grant_id, :calls, :rows_out, :bytes_out, :claims, :grouped, :empty, :refused, :copies,
	:copied, :hours, :persons, :sketch, :seen)
ON CONFLICT (day, org, resource, grant_id) DO UPDATE SET
	calls = usage_day.calls + excluded.calls, rows_out = usage_day.rows_out + excluded.rows_out,
	bytes_out = usage_day.bytes_out + excluded.bytes_out,
	claims = usage_day.claims + excluded.claims, grouped = usage_day.grouped + excluded.grouped,
	empty = usage_day.empty + excluded.empty, refused = usage_day.refused + excluded.refused,
	copies = usage_day.copies + excluded.copies, copied = usage_day.copied + excluded.copied,
	hours = usage_day.hours | excluded.hours,
	persons = CASE WHEN excluded.persons > usage_day.persons THEN excluded.persons
		ELSE usage_day.persons END,
	sketch = COALESCE(excluded.sketch, usage_day.sketch), seen = excluded.seen;

-- :name USAGE_SKETCH_DROP  writes usage_day
-- :in from int, before int
UPDATE usage_day SET sketch = NULL
WHERE day >= :from AND day < :before AND sketch IS NOT NULL;

-- :name USAGE_FROM  writes usage_address
-- :in key_id text, address text, org text, first_at int, last_at int
INSERT INTO usage_address (key_id, address, org, first_at, last_at)
VALUES (:key_id, :address, :org, :first_at, :last_at)
ON CONFLICT (key_id, address) DO UPDATE SET
	last_at = CASE WHEN excluded.last_at > usage_address.last_at THEN excluded.last_at
		ELSE usage_address.last_at END;

-- :name USAGE_FROM_DROP  writes usage_address
-- scan ok: some thousand keys, once a pass
-- :in before int
DELETE FROM usage_address WHERE last_at < :before;

-- :name MONITORED_ADD  writes monitored
-- :in leaf int, kind text, at int, org text, resource text
INSERT INTO monitored (leaf, kind, at, org, resource) VALUES (:leaf, :kind, :at, :org, :resource)
ON CONFLICT DO NOTHING;

-- :name MONITORED_DROP  writes monitored
-- scan ok: all of it is made anew
DELETE FROM monitored;

-- :name MONITORED_LIST  reads monitored, resource, org
-- Newest first. scan ok: the rows of a page, by primary key downwards
-- :in kind text, org text, resource text, county text, from int, to int, after int, limit int
SELECT m.leaf, m.kind FROM monitored m LEFT JOIN org o ON o.id = m.org
WHERE m.leaf < :after AND (:kind IS NULL OR m.kind = :kind) AND (:org IS NULL OR m.org = :org)
	AND (:resource IS NULL OR m.resource = :resource
		OR m.resource IN (SELECT r.id FROM resource r WHERE r.code = :resource))
	AND (:county IS NULL OR substr(o.region, 1, length(:county)) = :county)
	AND m.at >= :from AND (:to = 0 OR m.at < :to)
ORDER BY m.leaf DESC LIMIT :limit;

-- :name MONITORED_COUNT  reads monitored, resource, org
-- scan ok: an exact total is part of the contract
-- :in kind text, org text, resource text, county text, from int, to int
SELECT COUNT(*) AS n FROM monitored m LEFT JOIN org o ON o.id = m.org
WHERE (:kind IS NULL OR m.kind = :kind) AND (:org IS NULL OR m.org = :org)
	AND (:resource IS NULL OR m.resource = :resource
		OR m.resource IN (SELECT r.id FROM resource r WHERE r.code = :resource))
	AND (:county IS NULL OR substr(o.region, 1, length(:county)) = :county)
	AND m.at >= :from AND (:to = 0 OR m.at < :to);

-- :name USAGE_LIST  reads usage_day, org, resource, resource_version
-- Newest day first; one line for a day, an agency and an entry.
-- :in from int, to int, org text, provider text, resource text, mine text, region text, personal int, after text, limit int
SELECT x.place, x.day, x.org, o.name AS org_name, x.resource, r.code, v.title, r.org AS provider,
	p.name AS provider_name, x.calls, x.rows_out, x.claims, x.grouped, x.empty, x.refused, x.persons,
	x.copies, x.copied
FROM (SELECT CAST(900000 - u.day AS TEXT) || ' ' || u.org || ' ' || u.resource AS place, u.day AS day,
		u.org AS org, u.resource AS resource,
		CAST(SUM(u.calls) AS BIGINT) AS calls, CAST(SUM(u.rows_out) AS BIGINT) AS rows_out,
		CAST(SUM(u.claims) AS BIGINT) AS claims, CAST(SUM(u.grouped) AS BIGINT) AS grouped,
		CAST(SUM(u.empty) AS BIGINT) AS empty, CAST(SUM(u.refused) AS BIGINT) AS refused,
		CAST(SUM(u.persons) AS BIGINT) AS persons, CAST(SUM(u.copies) AS BIGINT) AS copies,
		CAST(SUM(u.copied) AS BIGINT) AS copied
	FROM usage_day u WHERE u.day >= :from AND u.day <= :to AND (:personal = 0 OR u.persons > 0)
	GROUP BY u.day, u.org, u.resource) x
LEFT JOIN org o ON o.id = x.org LEFT JOIN resource r ON r.id = x.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org p ON p.id = r.org
WHERE (:org IS NULL OR x.org = :org) AND (:provider IS NULL OR r.org = :provider)
	AND (:resource IS NULL OR x.resource = :resource OR r.code = :resource)
	AND (:mine IS NULL OR x.org = :mine OR r.org = :mine)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region
		OR substr(p.region, 1, length(:region)) = :region)
	AND (:after IS NULL OR x.place > :after)
ORDER BY x.place LIMIT :limit;

-- :name USAGE_TOTAL  reads usage_day, org, resource
-- :in from int, to int, org text, provider text, resource text, mine text, region text, personal int
SELECT COUNT(*) AS n
FROM (SELECT DISTINCT u.day AS day, u.org AS org, u.resource AS resource FROM usage_day u
	WHERE u.day >= :from AND u.day <= :to AND (:personal = 0 OR u.persons > 0)) x
LEFT JOIN org o ON o.id = x.org LEFT JOIN resource r ON r.id = x.resource
LEFT JOIN org p ON p.id = r.org
WHERE (:org IS NULL OR x.org = :org) AND (:provider IS NULL OR r.org = :provider)
	AND (:resource IS NULL OR x.resource = :resource OR r.code = :resource)
	AND (:mine IS NULL OR x.org = :mine OR r.org = :mine)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region
		OR substr(p.region, 1, length(:region)) = :region);

-- :name USAGE_OPEN_LINES  reads usage_day, org, resource, resource_version, portal_dataset
-- The same for everybody, of one day: what doesn't stand on the portal is one line an agency,
-- without provider, code or title. Of the agencies from :from_org on (after its line :after)
-- only as many are summed up as lines are wanted: each has one at least.
-- :in day int, from_org text, to_org text, after text, agencies int, limit int
SELECT CAST(900000 - y.day AS TEXT) || ' ' || y.org || ' ' || y.resource AS place, y.day, y.org,
	o.name AS org_name, r.code, v.title, p.name AS provider_name,
	y.calls, y.rows_out, y.claims, y.grouped, y.refused
FROM (SELECT x.day AS day, x.org AS org, x.resource AS resource, CAST(SUM(x.calls) AS BIGINT) AS calls,
		CAST(SUM(x.rows_out) AS BIGINT) AS rows_out, CAST(SUM(x.claims) AS BIGINT) AS claims,
		CAST(SUM(x.grouped) AS BIGINT) AS grouped, CAST(SUM(x.refused) AS BIGINT) AS refused
	FROM (SELECT u.day AS day, u.org AS org, CASE WHEN d.no IS NULL THEN '' ELSE u.resource END AS resource,
			u.calls AS calls, u.rows_out AS rows_out, u.claims AS claims,
			u.grouped AS grouped, u.refused AS refused
		FROM usage_day u LEFT JOIN resource e ON e.id = u.resource
		LEFT JOIN portal_dataset d ON d.no = e.no AND d.standing IN ('live', 'listed')
		WHERE u.day = :day AND u.calls + u.refused > 0 AND u.org >= :from_org
			AND u.org <= (SELECT MAX(q.org) FROM (SELECT DISTINCT n.org AS org FROM usage_day n
				WHERE n.day = :day AND n.org >= :from_org AND (:to_org IS NULL OR n.org <= :to_org)
					AND n.calls + n.refused > 0
				ORDER BY n.org LIMIT :agencies) q)) x
	GROUP BY x.day, x.org, x.resource) y
LEFT JOIN org o ON o.id = y.org LEFT JOIN resource r ON r.id = y.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org p ON p.id = r.org
WHERE (:after IS NULL OR y.org > :from_org OR y.resource > :after)
ORDER BY y.org, y.resource LIMIT :limit;

-- :name USAGE_OPEN_COUNT  reads usage_day, resource, portal_dataset
-- The lines of a day.
-- :in day int, from_org text, to_org text
SELECT COUNT(*) AS n
FROM (SELECT DISTINCT u.org AS org, CASE WHEN d.no IS NULL THEN '' ELSE u.resource END AS resource
	FROM usage_day u LEFT JOIN resource e ON e.id = u.resource
	LEFT JOIN portal_dataset d ON d.no = e.no AND d.standing IN ('live', 'listed')
	WHERE u.day = :day AND u.org >= :from_org AND (:to_org IS NULL OR u.org <= :to_org)
		AND u.calls + u.refused > 0) x;

-- :name USAGE_OPEN_STAMP  reads catalogue_sequence, usage_mark
-- What those lines depend on: what stands on the portal, how far was counted, and how often
-- from the beginning.
SELECT COALESCE((SELECT last FROM catalogue_sequence WHERE name = 'change'), 0) AS change,
	COALESCE((SELECT at FROM usage_mark WHERE one = 1), 0) AS at,
	COALESCE((SELECT anew FROM usage_mark WHERE one = 1), 0) AS anew;

-- :name USAGE_OPEN_BY_ORG  reads usage_day, org
-- :in from int, to int, limit int
SELECT x.org, o.name AS name, x.calls, x.rows_out, x.claims, x.grouped, x.refused
FROM (SELECT u.org AS org, CAST(SUM(u.calls) AS BIGINT) AS calls,
		CAST(SUM(u.rows_out) AS BIGINT) AS rows_out, CAST(SUM(u.claims) AS BIGINT) AS claims,
		CAST(SUM(u.grouped) AS BIGINT) AS grouped, CAST(SUM(u.refused) AS BIGINT) AS refused
	FROM usage_day u
	WHERE u.day >= :from AND u.day <= :to AND u.calls + u.refused > 0 GROUP BY u.org) x
LEFT JOIN org o ON o.id = x.org ORDER BY x.calls DESC, x.org LIMIT :limit;

-- :name USAGE_OPEN_BY_RESOURCE  reads usage_day, org, resource, resource_version, portal_dataset
-- :in from int, to int, limit int
SELECT r.code, v.title, p.name AS provider_name, x.calls, x.rows_out, x.claims, x.grouped, x.refused
FROM (SELECT CASE WHEN d.no IS NULL THEN '' ELSE u.resource END AS resource,
		CAST(SUM(u.calls) AS BIGINT) AS calls, CAST(SUM(u.rows_out) AS BIGINT) AS rows_out,
		CAST(SUM(u.claims) AS BIGINT) AS claims, CAST(SUM(u.grouped) AS BIGINT) AS grouped,
		CAST(SUM(u.refused) AS BIGINT) AS refused
	FROM usage_day u LEFT JOIN resource e ON e.id = u.resource
	LEFT JOIN portal_dataset d ON d.no = e.no AND d.standing IN ('live', 'listed')
	WHERE u.day >= :from AND u.day <= :to AND u.calls + u.refused > 0
	GROUP BY CASE WHEN d.no IS NULL THEN '' ELSE u.resource END) x
LEFT JOIN resource r ON r.id = x.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org p ON p.id = r.org
ORDER BY CASE WHEN x.resource = '' THEN 1 ELSE 0 END, x.calls DESC, x.resource LIMIT :limit;

-- :name USAGE_OPEN_BY_DAY  reads usage_day
-- :in from int, to int
SELECT u.day, CAST(SUM(u.calls) AS BIGINT) AS calls, CAST(SUM(u.rows_out) AS BIGINT) AS rows_out,
	CAST(SUM(u.claims) AS BIGINT) AS claims, CAST(SUM(u.grouped) AS BIGINT) AS grouped,
	CAST(SUM(u.refused) AS BIGINT) AS refused
FROM usage_day u
WHERE u.day >= :from AND u.day <= :to AND u.calls + u.refused > 0
GROUP BY u.day ORDER BY u.day DESC;

-- :name MONITORED_SYSTEM  reads itsystem
-- :in id text
SELECT name FROM itsystem WHERE id = :id;
