-- 0076_answering: refusals are found by their day. An older server runs on it. Going back:
-- drop the index.

CREATE INDEX case_act_refused ON case_act (at) WHERE act IN ('refuse', 'revoke');
