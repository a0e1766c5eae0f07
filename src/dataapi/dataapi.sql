-- dataapi.sql - what a call asks before it uses a plan. Read by plan.c alone.

-- :name DATA_SEEN  reads resource, grant_epoch
-- :in code text
SELECT r.id, r.no, r.revision, r.state, (SELECT n FROM grant_epoch WHERE one = 1) AS epoch
FROM resource r WHERE r.code = :code;
