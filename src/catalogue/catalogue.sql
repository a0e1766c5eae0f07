-- catalogue.sql - entries, their versions, items and history. Read by
-- catalogue_store.c and catalogue_change.c.

-- :name CATALOGUE_NEXT  writes catalogue_sequence
-- :in name text, count int
-- The next numbers of a sequence: the last of so many.
INSERT INTO catalogue_sequence (name, last) VALUES (:name, :count)
ON CONFLICT (name) DO UPDATE SET last = catalogue_sequence.last + excluded.last RETURNING last;

-- :name CATALOGUE_LAST  reads catalogue_sequence
-- :in name text
SELECT last FROM catalogue_sequence WHERE name = :name;

-- :name CATALOGUE_LASTS  reads catalogue_sequence
-- What the lists in memory depend on: entries, and the trees they hang in.
SELECT name, last FROM catalogue_sequence WHERE name IN ('change', 'trees');

-- :name RESOURCE_BY_ID  reads resource
-- :in id text
SELECT id, no, code, national_code, org, state, head, draft, next_item, revision, created_at,
	changed_at
FROM resource WHERE id = :id;

-- :name RESOURCE_BY_CODE  reads resource
-- :in code text
SELECT id, no, code, national_code, org, state, head, draft, next_item, revision, created_at,
	changed_at
FROM resource WHERE code = :code;

-- :name RESOURCE_MANY  reads resource
-- :in ids text
-- ids: a JSON list.
-- :only sqlite
SELECT id, no, code, national_code, org, state, head, draft, next_item, revision, created_at,
	changed_at
FROM resource WHERE id IN (SELECT value FROM json_each(:ids));
-- :only postgres
SELECT id, no, code, national_code, org, state, head, draft, next_item, revision, created_at,
	changed_at
FROM resource WHERE id = ANY (ARRAY(SELECT json_array_elements_text(:ids::json)));

-- :name CODE_MANY  reads resource
-- :in codes text
-- Which of these are taken.
-- :only sqlite
SELECT code FROM resource WHERE code IN (SELECT value FROM json_each(:codes));
-- :only postgres
SELECT code FROM resource WHERE code = ANY (ARRAY(SELECT json_array_elements_text(:codes::json)));

-- :name RESOURCE_BY_NO  reads resource
-- :in no int
SELECT id, no, code, national_code, org, state, head, draft, next_item, revision, created_at,
	changed_at
FROM resource WHERE no = :no;

-- :name RESOURCE_ADD  writes resource
-- :in id text, no int, code text, org text, next_item int, seq int, now int
INSERT INTO resource (id, no, code, national_code, org, state, head, draft, next_item, revision,
	seq, created_at, changed_at)
VALUES (:id, :no, :code, NULL, :org, 'draft', 1, 1, :next_item, 1, :seq, :now, :now);

-- :name RESOURCE_SET  writes resource
-- :in id text, was int, national_code text, org text, state text
-- :in head int, draft int, next_item int, seq int, now int
-- Only if nobody changed it meanwhile: 0 rows means stale.
UPDATE resource SET national_code = :national_code, org = :org, state = :state, head = :head,
	draft = :draft, next_item = :next_item, revision = revision + 1, seq = :seq,
	changed_at = :now
WHERE id = :id AND revision = :was;

-- :name RESOURCE_TOUCH  writes resource
-- :in no int, seq int
-- Something shown with the entry changed (its data, its place on the portal).
UPDATE resource SET seq = :seq WHERE no = :no;

-- :name RESOURCE_OF_ORG  reads resource
-- :in org text, after text, count int
SELECT id, no FROM resource WHERE org = :org AND id > :after ORDER BY id LIMIT :count;

-- :name RESOURCE_STANDING_OF_ORG  reads resource, resource_version
-- What an agency still provides or is about to: how many entries stand or are under review,
-- and the first of them.
-- :in org text, count int
SELECT r.code, v.title, (SELECT COUNT(*) FROM resource a WHERE a.org = :org
	AND a.state IN ('published', 'in_review')) AS standing
