-- commitment.sql - texts that were signed, and by whom. Read by src/commitment, and for
-- the page of a case by src/cases.

-- :name COMMITMENT_KEEP  writes commitment_text
-- :in hash text, version text, pack text, body text, at int
INSERT INTO commitment_text (hash, version, pack, body, at)
VALUES (:hash, :version, :pack, :body, :at) ON CONFLICT (hash) DO NOTHING;

-- :name COMMITMENT_TEXT  reads commitment_text
-- :in hash text
SELECT hash, version, pack, body FROM commitment_text WHERE hash = :hash;

-- :name COMMITMENT_SIGN  reads user_account, org  writes commitment_signed
-- The names as they are now: what they are called later is no matter.
-- :in case_id text, no int, hash text, version text, by_id text, by_name text, org text, at int, leaf text
INSERT INTO commitment_signed (case_id, no, hash, version, by_id, by_name, by_title, org, org_name,
	at, leaf)
VALUES (:case_id, :no, :hash, :version, :by_id, :by_name,
	(SELECT u.title FROM user_account u WHERE u.id = :by_id), :org,
	(SELECT o.name FROM org o WHERE o.id = :org), :at, :leaf);

-- :name COMMITMENT_OF_CASE  reads commitment_signed
-- The last one: a request that was returned is signed anew.
-- :in case_id text
SELECT hash, version, by_id, by_name, by_title, org, org_name, at, leaf
FROM commitment_signed WHERE case_id = :case_id ORDER BY no DESC LIMIT 1;

-- :name COMMITMENT_CARRY  writes commitment_signed
-- What was signed for one case counts for what it came to: the leaf is that of the signing.
-- :in case_id text, origin text
INSERT INTO commitment_signed (case_id, no, hash, version, by_id, by_name, by_title, org, org_name,
	at, leaf)
SELECT :case_id, m.no, m.hash, m.version, m.by_id, m.by_name, m.by_title, m.org, m.org_name, m.at,
	m.leaf
FROM commitment_signed m WHERE m.case_id = :origin;
