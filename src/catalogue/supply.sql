-- supply.sql - supply beside demand. Read by supply_http.c alone.

-- :part SUPPLY_COUNTS
	(SELECT COUNT(*) FROM case_file c
	 WHERE c.resource = r.id AND c.process = 'share-request' AND c.state <> 'draft') AS requests,
	(SELECT COUNT(*) FROM case_file c
	 WHERE c.resource = r.id AND c.process = 'share-request' AND c.state <> 'draft'
	 AND c.owes IS NOT NULL) AS waiting,
	(SELECT COUNT(*) FROM access_grant g WHERE g.resource = r.id AND g.state = 'open') AS grants

-- :part SUPPLY_CHOSEN
WHERE r.state = 'published' AND v.share_type IN ('unconditional', 'conditional')
	AND (:org IS NULL OR r.org = :org) AND (:share IS NULL OR v.share_type = :share)
	AND (:theme IS NULL OR v.theme = :theme)
	AND (:q IS NULL OR lower(v.title) LIKE :q ESCAPE '!' OR lower(r.code) LIKE :q ESCAPE '!')

-- :name SUPPLY_LIST  reads resource, resource_version, org, case_file, access_grant
-- What may be shared, beside who asked for it and who has it; the newest first.
-- :in after text, limit int, org text, share text, theme text, q text
SELECT r.id AS place, r.id, r.code, r.org, o.name AS org_name, v.title, v.theme, v.share_type,
-- :take SUPPLY_COUNTS
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = r.org
-- :take SUPPLY_CHOSEN
	AND (:after IS NULL OR r.id < :after)
ORDER BY r.id DESC LIMIT :limit;

-- :name SUPPLY_BY_TITLE  reads resource, resource_version, org, case_file, access_grant
-- `place` is the title and the id, whose sixteen characters come last. Uses
-- resource_version_title, which finds where the page begins.
-- :in after text, limit int, org text, share text, theme text, q text
SELECT v.title || ' ' || r.id AS place, r.id, r.code, r.org, o.name AS org_name, v.title, v.theme,
	v.share_type,
-- :take SUPPLY_COUNTS
FROM resource_version v JOIN resource r ON r.id = v.resource AND r.head = v.version
LEFT JOIN org o ON o.id = r.org
-- :take SUPPLY_CHOSEN
	AND v.title >= COALESCE(substr(:after, 1, length(:after) - 17), '')
	AND (v.title > COALESCE(substr(:after, 1, length(:after) - 17), '')
		OR r.id > COALESCE(substr(:after, length(:after) - 15), ''))
ORDER BY v.title, r.id LIMIT :limit;

-- :name SUPPLY_BY_REQUESTS  reads resource, resource_version, org, case_file, access_grant
-- What is asked for most comes first.
-- scan ok: requests are counted once for all, as the contract says: nobody keeps their number
-- :in after text, limit int, org text, share text, theme text, q text
SELECT x.place, x.id, x.code, x.org, o.name AS org_name, x.title, x.theme, x.share_type, x.requests,
	(SELECT COUNT(*) FROM case_file c
	 WHERE c.resource = x.id AND c.process = 'share-request' AND c.state <> 'draft'
	 AND c.owes IS NOT NULL) AS waiting,
	(SELECT COUNT(*) FROM access_grant g WHERE g.resource = x.id AND g.state = 'open') AS grants
FROM (SELECT CAST(1000000000 + y.requests AS TEXT) || ' ' || y.id AS place, y.*
	FROM (SELECT r.id, r.code, r.org, v.title, v.theme, v.share_type,
			COALESCE(k.n, 0) AS requests
		FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
		LEFT JOIN (SELECT c.resource, COUNT(*) AS n FROM case_file c
			WHERE c.process = 'share-request' AND c.state <> 'draft' GROUP BY c.resource) k
			ON k.resource = r.id
		WHERE r.state = 'published' AND v.share_type IN ('unconditional', 'conditional')
			AND (:org IS NULL OR r.org = :org) AND (:share IS NULL OR v.share_type = :share)
			AND (:theme IS NULL OR v.theme = :theme)
			AND (:q IS NULL OR lower(v.title) LIKE :q ESCAPE '!' OR lower(r.code) LIKE :q ESCAPE '!')) y) x
LEFT JOIN org o ON o.id = x.org
WHERE :after IS NULL OR x.place < :after
ORDER BY x.place DESC LIMIT :limit;

-- :name SUPPLY_COUNT  reads resource, resource_version
-- scan ok: an exact total is part of the contract
-- :in org text, share text, theme text, q text
SELECT COUNT(*) AS n
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
-- :take SUPPLY_CHOSEN
;