FROM resource r JOIN resource_version v ON v.resource = r.id
	AND v.version = CASE WHEN r.head > 0 THEN r.head ELSE r.draft END
WHERE r.org = :org AND r.state IN ('published', 'in_review') ORDER BY r.no LIMIT :count;

-- :name RESOURCE_TITLES  reads resource, resource_version
-- :in org text
-- An agency's entries by their codes and by what they are called now.
SELECT r.id, r.code, v.title FROM resource r JOIN resource_version v ON v.resource = r.id
	AND v.version = CASE WHEN r.draft > 0 THEN r.draft ELSE r.head END
WHERE r.org = :org AND r.state <> 'retired';

-- :name RESOURCE_AFTER  reads resource
-- :in no int, count int
-- A walk over all entries, for rebuilding what is derived from them.
SELECT id, no FROM resource WHERE no > :no ORDER BY no LIMIT :count;

-- :name RESOURCE_OUT_COUNT  reads resource
-- How many of all entries go out with an export: those that resource_seen_by() shows.
-- scan ok: the export reads them all
-- :in org text, own text, all int
SELECT COUNT(*) AS n FROM resource WHERE state <> 'retired' AND (:org IS NULL OR org = :org)
	AND (:all = 1 OR state = 'published' OR org = :own);

-- :name VERSION_GET  reads resource_version
-- :in resource text, version int
SELECT state,
	title, abstract, keywords, category, more_categories, theme, industry, scenario, form, format, collector, reviewer,
	source_system, duty, collect_basis, collect_scope, collect_necessity, update_cycle,
	region, grade, share_type, share_conditions, share_reason, share_law, share_level,
	share_article, open_type, open_conditions, open_reason, open_law, open_level,
	open_article, completeness,
	created_at, created_by, changed_at, published_at
FROM resource_version WHERE resource = :resource AND version = :version;

-- :name VERSION_MANY  reads resource_version, resource
-- :in ids text
-- Of each the version under work if there is one, else the one that stands.
-- :only sqlite
SELECT v.resource, v.version, v.state, v.title, v.abstract, v.keywords, v.category,
	v.more_categories, v.theme,
	v.industry, v.scenario, v.form, v.format, v.collector, v.reviewer, v.source_system,
	v.duty, v.collect_basis, v.collect_scope, v.collect_necessity, v.update_cycle, v.region,
	v.grade, v.share_type, v.share_conditions, v.share_reason, v.share_law, v.share_level,
	v.share_article, v.open_type, v.open_conditions, v.open_reason, v.open_law,
	v.open_level, v.open_article, v.completeness, v.created_at, v.created_by, v.changed_at,
	v.published_at
FROM resource r JOIN resource_version v ON v.resource = r.id
	AND v.version = CASE WHEN r.draft > 0 THEN r.draft ELSE r.head END
WHERE r.id IN (SELECT value FROM json_each(:ids));
-- :only postgres
SELECT v.resource, v.version, v.state, v.title, v.abstract, v.keywords, v.category,
	v.more_categories, v.theme,
	v.industry, v.scenario, v.form, v.format, v.collector, v.reviewer, v.source_system,
	v.duty, v.collect_basis, v.collect_scope, v.collect_necessity, v.update_cycle, v.region,
	v.grade, v.share_type, v.share_conditions, v.share_reason, v.share_law, v.share_level,
	v.share_article, v.open_type, v.open_conditions, v.open_reason, v.open_law,
	v.open_level, v.open_article, v.completeness, v.created_at, v.created_by, v.changed_at,
	v.published_at
FROM resource r JOIN resource_version v ON v.resource = r.id
	AND v.version = CASE WHEN r.draft > 0 THEN r.draft ELSE r.head END
WHERE r.id = ANY (ARRAY(SELECT json_array_elements_text(:ids::json)));

