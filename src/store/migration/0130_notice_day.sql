-- 0130_notice_day: a confirmed measure that waits for its publication stood with the day of the
-- urgent one whose place it took; it is public as it stands since a second person confirmed or
-- closed. An older server runs on it. Going back: nothing.

UPDATE violation_notice SET published_at = (SELECT MAX(a.at) FROM case_act a
	WHERE a.case_id = violation_notice.case_id AND a.to_state = 'in_force')
WHERE published_at > 0 AND lifted_at = 0
	AND case_id IN (SELECT f.id FROM case_file f WHERE f.state = 'in_force')
	AND EXISTS (SELECT 1 FROM case_act a WHERE a.case_id = violation_notice.case_id
		AND a.to_state = 'in_force' AND a.at > violation_notice.published_at);
