-- 0125_desk_provisional: desks whose day is provisional are found when a calendar comes. An
-- older server runs on it. Going back: drop the index.

CREATE INDEX case_desk_provisional ON case_desk (case_id) WHERE provisional = 1;