-- :name VERSION_ADD  writes resource_version
-- :in resource text, version int, by text, now int, title text
-- :in abstract text, keywords text, category text, more_categories text, theme text, industry text, scenario text, form text
-- :in format text, collector text, reviewer text, source_system text, duty text
-- :in collect_basis text, collect_scope text, collect_necessity text, update_cycle text, region text
-- :in grade int, share_type text, share_conditions text, share_reason text, share_law text
-- :in share_level text, share_article text, open_type text, open_conditions text, open_reason text
-- :in open_law text, open_level text, open_article text, completeness int
INSERT INTO resource_version (resource, version, state, created_at, created_by, changed_at,
	published_at,
	title, abstract, keywords, category, more_categories, theme, industry, scenario, form, format, collector, reviewer,
	source_system, duty, collect_basis, collect_scope, collect_necessity, update_cycle,
	region, grade, share_type, share_conditions, share_reason, share_law, share_level,
	share_article, open_type, open_conditions, open_reason, open_law, open_level,
	open_article, completeness)
VALUES (:resource, :version, 'draft', :now, :by, :now, 0,
	:title, :abstract, :keywords, :category, :more_categories, :theme, :industry, :scenario, :form, :format, :collector,
	:reviewer, :source_system, :duty, :collect_basis, :collect_scope,
	:collect_necessity, :update_cycle, :region, :grade, :share_type, :share_conditions,
	:share_reason, :share_law, :share_level, :share_article, :open_type,
	:open_conditions, :open_reason, :open_law, :open_level, :open_article, :completeness);

-- :name VERSION_SET  writes resource_version
-- :in resource text, version int, now int, title text, abstract text
-- :in keywords text, category text, more_categories text, theme text, industry text, scenario text, form text, format text
-- :in collector text, reviewer text, source_system text, duty text, collect_basis text
-- :in collect_scope text, collect_necessity text, update_cycle text, region text, grade int
-- :in share_type text, share_conditions text, share_reason text, share_law text, share_level text
-- :in share_article text, open_type text, open_conditions text, open_reason text, open_law text
-- :in open_level text, open_article text, completeness int
UPDATE resource_version SET changed_at = :now,
	title = :title, abstract = :abstract, keywords = :keywords, category = :category,
	more_categories = :more_categories,
	theme = :theme, industry = :industry, scenario = :scenario,
	form = :form, format = :format, collector = :collector,
	reviewer = :reviewer, source_system = :source_system, duty = :duty,
	collect_basis = :collect_basis, collect_scope = :collect_scope,
	collect_necessity = :collect_necessity, update_cycle = :update_cycle,
	region = :region, grade = :grade, share_type = :share_type,
	share_conditions = :share_conditions, share_reason = :share_reason,
	share_law = :share_law, share_level = :share_level, share_article = :share_article,
	open_type = :open_type, open_conditions = :open_conditions,
	open_reason = :open_reason, open_law = :open_law, open_level = :open_level,
	open_article = :open_article, completeness = :completeness
WHERE resource = :resource AND version = :version;

-- :name VERSION_STATE  writes resource_version
-- :in resource text, version int, state text, published_at int
-- A published_at of 0 leaves what is there.
UPDATE resource_version SET state = :state,
	published_at = CASE WHEN :published_at > 0 THEN :published_at ELSE published_at END
WHERE resource = :resource AND version = :version;

-- :name VERSION_LIST  reads resource_version
-- :in resource text
SELECT version, state, title, completeness, created_at, changed_at, published_at
FROM resource_version WHERE resource = :resource ORDER BY version DESC;

-- :name VERSION_LIKE  reads resource_version, resource
-- :in title text, id text
-- Entries that stand under the same title: a second one is rarely meant.
SELECT r.code, v.title FROM resource_version v
JOIN resource r ON r.id = v.resource AND r.head = v.version
WHERE v.title = :title AND r.id <> :id AND r.state <> 'retired' ORDER BY r.id LIMIT 5;

-- :name ITEM_LIST  reads item
-- :in resource text, version int
SELECT no, code, name, type, length, decimals, is_key, nullable, grade, share_type, open_type,
	element, code_set, format, mask, description
