-- completeness.sql - what the checks ask of entries. Read by src/completeness alone.

-- :name COMPLETENESS_WALK  reads resource, resource_version, org, entry_count, dataset, dataset_version, case_file, access_grant, content_version
-- :in after text, org text, region text, system text, today int, count int
-- The facts of entries by id: of all, an agency, a region, a system.
SELECT r.id, r.code, r.national_code, r.org, o.name AS org_name, o.code AS org_code,
	o.region, r.state, r.head,
	v.title, v.source_system, v.duty, v.form, v.format, v.category, v.abstract, v.update_cycle,
	v.share_type, v.share_conditions, v.share_law, v.open_type, v.open_conditions, v.open_law,
	COALESCE(n.head_items, 0) AS items, COALESCE(n.undescribed, 0) AS undescribed,
	dv.live_at, dv.row_count, dv.bytes,
	(SELECT MAX(f.at) FROM content_version f WHERE f.resource = r.id) AS mounted_at,
	(SELECT COUNT(*) FROM case_file c WHERE c.resource = r.id AND c.process = 'share-request'
	 AND c.state NOT IN ('draft', 'cancelled')) AS asked,
	(SELECT COUNT(*) FROM case_file c WHERE c.resource = r.id AND c.process = 'share-request'
	 AND c.ended = 0 AND c.owes = 'provider' AND c.due > 0 AND c.due < :today) AS late,
	(SELECT COUNT(*) FROM access_grant g WHERE g.resource = r.id) AS given
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
JOIN org o ON o.id = r.org LEFT JOIN entry_count n ON n.resource = r.id
LEFT JOIN dataset d ON d.resource_no = r.no AND d.version > 0
LEFT JOIN dataset_version dv ON dv.resource_no = d.resource_no AND dv.version = d.version
WHERE r.id > :after AND r.state <> 'retired' AND (:org IS NULL OR r.org = :org)
	AND (:region IS NULL OR substr(o.region, 1, length(:region)) = :region)
	AND (:system IS NULL OR v.source_system = :system)
ORDER BY r.id LIMIT :count;

-- :name COMPLETENESS_ORGS  reads org, resource
-- :in org text, region text
-- Every agency, those without an entry as well. scan ok: some hundred bodies
SELECT id, name, level, region FROM org
WHERE state = 'active' AND (kind = 'agency' OR EXISTS (
		SELECT 1 FROM resource r WHERE r.org = org.id AND r.state <> 'retired')) AND (:org IS NULL OR id = :org)
	AND (:region IS NULL OR substr(region, 1, length(:region)) = :region)
ORDER BY id;
