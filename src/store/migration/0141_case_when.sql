-- 0141_case_when: registers of a procedure by the day that is due, what nobody owes by a day last;
-- who is late, by who owes it; grants by their end. An older server runs on it. Going back: drop the indexes.

CREATE INDEX case_when ON case_file (process,
	(CASE WHEN ended = 1 OR due = 0 THEN 9999999 ELSE due END), id);
CREATE INDEX case_desk_late ON case_desk (desk, due, case_id) WHERE due > 0;
CREATE INDEX grant_use_ends ON grant_use (
	(CASE WHEN until = 0 THEN 9000000000000 ELSE until END), id) WHERE is_open = 1;
