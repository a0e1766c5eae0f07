-- dataapi.sql - what a call asks before it uses a plan. Read by plan.c alone.

-- :name DATA_SEEN  reads resource, grant_epoch, dataset
-- :in code text
-- The entry, which version of its data is live (0: none), and whether any grant
-- changed.
SELECT r.id, r.no, r.revision, r.state,
	(SELECT n FROM grant_epoch WHERE one = 1) AS epoch,
	COALESCE((SELECT d.version FROM dataset d WHERE d.resource_no = r.no), 0) AS version
FROM resource r WHERE r.code = :code;
