-- 0131_seal_before: sides that put their seal before 0108 get their line of the register: who,
-- when, and the page as it was handed in. Which form the page bears nobody kept, so its hash
-- stays empty, as do who signed it and where the original is. An older server runs on it and
-- shows an empty hash. Going back: delete the lines with an empty form_hash.

-- :only sqlite
INSERT INTO delivery_seal (case_id, side, way, form_hash, upload, page_hash, by_name, by_org, at)
SELECT a.case_id, CASE a.actor WHEN 'provider' THEN 'provider' ELSE 'consumer' END, 'page', '',
	u.id, u.sha256, a.by_name, COALESCE(a.by_org, ''), a.at
FROM case_act a JOIN case_file c ON c.id = a.case_id
LEFT JOIN upload u ON u.id = json_extract(a.papers, CASE a.actor WHEN 'provider'
	THEN '$.seal_provider' ELSE '$.seal_consumer' END)
WHERE c.process = 'table-delivery' AND a.act = 'seal' AND a.actor IN ('provider', 'applicant')
	AND NOT EXISTS (SELECT 1 FROM case_act b WHERE b.case_id = a.case_id AND b.act = 'seal'
		AND b.actor = a.actor AND b.no > a.no)
	AND NOT EXISTS (SELECT 1 FROM delivery_seal s WHERE s.case_id = a.case_id
		AND s.side = CASE a.actor WHEN 'provider' THEN 'provider' ELSE 'consumer' END);
-- :only postgres
INSERT INTO delivery_seal (case_id, side, way, form_hash, upload, page_hash, by_name, by_org, at)
SELECT a.case_id, CASE a.actor WHEN 'provider' THEN 'provider' ELSE 'consumer' END, 'page', '',
	u.id, u.sha256, a.by_name, COALESCE(a.by_org, ''), a.at
FROM case_act a JOIN case_file c ON c.id = a.case_id
LEFT JOIN upload u ON u.id = a.papers::json ->> CASE a.actor WHEN 'provider'
	THEN 'seal_provider' ELSE 'seal_consumer' END
WHERE c.process = 'table-delivery' AND a.act = 'seal' AND a.actor IN ('provider', 'applicant')
	AND NOT EXISTS (SELECT 1 FROM case_act b WHERE b.case_id = a.case_id AND b.act = 'seal'
		AND b.actor = a.actor AND b.no > a.no)
	AND NOT EXISTS (SELECT 1 FROM delivery_seal s WHERE s.case_id = a.case_id
		AND s.side = CASE a.actor WHEN 'provider' THEN 'provider' ELSE 'consumer' END);
-- :both
