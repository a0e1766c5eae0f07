-- codeset.sql - lists of codes, their codes and versions. Read by src/codeset alone.

-- :name CODE_SET_GET  reads code_set
-- :in id text
SELECT id, kind, name, name_en, standard, source, partial, keeper, shipped, version, current,
	retired, changed_at
FROM code_set WHERE id = :id;

-- :name CODE_SET_KNOWN_AS  reads code_set
-- :in known_as text
SELECT id FROM code_set WHERE known_as = :known_as ORDER BY id LIMIT 1;

-- :name CODE_SET_LIST  reads code_set
-- :in kind text, q text, after text, limit int
-- scan ok: some dozen lists
SELECT id, kind, name, name_en, standard, source, partial, keeper, shipped, version, current,
	retired, changed_at
FROM code_set
WHERE (:kind IS NULL OR kind = :kind) AND (:after IS NULL OR id > :after)
	AND (:q IS NULL OR lower(name) LIKE :q ESCAPE '!' OR lower(id) LIKE :q ESCAPE '!'
		OR lower(standard) LIKE :q ESCAPE '!' OR lower(name_en) LIKE :q ESCAPE '!')
ORDER BY id LIMIT :limit;

-- :name CODE_SET_COUNT  reads code_set
-- :in kind text, q text
-- scan ok: some dozen lists
SELECT COUNT(*) AS n FROM code_set
WHERE (:kind IS NULL OR kind = :kind)
	AND (:q IS NULL OR lower(name) LIKE :q ESCAPE '!' OR lower(id) LIKE :q ESCAPE '!'
		OR lower(standard) LIKE :q ESCAPE '!' OR lower(name_en) LIKE :q ESCAPE '!');

-- :name CODE_SET_ADD  writes code_set
-- :in id text, kind text, name text, name_en text, standard text, known_as text, source text, partial int, keeper text, now int
INSERT INTO code_set (id, kind, name, name_en, standard, known_as, source, partial, keeper,
	shipped, version, current, retired, changed_at)
VALUES (:id, :kind, :name, :name_en, :standard, :known_as, :source, :partial, :keeper,
	NULL, 0, 0, 0, :now);

-- :name CODE_SET_MOVE  writes code_set
-- :in id text, was int, keeper text, shipped text, source text, current int, retired int, now int
-- The next version stands; 0 rows: somebody else made it meanwhile.
UPDATE code_set SET version = version + 1, keeper = :keeper, shipped = :shipped,
	source = :source, current = :current, retired = :retired, changed_at = :now
WHERE id = :id AND version = :was;

-- :name CODE_SET_WORDS  writes code_set
-- :in id text, name text, name_en text, standard text, known_as text, source text, partial int
UPDATE code_set SET name = :name, name_en = :name_en, standard = :standard,
	known_as = :known_as, source = :source, partial = :partial
WHERE id = :id;

-- :name CODE_SET_USED  reads item, resource
-- :in id text, standard text
-- Items of entries that stand and name the list.
SELECT COUNT(*) AS n FROM item i JOIN resource r ON r.id = i.resource AND r.head = i.version
WHERE i.code_set = :id OR (:standard IS NOT NULL AND i.code_set = :standard);

-- :name CODE_STANDING  reads code_set_code
-- :in id text, after text, limit int
SELECT code, name, name_en, parent, state, valid_from, valid_to, note FROM code_set_code
WHERE set_id = :id AND until = 0 AND code > :after ORDER BY code LIMIT :limit;

-- :name CODE_ONE  reads code_set_code
-- :in id text, code text
SELECT name, name_en FROM code_set_code WHERE set_id = :id AND code = :code AND until = 0;

-- :name CODE_LIST  reads code_set_code
-- :in id text, version int, parent text, state text, q text, after text, limit int
SELECT code, since, name, name_en, parent, state, valid_from, valid_to, note FROM code_set_code
WHERE set_id = :id AND since <= :version AND (until = 0 OR until > :version)
	AND (:after IS NULL OR code > :after) AND (:state IS NULL OR state = :state)
	AND (:parent IS NULL OR COALESCE(parent, '') = :parent)
	AND (:q IS NULL OR lower(code) LIKE :q ESCAPE '!' OR lower(name) LIKE :q ESCAPE '!'
		OR lower(name_en) LIKE :q ESCAPE '!')
ORDER BY code LIMIT :limit;

-- :name CODE_COUNT  reads code_set_code
-- :in id text, version int, parent text, state text, q text
SELECT COUNT(*) AS n FROM code_set_code
WHERE set_id = :id AND since <= :version AND (until = 0 OR until > :version)
	AND (:state IS NULL OR state = :state)
	AND (:parent IS NULL OR COALESCE(parent, '') = :parent)
	AND (:q IS NULL OR lower(code) LIKE :q ESCAPE '!' OR lower(name) LIKE :q ESCAPE '!'
		OR lower(name_en) LIKE :q ESCAPE '!');

-- :name CODE_ADD  writes code_set_code
-- :in id text, code text, since int, name text, name_en text, parent text, state text, valid_from int, valid_to int, note text
INSERT INTO code_set_code (set_id, code, since, until, name, name_en, parent, state, valid_from,
	valid_to, note)
VALUES (:id, :code, :since, 0, :name, :name_en, :parent, :state, :valid_from, :valid_to, :note);

-- :name CODE_END  writes code_set_code
-- :in id text, code text, until int
UPDATE code_set_code SET until = :until WHERE set_id = :id AND code = :code AND until = 0;

-- :name CODE_VERSION_ADD  writes code_set_version
-- :in id text, version int, at int, by_name text, source text, added int, changed int, retired int
INSERT INTO code_set_version (set_id, version, at, by_name, source, added, changed, retired)
VALUES (:id, :version, :at, :by_name, :source, :added, :changed, :retired);

-- :name CODE_VERSION_LIST  reads code_set_version
-- :in id text
SELECT version, at, by_name, source, added, changed, retired FROM code_set_version
WHERE set_id = :id ORDER BY version DESC;
