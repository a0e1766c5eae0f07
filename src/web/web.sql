-- web.sql - what the door itself keeps: answers under an Idempotency-Key.

-- :name IDEMPOTENCY_GET  reads idempotency
-- :in principal text, route text, key text, since int
SELECT digest, state, status, type, location, answer FROM idempotency
WHERE principal = :principal AND route = :route AND key = :key AND made_at >= :since;

-- :name IDEMPOTENCY_FORGET  writes idempotency
-- :in before int
DELETE FROM idempotency WHERE made_at < :before;

-- :name IDEMPOTENCY_BEGIN  writes idempotency
-- :in principal text, route text, key text, digest text, now int
INSERT INTO idempotency (principal, route, key, digest, state, status, made_at)
VALUES (:principal, :route, :key, :digest, 'begun', 0, :now)
ON CONFLICT (principal, route, key) DO NOTHING;

-- :name IDEMPOTENCY_END  writes idempotency
-- :in principal text, route text, key text, status int, type text, location text, answer text
UPDATE idempotency SET state = 'done', status = :status, type = :type, location = :location,
       answer = :answer
WHERE principal = :principal AND route = :route AND key = :key;

-- :name IDEMPOTENCY_DROP  writes idempotency
-- :in principal text, route text, key text
DELETE FROM idempotency
WHERE principal = :principal AND route = :route AND key = :key AND state = 'begun';
