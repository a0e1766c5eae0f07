-- dcat.sql - the catalogue page by page, as other catalogues read it.

-- :name DCAT_OPEN  reads portal_dataset, resource, resource_version, org, content_version
-- :in org text, low int, high int, skip int, count int
-- What stands on the portal, in the order it was numbered: new ones come last.
SELECT r.code, r.national_code, r.org, r.head, v.title, v.abstract, v.keywords, v.theme, v.category, v.more_categories,
	v.update_cycle, v.region, v.share_type, v.share_conditions, v.open_type,
	v.open_conditions, v.published_at, v.changed_at, o.name AS org_name, o.code AS org_code,
	o.region AS org_region, o.unit AS org_unit, o.phone AS org_phone, p.standing,
	p.data_version, p.first_at, p.updated_at,
	(SELECT COUNT(*) FROM content_version c WHERE c.resource = r.id AND c.opened_at > 0
		AND c.closed_at = 0) AS files
FROM (SELECT s.no FROM portal_dataset s
	WHERE s.standing IN ('live', 'listed') AND s.no >= :low AND s.no <= :high
		AND (:org IS NULL OR EXISTS (SELECT 1 FROM resource x WHERE x.no = s.no AND x.org = :org))
	ORDER BY s.no LIMIT :count OFFSET :skip) k
JOIN portal_dataset p ON p.no = k.no JOIN resource r ON r.no = k.no
JOIN resource_version v ON v.resource = r.id AND v.version = r.head
JOIN org o ON o.id = r.org
ORDER BY p.no;

-- :name DCAT_OPEN_CHANGED  reads portal_dataset, resource
-- :in org text
-- scan ok: some thousand datasets; the answer lies ready or is known by its ETag
SELECT CAST(COALESCE(MAX(CASE WHEN p.updated_at > p.first_at THEN p.updated_at
	ELSE p.first_at END), 0) AS BIGINT) AS at
FROM portal_dataset p WHERE p.standing IN ('live', 'listed') AND (:org IS NULL
	OR EXISTS (SELECT 1 FROM resource r WHERE r.no = p.no AND r.org = :org));

-- :name DCAT_ALL  reads resource, resource_version, org, portal_dataset, dataset, dataset_version, content_version
-- :in org text, low int, high int, skip int, count int
-- Every published entry.
SELECT r.code, r.national_code, r.org, r.head, v.title, v.abstract, v.keywords, v.theme, v.category, v.more_categories,
	v.update_cycle, v.region, v.share_type, v.share_conditions, v.open_type,
	v.open_conditions, v.published_at, v.changed_at, o.name AS org_name, o.code AS org_code,
	o.region AS org_region, o.unit AS org_unit, o.phone AS org_phone, p.standing,
	dv.version AS data_version, p.first_at, dv.live_at AS updated_at,
	(SELECT COUNT(*) FROM content_version c WHERE c.resource = r.id AND c.opened_at > 0
		AND c.closed_at = 0) AS files
FROM (SELECT s.no FROM resource s
	WHERE s.state = 'published' AND s.no >= :low AND s.no <= :high
		AND (:org IS NULL OR s.org = :org)
	ORDER BY s.no LIMIT :count OFFSET :skip) k
JOIN resource r ON r.no = k.no
JOIN resource_version v ON v.resource = r.id AND v.version = r.head
JOIN org o ON o.id = r.org LEFT JOIN portal_dataset p ON p.no = r.no
LEFT JOIN dataset d ON d.resource_no = r.no
LEFT JOIN dataset_version dv ON dv.resource_no = d.resource_no AND dv.version = d.version
ORDER BY r.no;

-- :name DCAT_ALL_CHANGED  reads resource, resource_version
-- :in org text
-- scan ok: of the whole catalogue, for staff
SELECT CAST(COALESCE(MAX(v.published_at), 0) AS BIGINT) AS at
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
WHERE r.state = 'published' AND (:org IS NULL OR r.org = :org);

-- :name DCAT_PUBLISHER  reads org
-- Who answers for the city's catalogue: its authority, else its operator.
SELECT id, name, code, region, unit, phone FROM org
WHERE kind IN ('authority', 'operator') AND level = 'city' AND state = 'active'
ORDER BY kind, id LIMIT 1;

-- :name NATIONAL_COUNT  reads resource
-- How many entries the core metadata is of. Uses resource_state.
SELECT COUNT(*) AS n FROM resource WHERE state = 'published';
