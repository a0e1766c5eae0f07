-- 0085_entry_count: what an entry's items count to, so that statistics add up entries
-- and don't walk items: of the version that is worked on (else the one that stands) by
-- grade and by what was suggested, of the one that stands how many are described.
-- Derived: kept in the change that moves an entry or a suggestion, made anew by
-- `gongshu reindex`. An older server runs on it and doesn't keep it; after one has
-- written, reindex. Going back: drop the table.

CREATE TABLE entry_count (
	resource    TEXT PRIMARY KEY REFERENCES resource(id),
	items       BIGINT NOT NULL,
	ungraded    BIGINT NOT NULL,
	grade_1     BIGINT NOT NULL,
	grade_2     BIGINT NOT NULL,
	grade_3     BIGINT NOT NULL,
	grade_4     BIGINT NOT NULL,
	lower       BIGINT NOT NULL,
	undecided   BIGINT NOT NULL,
	decided     BIGINT NOT NULL,
	head_items  BIGINT NOT NULL,
	undescribed BIGINT NOT NULL
);

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
GROUP BY r.id, r.head;
