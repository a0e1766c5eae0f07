-- element.sql - the dictionary of data elements. Read by src/element alone.

-- :name ELEMENT_GET  reads element
-- :in code text
SELECT id, code, name, name_en, type, definition, format, length, decimals, value_range, code_set,
	grade, unit, source, retired, version, changed_at
FROM element WHERE code = :code;

-- :name ELEMENT_ELSEWHERE  reads element
-- :in codes text, org text
-- Those of a JSON list of codes that another than this organisation is the source of.
-- :only sqlite
SELECT code FROM element
WHERE code IN (SELECT value FROM json_each(:codes)) AND source <> :org LIMIT 1;
-- :only postgres
SELECT code FROM element
WHERE code = ANY (ARRAY(SELECT json_array_elements_text(:codes::json))) AND source <> :org LIMIT 1;

-- :name ELEMENT_ADD  writes element
-- :in id text, code text, name text, name_en text, type text, definition text, format text
-- :in length int, decimals int, value_range text, code_set text, grade int, unit text
-- :in source text, retired int, now int
INSERT INTO element (id, code, name, name_en, type, definition, format, length, decimals,
	value_range, code_set, grade, unit, source, retired, version, created_at, changed_at)
VALUES (:id, :code, :name, :name_en, :type, :definition, :format, :length, :decimals,
	:value_range, :code_set, :grade, :unit, :source, :retired, 1, :now, :now);

-- :name ELEMENT_SET  writes element
-- :in code text, was int, name text, name_en text, type text, definition text, format text
-- :in length int, decimals int, value_range text, code_set text, grade int, unit text
-- :in source text, retired int, now int
-- 0 rows: somebody changed it meanwhile.
UPDATE element SET name = :name, name_en = :name_en, type = :type, definition = :definition,
	format = :format, length = :length, decimals = :decimals, value_range = :value_range,
	code_set = :code_set, grade = :grade, unit = :unit, source = :source,
	retired = :retired, version = version + 1, changed_at = :now
WHERE code = :code AND version = :was;

-- :name ELEMENT_SOURCE_FOLLOW  writes element
-- The entry has gone already; its elements follow unless an entry left behind has them too.
-- :in was text, now_org text, resource text
UPDATE element SET source = :now_org
WHERE source = :was
	AND code IN (SELECT i.element FROM item i JOIN resource r ON r.id = i.resource
		AND r.head = i.version WHERE i.resource = :resource)
	AND NOT EXISTS (SELECT 1 FROM item o JOIN resource p ON p.id = o.resource
		AND p.head = o.version
		WHERE o.element = element.code AND p.org = :was AND p.state <> 'retired');

-- :name ELEMENT_SOURCE_MOVE  writes element
-- :in was text, now_org text
UPDATE element SET source = :now_org WHERE source = :was;

-- :name ELEMENT_LIST  reads element, org
-- :in q text, source text, code_set text, state text, after text, limit int
-- scan ok: a dictionary of some thousand
SELECT e.id, e.code, e.name, e.name_en, e.type, e.definition, e.format, e.length, e.decimals,
	e.value_range, e.code_set, e.grade, e.unit, e.source, e.retired, e.version, e.changed_at,
	o.name AS source_name
FROM element e LEFT JOIN org o ON o.id = e.source
WHERE (:after IS NULL OR e.code > :after) AND (:source IS NULL OR e.source = :source)
	AND (:code_set IS NULL OR e.code_set = :code_set)
	AND (:state IS NULL OR e.retired = CASE WHEN :state = 'retired' THEN 1 ELSE 0 END)
	AND (:q IS NULL OR lower(e.code) LIKE :q ESCAPE '!' OR lower(e.name) LIKE :q ESCAPE '!'
		OR lower(e.name_en) LIKE :q ESCAPE '!' OR lower(e.definition) LIKE :q ESCAPE '!')
ORDER BY e.code LIMIT :limit;

-- :name ELEMENT_COUNT  reads element
-- :in q text, source text, code_set text, state text
-- scan ok: a dictionary of some thousand
SELECT COUNT(*) AS n FROM element e
WHERE (:source IS NULL OR e.source = :source)
	AND (:code_set IS NULL OR e.code_set = :code_set)
	AND (:state IS NULL OR e.retired = CASE WHEN :state = 'retired' THEN 1 ELSE 0 END)
	AND (:q IS NULL OR lower(e.code) LIKE :q ESCAPE '!' OR lower(e.name) LIKE :q ESCAPE '!'
		OR lower(e.name_en) LIKE :q ESCAPE '!' OR lower(e.definition) LIKE :q ESCAPE '!');

-- :name ELEMENT_USES  reads item, resource, resource_version, org
-- :in code text, limit int
-- Standing entries that carry it.
SELECT r.id, r.code, v.title, r.org, o.name AS org_name, i.code AS item, i.name AS item_name
FROM item i JOIN resource r ON r.id = i.resource AND r.head = i.version
JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = r.org
WHERE i.element = :code AND r.state = 'published' ORDER BY r.id LIMIT :limit;

-- :name ELEMENT_ORG  reads org
-- :in word text
-- scan ok: some hundred organisations, asked once a name of a file
SELECT id, name FROM org WHERE (id = :word OR name = :word OR code = :word) AND state = 'active'
ORDER BY id LIMIT 2;

-- :name ELEMENT_VERSION_ADD  writes element_version
-- :in code text, version int, at int, by_name text, reason text, body text
INSERT INTO element_version (code, version, at, by_name, reason, body)
VALUES (:code, :version, :at, :by_name, :reason, :body);

-- :name ELEMENT_VERSION_LIST  reads element_version
-- :in code text
SELECT version, at, by_name, reason, body FROM element_version
WHERE code = :code ORDER BY version DESC;
