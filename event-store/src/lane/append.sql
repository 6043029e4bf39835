-- Everything that a batch has decided, in one statement: its events, the claims that they take, move
-- and release, the answers that are saved under idempotency keys, and one notification.
WITH new_events AS (
    INSERT INTO events (position, aggregate_type, aggregate_id, sequence, event_type,
                        event_version, payload, metadata, recorded_at, chain_hash)
    SELECT e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_type,
           e.event_version, e.payload::json, e.metadata::json, $10, e.chain_hash
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[],
                $6::text[], $7::text[], $8::text[], $9::bytea[])
         AS e (position, aggregate_type, aggregate_id, sequence, event_type,
               event_version, payload, metadata, chain_hash)),
taken AS (
    INSERT INTO claims (kind, key, owner, until, position)
    SELECT * FROM unnest($11::text[], $12::text[], $13::uuid[], $14::timestamptz[], $15::bigint[])),
moved AS (
    UPDATE claims c SET owner = m.owner, until = m.until, position = m.position
    FROM unnest($16::text[], $17::text[], $18::uuid[], $19::uuid[], $20::timestamptz[], $21::bigint[])
         AS m (kind, key, was, owner, until, position)
    WHERE c.kind = m.kind AND c.key = m.key AND c.owner = m.was
    RETURNING 1),
released AS (
    DELETE FROM claims c
    USING unnest($22::text[], $23::text[], $24::uuid[]) AS r (kind, key, was)
    WHERE c.kind = r.kind AND c.key = r.key AND c.owner = r.was
    RETURNING 1),
logged AS (
    INSERT INTO command_log (actor, route, key, request_hash, response, position, recorded_at)
    SELECT l.actor, l.route, l.key, l.request_hash, l.response::json, l.position, $10
    FROM unnest($25::text[], $26::text[], $27::text[], $28::bytea[], $29::text[], $30::bigint[])
         AS l (actor, route, key, request_hash, response, position))
SELECT (SELECT count(*) FROM moved) AS moved,
       (SELECT count(*) FROM released) AS released,
       pg_notify($31, $32) AS "notified: ()"
