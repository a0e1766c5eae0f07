-- guidance.sql - rules for cataloguing and grading that were registered here. Read by
-- src/guidance alone.

-- :name GUIDANCE_ADD  writes guidance
-- :in id text, title text, issuer text, number text, level text, domain text, in_force int, in_force_to int, places text, link text, file_hash text, file_name text, notes text, replaces text, by_id text, by_name text, by_org text, at int
INSERT INTO guidance (id, title, issuer, number, level, domain, in_force, in_force_to, places, link,
	file_hash, file_name, notes, replaces, by_id, by_name, by_org, at, changed_at)
VALUES (:id, :title, :issuer, :number, :level, :domain, :in_force, :in_force_to, :places, :link,
	:file_hash, :file_name, :notes, :replaces, :by_id, :by_name, :by_org, :at, :at);

-- :name GUIDANCE_CHANGE  writes guidance
-- What a rule says of itself stays; when it ends, and where it is shown, may change.
-- :in id text, in_force_to int, places text, link text, notes text, at int
UPDATE guidance SET in_force_to = :in_force_to, places = :places, link = :link, notes = :notes,
	changed_at = :at
WHERE id = :id;

-- :name GUIDANCE_ALL  reads guidance, guidance_file
-- scan ok: some hundreds; level and title order them in the program
SELECT g.id, g.title, g.issuer, g.number, g.level, g.domain, g.in_force, g.in_force_to, g.places,
	g.link, g.file_hash, g.file_name, f.size AS file_size, g.notes, g.replaces, g.by_name, g.at,
	g.changed_at
FROM guidance g LEFT JOIN guidance_file f ON f.hash = g.file_hash ORDER BY g.id;

-- :name GUIDANCE_REPLACING  reads guidance
-- The newer version of a rule, if there is one.
-- :in replaces text
SELECT id, in_force FROM guidance WHERE replaces = :replaces;

-- :name GUIDANCE_FILE_PUT  writes guidance_file
-- :in hash text, bytes blob, size int
INSERT INTO guidance_file (hash, bytes, size) VALUES (:hash, :bytes, :size)
ON CONFLICT (hash) DO NOTHING;

-- :name GUIDANCE_FILE_GET  reads guidance, guidance_file
-- :in id text
SELECT g.file_name, f.hash, f.bytes FROM guidance g JOIN guidance_file f ON f.hash = g.file_hash
WHERE g.id = :id;