FROM item WHERE resource = :resource AND version = :version ORDER BY pos;

-- :name ITEM_MANY  reads item, resource
-- :in ids text
-- :only sqlite
SELECT i.resource, i.version, i.no, i.code, i.name, i.type, i.length, i.decimals, i.is_key,
	i.nullable, i.grade, i.share_type, i.open_type, i.element, i.code_set, i.format, i.mask,
	i.description
FROM resource r JOIN item i ON i.resource = r.id
	AND i.version = CASE WHEN r.draft > 0 THEN r.draft ELSE r.head END
WHERE r.id IN (SELECT value FROM json_each(:ids))
ORDER BY i.resource, i.pos;
-- :only postgres
SELECT i.resource, i.version, i.no, i.code, i.name, i.type, i.length, i.decimals, i.is_key,
	i.nullable, i.grade, i.share_type, i.open_type, i.element, i.code_set, i.format, i.mask,
	i.description
FROM resource r JOIN item i ON i.resource = r.id
	AND i.version = CASE WHEN r.draft > 0 THEN r.draft ELSE r.head END
WHERE r.id = ANY (ARRAY(SELECT json_array_elements_text(:ids::json)))
ORDER BY i.resource, i.pos;

-- :name ITEM_ADD  writes item
-- :in resource text, version int, pos int, no int, code text, name text, type text
-- :in length int, decimals int, is_key int, nullable int, grade int, share_type text
-- :in open_type text, element text, code_set text, format text, mask text, description text
INSERT INTO item (resource, version, pos, no, code, name, type, length, decimals, is_key,
	nullable, grade, share_type, open_type, element, code_set, format, mask, description)
VALUES (:resource, :version, :pos, :no, :code, :name, :type, :length, :decimals, :is_key,
	:nullable, :grade, :share_type, :open_type, :element, :code_set, :format, :mask,
	:description);

-- :name ITEMS_ADD  writes item
-- :in resource text, version int, items text
-- All of a version's at once: lists as ITEM_ADD names them, in its order from no on.
-- :only sqlite
INSERT INTO item (resource, version, pos, no, code, name, type, length, decimals, is_key,
	nullable, grade, share_type, open_type, element, code_set, format, mask, description)
SELECT :resource, :version, key, value ->> 0, value ->> 1, value ->> 2, value ->> 3,
	value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9,
	value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15
FROM json_each(:items);
-- :only postgres
INSERT INTO item (resource, version, pos, no, code, name, type, length, decimals, is_key,
	nullable, grade, share_type, open_type, element, code_set, format, mask, description)
SELECT :resource, :version, i.pos - 1, (i.v ->> 0)::bigint, i.v ->> 1, i.v ->> 2, i.v ->> 3,
	(i.v ->> 4)::bigint, (i.v ->> 5)::bigint, (i.v ->> 6)::bigint, (i.v ->> 7)::bigint,
	(i.v ->> 8)::bigint, i.v ->> 9, i.v ->> 10, i.v ->> 11, i.v ->> 12, i.v ->> 13,
	i.v ->> 14, i.v ->> 15
FROM json_array_elements(:items::json) WITH ORDINALITY AS i (v, pos);

-- :name ITEM_DROP  writes item
-- :in resource text, version int
DELETE FROM item WHERE resource = :resource AND version = :version;

-- :part ENTRY_COUNTED
INSERT INTO entry_count (resource, items, ungraded, grade_1, grade_2, grade_3, grade_4, lower,
	undecided, decided, head_items, undescribed)
SELECT r.id, COUNT(i.pos),
	COALESCE(SUM(CASE WHEN i.grade = 0 THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN i.grade = 1 THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN i.grade = 2 THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN i.grade = 3 THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN i.grade = 4 THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN s.grade > CASE WHEN i.grade > 0 THEN i.grade ELSE v.grade END
		THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN s.grade > 0 AND s.state = 'open' THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN s.grade > 0 AND s.state <> 'open' THEN 1 ELSE 0 END), 0),
	(SELECT COUNT(*) FROM item h WHERE h.resource = r.id AND h.version = r.head),
	(SELECT COUNT(*) FROM item h WHERE h.resource = r.id AND h.version = r.head
	 AND (h.description IS NULL OR h.description = ''))
