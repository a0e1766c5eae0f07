-- violation.sql - what is published of measures against violations. Read by
-- src/violation alone.

-- :name VIOLATION_IMPOSED  writes violation_notice
-- An urgent one is published at once (:now), unless a reason was given not to. What becomes
-- of it takes its place, with words of its own, and is public if it was, from that day (:at);
-- what follows one that is over is a new one, and waits for its publication.
-- :in case_id text, about text, imposed_by text, measure text, basis text, ends_on int, words text, now int, at int
INSERT INTO violation_notice (case_id, about, imposed_by, measure, basis, words, published_at,
	ends_on, lifted_at)
VALUES (:case_id, :about, :imposed_by, :measure, :basis, :words, :now, :ends_on, 0)
ON CONFLICT (case_id) DO UPDATE SET imposed_by = excluded.imposed_by, measure = excluded.measure,
	basis = excluded.basis, ends_on = excluded.ends_on, lifted_at = 0,
	words = excluded.words,
	published_at = CASE WHEN excluded.published_at > 0 THEN excluded.published_at
		WHEN violation_notice.lifted_at > 0 OR violation_notice.published_at = 0 THEN 0
		ELSE :at END;

-- :name VIOLATION_DROPPED  writes violation_notice
-- An urgent one lapsed, or wasn't founded; where none was published nothing is said.
-- :in case_id text, now int
UPDATE violation_notice SET lifted_at = :now WHERE case_id = :case_id AND lifted_at = 0;

-- :name VIOLATION_PUBLISHED  writes violation_notice
-- :in case_id text, words text, now int
UPDATE violation_notice SET words = :words, published_at = :now WHERE case_id = :case_id;

-- :name VIOLATION_LIFTED  writes violation_notice
-- :in case_id text, now int
UPDATE violation_notice SET lifted_at = :now WHERE case_id = :case_id;

-- :name VIOLATION_RESTRICTED_BY  reads case_act
-- :in case_id text
SELECT by_id FROM case_act WHERE case_id = :case_id AND act = 'restrict' ORDER BY no DESC LIMIT 1;

-- :name NOTICE_OPEN_LIST  reads violation_notice
-- Published ones, newest first.
-- :in in_force int, after text, limit int
SELECT case_id, about, imposed_by, measure, basis, words, published_at, ends_on, lifted_at
FROM violation_notice
WHERE published_at > 0 AND (:in_force = 0 OR lifted_at = 0)
	AND (:after IS NULL OR case_id < :after)
ORDER BY case_id DESC LIMIT :limit;

-- :name NOTICE_OPEN_COUNT  reads violation_notice
-- :in in_force int
SELECT COUNT(*) AS n FROM violation_notice
WHERE published_at > 0 AND (:in_force = 0 OR lifted_at = 0);
