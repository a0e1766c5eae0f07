-- supply.sql - supply beside demand. Read by supply_http.c alone.

-- :name SUPPLY_LIST  reads resource, resource_version, org, case_file, access_grant
-- :in after text, count int, org text
-- What stands in the catalogue beside who asked for it and who has it.
SELECT r.id, r.code, r.org, o.name AS org_name, v.title, v.theme, v.share_type,
	(SELECT COUNT(*) FROM case_file c
	 WHERE c.resource = r.id AND c.process = 'share-request' AND c.state <> 'draft') AS requests,
	(SELECT COUNT(*) FROM case_file c
	 WHERE c.resource = r.id AND c.process = 'share-request' AND c.state <> 'draft'
	 AND c.owes IS NOT NULL) AS waiting,
	(SELECT COUNT(*) FROM access_grant g WHERE g.resource = r.id AND g.state = 'open') AS grants
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = r.org
WHERE r.state = 'published' AND (:org IS NULL OR r.org = :org)
	AND (:after IS NULL OR r.id < :after)
ORDER BY r.id DESC LIMIT :count;

-- :name SUPPLY_COUNT  reads resource
-- :in org text
SELECT COUNT(*) AS n FROM resource WHERE state = 'published' AND (:org IS NULL OR org = :org);