FROM resource r
JOIN resource_version v ON v.resource = r.id
	AND v.version = CASE WHEN r.draft > 0 THEN r.draft ELSE r.head END
LEFT JOIN item i ON i.resource = r.id AND i.version = v.version
LEFT JOIN grading_suggestion s ON s.resource = r.id AND s.item = i.code

-- :part ENTRY_COUNTS_ANEW
ON CONFLICT (resource) DO UPDATE SET items = excluded.items, ungraded = excluded.ungraded,
	grade_1 = excluded.grade_1, grade_2 = excluded.grade_2, grade_3 = excluded.grade_3,
	grade_4 = excluded.grade_4, lower = excluded.lower, undecided = excluded.undecided,
	decided = excluded.decided, head_items = excluded.head_items,
	undescribed = excluded.undescribed;

-- :name ENTRY_COUNT  writes entry_count
-- :in id text
-- What its items count to, from them and what was suggested for them.
-- :take ENTRY_COUNTED
WHERE r.id = :id GROUP BY r.id, r.head
-- :take ENTRY_COUNTS_ANEW

-- :name ENTRY_COUNT_SOME  writes entry_count
-- :in no int, last int
-- The same for a stretch of entries.
-- :take ENTRY_COUNTED
WHERE r.no > :no AND r.no <= :last GROUP BY r.id, r.head
-- :take ENTRY_COUNTS_ANEW

-- :name RESOURCE_LAST  reads resource
SELECT COALESCE(MAX(no), 0) AS no FROM resource;

-- :name EVENT_ADD  writes resource_event
-- :in id text, resource text, version int, at int, event text, by_id text, by_name text, note text
INSERT INTO resource_event (id, resource, version, at, event, by_id, by_name, note)
VALUES (:id, :resource, :version, :at, :event, :by_id, :by_name, :note);

-- :name EVENT_LIST  reads resource_event, user_account
-- :in resource text, after text, count int
SELECT e.id, e.version, e.at, e.event, e.by_id, e.by_name, u.title AS by_title, e.note
FROM resource_event e LEFT JOIN user_account u ON u.id = e.by_id
WHERE e.resource = :resource AND (:after IS NULL OR e.id < :after)
ORDER BY e.id DESC LIMIT :count;

-- :name EVENT_WRITTEN_BY  reads resource_event
-- Has this person written any of what a version says?
-- :in resource text, version int, by text
SELECT id FROM resource_event
WHERE resource = :resource AND version = :version AND by_id = :by
	AND event IN ('created', 'edited') LIMIT 1;

-- :name EVENT_COUNT  reads resource_event
-- :in resource text
SELECT COUNT(*) AS n FROM resource_event WHERE resource = :resource;

-- :name NEGATIVE_PUT  writes negative_list
-- :in resource text, version int, now int
INSERT INTO negative_list (resource, version, listed_at) VALUES (:resource, :version, :now)
ON CONFLICT (resource) DO UPDATE SET version = :version;

-- :name NEGATIVE_DROP  writes negative_list
-- :in resource text
DELETE FROM negative_list WHERE resource = :resource;

-- :name NEGATIVE_LIST  reads negative_list, resource, resource_version, org, evaluation
-- :in after text, count int, org text, share_type text, q text
SELECT n.resource, n.listed_at, r.code, r.national_code, r.org, o.name AS org_name, v.title,
	v.share_type, v.share_conditions, v.share_reason, v.share_law, v.share_level,
	v.share_article, COALESCE(e.last_on, 0) AS looked_on, e.case_id AS evaluation
