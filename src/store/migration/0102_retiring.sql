-- 0102_retiring: an entry whose retirement was asked stands in a state of its own, and the
-- operator's days run from the asking; its day is counted anew when the server has started
-- (provisional; 0110 lists it in case_redesk). An older server knows no such state and must not run on it. Going back:
-- state 'listed' again, with the fact 'retire_asked'.

UPDATE case_file SET state = 'retiring', facts = REPLACE(facts, ' retire_asked', ''),
	entered = (SELECT MAX(a.event_at + 28800000) FROM case_act a
		WHERE a.case_id = case_file.id AND a.act = 'retire') / 86400000,
	from_day = (SELECT MAX(a.event_at + 28800000) FROM case_act a
		WHERE a.case_id = case_file.id AND a.act = 'retire') / 86400000,
	provisional = 1
WHERE process = 'catalogue-review' AND state = 'listed' AND ended = 0
	AND facts LIKE '% retire_asked%';
