-- warning.sql - use that isn't as usual. Read by src/warning alone.

-- :name WARNING_LOOK  reads use_warning_look
SELECT seen FROM use_warning_look WHERE one = 1;

-- :name WARNING_LOOKED  writes use_warning_look
-- :in seen int
UPDATE use_warning_look SET seen = :seen WHERE one = 1;

-- :name WARNING_WRONG_SET  writes usage_day
-- :in day int, total blob
-- What grants guessed wrong on a day, of those counted on it: the few that guessed are
-- looked up.
UPDATE usage_day SET wrong = s.n FROM grant_guess s
WHERE s.day = :day AND s.subject = :total AND usage_day.grant_id = s.grant_id
	AND usage_day.day = s.day AND usage_day.wrong <> s.n;

-- :name WARNING_MOVED  reads usage_day, access_grant, resource
-- Days of grants that were counted since, of the last days, in the order they were.
-- :in from int, seen int, count int
SELECT u.day, u.org, u.grant_id, u.resource, u.calls, u.rows_out, u.persons, u.hours, u.wrong, u.copied,
	u.empty + u.refused AS misses, u.seen, g.case_id, COALESCE(g.provider, r.org) AS provider
FROM usage_day u LEFT JOIN access_grant g ON g.id = u.grant_id
LEFT JOIN resource r ON r.id = u.resource
WHERE u.day >= :from AND u.seen > :seen
ORDER BY u.seen, u.day, u.grant_id, u.org, u.resource LIMIT :count;

-- :name WARNING_PAST  reads usage_day
-- :in grant_id text, from int, before int
SELECT calls, rows_out, persons, hours, wrong, copied, empty + refused AS misses FROM usage_day
WHERE grant_id = :grant_id AND day >= :from AND day < :before AND calls > 0;

-- :name WARNING_ADDRESSES  reads usage_address
-- scan ok: some thousand keys; those nobody has looked at
-- :in count int
SELECT a.key_id, a.address, a.org, a.first_at,
	(SELECT MIN(b.first_at) FROM usage_address b WHERE b.key_id = a.key_id) AS oldest
FROM usage_address a WHERE a.looked = 0 ORDER BY a.first_at LIMIT :count;

-- :name WARNING_ADDRESS_LOOKED  writes usage_address
-- :in key_id text, address text
UPDATE usage_address SET looked = 1 WHERE key_id = :key_id AND address = :address;

-- :name WARNING_ADD  writes use_warning
-- A day's figure grows while nobody has looked at it yet.
-- :in id text, kind text, day int, about text, org text, provider text, resource text, grant_id text
-- :in case_id text, key_id text, address text, figure int, usual int, least int, now int
INSERT INTO use_warning (id, kind, day, about, org, provider, resource, grant_id, case_id, key_id,
	address, figure, usual, least, at, state, changed_at)
VALUES (:id, :kind, :day, :about, :org, :provider, :resource, :grant_id, :case_id, :key_id, :address,
	:figure, :usual, :least, :now, 'open', :now)
ON CONFLICT (kind, day, about) DO UPDATE SET figure = excluded.figure
WHERE use_warning.state = 'open' AND use_warning.figure < excluded.figure;

-- :name WARNING_ID  reads use_warning
-- :in kind text, day int, about text
SELECT id, at FROM use_warning WHERE kind = :kind AND day = :day AND about = :about;

-- :name WARNING_ACT  writes use_warning
-- What is closed stays so, and what was found before stands before what is found now.
-- :in id text, state text, finding text, reason text, by_id text, by_name text, now int
UPDATE use_warning SET state = :state,
	finding = CASE WHEN :finding IS NULL THEN finding ELSE COALESCE(finding, '') || :finding END,
	reason = COALESCE(:reason, reason), by_id = :by_id, by_name = :by_name, changed_at = :now
WHERE id = :id AND state <> 'closed';

-- :name WARNING_GET  reads use_warning, org
-- :in id text, mine text, region text
SELECT w.id, w.org, w.provider, w.state, w.grant_id, w.resource, length(w.finding) AS found
FROM use_warning w
LEFT JOIN org o ON o.id = w.org LEFT JOIN org p ON p.id = w.provider
WHERE w.id = :id AND (:mine IS NULL OR w.org = :mine OR w.provider = :mine)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region
		OR substr(p.region, 1, length(:region)) = :region);

-- :name WARNING_LIST  reads use_warning, org, resource, resource_version, access_grant, case_file
-- Newest first. scan ok: the rows of a page, by primary key downwards
-- :in mine text, region text, kind text, state text, org text, provider text, resource text, after text, limit int
SELECT w.id, w.kind, w.day, w.org, o.name AS org_name, w.provider, p.name AS provider_name, w.resource,
	r.code, v.title, w.grant_id, g.state AS grant_state,
	COALESCE(g.case_id, w.case_id) AS case_id, COALESCE(c.local, 0) AS local, w.key_id, w.address, w.figure,
	w.usual, w.least, w.at, w.state, w.finding, w.reason, w.by_name, w.changed_at
FROM use_warning w LEFT JOIN org o ON o.id = w.org LEFT JOIN org p ON p.id = w.provider
LEFT JOIN resource r ON r.id = w.resource
LEFT JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN access_grant g ON g.id = w.grant_id
LEFT JOIN case_file c ON c.id = COALESCE(g.case_id, w.case_id)
WHERE (:mine IS NULL OR w.org = :mine OR w.provider = :mine)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region
		OR substr(p.region, 1, length(:region)) = :region)
	AND (:kind IS NULL OR w.kind = :kind) AND (:state IS NULL OR w.state = :state)
	AND (:org IS NULL OR w.org = :org) AND (:provider IS NULL OR w.provider = :provider)
	AND (:resource IS NULL OR w.resource = :resource OR r.code = :resource)
	AND (:after IS NULL OR w.id < :after)
ORDER BY w.id DESC LIMIT :limit;

-- :name WARNING_COUNT  reads use_warning, org, resource
-- scan ok: an exact total is part of the contract
-- :in mine text, region text, kind text, state text, org text, provider text, resource text
SELECT COUNT(*) AS n
FROM use_warning w LEFT JOIN org o ON o.id = w.org LEFT JOIN org p ON p.id = w.provider
LEFT JOIN resource r ON r.id = w.resource
WHERE (:mine IS NULL OR w.org = :mine OR w.provider = :mine)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region
		OR substr(p.region, 1, length(:region)) = :region)
	AND (:kind IS NULL OR w.kind = :kind) AND (:state IS NULL OR w.state = :state)
	AND (:org IS NULL OR w.org = :org) AND (:provider IS NULL OR w.provider = :provider)
	AND (:resource IS NULL OR w.resource = :resource OR r.code = :resource);