FROM negative_list n JOIN resource r ON r.id = n.resource
JOIN resource_version v ON v.resource = n.resource AND v.version = n.version
LEFT JOIN org o ON o.id = r.org
LEFT JOIN evaluation e ON e.resource = n.resource AND e.dimension = 'share'
WHERE (:after IS NULL OR n.resource < :after) AND (:org IS NULL OR r.org = :org)
	AND (:share_type IS NULL OR v.share_type = :share_type)
	AND (:q IS NULL OR lower(v.title) LIKE :q ESCAPE '!' OR lower(o.name) LIKE :q ESCAPE '!'
		OR lower(v.share_law) LIKE :q ESCAPE '!')
ORDER BY n.resource DESC LIMIT :count;

-- :name NEGATIVE_COUNT  reads negative_list, resource, resource_version, org
-- :in org text, share_type text, q text
SELECT COUNT(*) AS n FROM negative_list n JOIN resource r ON r.id = n.resource
JOIN resource_version v ON v.resource = n.resource AND v.version = n.version
LEFT JOIN org o ON o.id = r.org
WHERE (:org IS NULL OR r.org = :org) AND (:share_type IS NULL OR v.share_type = :share_type)
	AND (:q IS NULL OR lower(v.title) LIKE :q ESCAPE '!' OR lower(o.name) LIKE :q ESCAPE '!'
		OR lower(v.share_law) LIKE :q ESCAPE '!');

-- :name VERSION_COLLECTOR_MOVE  writes resource_version
-- scan ok: once in an organisation's life
-- :in was text, now_org text
UPDATE resource_version SET collector = :now_org
WHERE collector = :was AND state IN ('draft', 'in_review');

-- :name VERSION_REVIEWER_MOVE  writes resource_version
-- scan ok: once in an organisation's life
-- :in was text, now_org text
UPDATE resource_version SET reviewer = :now_org
WHERE reviewer = :was AND state IN ('draft', 'in_review');

-- :name LISTING_SINCE  reads resource, resource_version, portal_dataset
-- :in seq int, count int
-- Entries changed after `seq`, as the version that stands has them.
SELECT r.no, r.seq, v.title, r.org, r.state, r.changed_at, v.share_type, v.open_type,
	v.category, v.more_categories, v.theme, v.industry, v.scenario, v.grade,
	v.update_cycle, v.form, v.region, v.format, p.standing, p.data_version, p.rows, p.updated_at
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN portal_dataset p ON p.no = r.no
WHERE r.seq > :seq ORDER BY r.seq LIMIT :count;

-- :name LISTING_ITEM  reads resource, resource_version, org, portal_dataset, dataset, dataset_version
-- :in no int
SELECT r.id, r.no, r.code, r.national_code, r.org, o.name AS org_name, r.state, r.head, r.draft,
	r.changed_at, v.title, v.abstract, v.category, v.more_categories, v.theme, v.industry, v.scenario,
	v.form, v.format, v.update_cycle, v.region,
	v.grade, v.share_type, v.open_type, v.completeness, v.published_at, p.standing,
	p.data_version, p.rows, p.updated_at, d.version AS live_version,
	dv.row_count AS live_rows, dv.live_at
FROM resource r JOIN resource_version v ON v.resource = r.id AND v.version = r.head
LEFT JOIN org o ON o.id = r.org LEFT JOIN portal_dataset p ON p.no = r.no
LEFT JOIN dataset d ON d.resource_no = r.no
LEFT JOIN dataset_version dv ON dv.resource_no = d.resource_no AND dv.version = d.version
WHERE r.no = :no;

-- :name LISTING_KNOW  writes listing_kept
-- :in hash text, seen int, now int
-- A file with the lists' table (listing_kept.c), and up to which change it holds.
INSERT INTO listing_kept (hash, seen, at) VALUES (:hash, :seen, :now)
ON CONFLICT (hash) DO UPDATE SET at = :now;

-- :name LISTING_KNOWN  reads listing_kept
-- :in hash text
SELECT seen FROM listing_kept WHERE hash = :hash;

-- :name LISTING_FORGET  writes listing_kept
-- :in before int
DELETE FROM listing_kept WHERE at < :before;
