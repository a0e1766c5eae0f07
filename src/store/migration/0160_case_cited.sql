-- 0160_case_cited: the law that an act rests on stands beside its papers as the pack calls
-- it, so that what agencies say of one article counts together. Acts before this keep the
-- words that were written. An older server runs on it and leaves them empty. Going back:
-- drop the columns.

ALTER TABLE case_act ADD COLUMN basis_law TEXT;
ALTER TABLE case_act ADD COLUMN basis_level TEXT;
ALTER TABLE case_act ADD COLUMN basis_article TEXT;

-- :only sqlite
UPDATE case_act SET basis_law = json_extract(papers, '$.basis.law'),
	basis_level = json_extract(papers, '$.basis.level'),
	basis_article = json_extract(papers, '$.basis.article')
WHERE act IN ('refuse', 'revoke');
-- :only postgres
UPDATE case_act SET basis_law = papers::json #>> '{basis,law}',
	basis_level = papers::json #>> '{basis,level}',
	basis_article = papers::json #>> '{basis,article}'
WHERE act IN ('refuse', 'revoke');
