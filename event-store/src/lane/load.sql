-- Everything that a batch looks at, in one question: the last event, the streams, claims and saved
-- answers that its commands declare, and the streams of the owners of some claims. `part` says which
-- a row is of, and `n` which of that part's keys it answers, from 1. Of a stream only what comes after
-- a sequence is asked for, and after the state that is kept of it, if that is further.
SELECT 0 AS "part!", 0::bigint AS "n!", h.position AS "number!", NULL::text AS first, NULL::text AS second,
       NULL::text AS text, h.chain_hash AS bytes, h.recorded_at AS at, NULL::uuid AS owner
FROM (SELECT position, chain_hash, recorded_at FROM events ORDER BY position DESC LIMIT 1) h
UNION ALL
-- Lateral joins, because plain ones or `= ANY` were planned as scans of the whole table.
SELECT 1, i.n, e.sequence, e.event_type, e.event_version, e.payload::text, NULL, NULL, NULL
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[]) WITH ORDINALITY
     AS i (aggregate_type, aggregate_id, after, fold, n)
CROSS JOIN LATERAL (
    SELECT sequence, event_type, event_version, payload FROM events
    WHERE aggregate_type = i.aggregate_type AND aggregate_id = i.aggregate_id
      AND sequence > greatest(i.after, (
          SELECT sequence FROM snapshots
          WHERE aggregate_type = i.aggregate_type AND aggregate_id = i.aggregate_id AND fold = i.fold))
    ORDER BY sequence) e
UNION ALL
SELECT 2, i.n, 0, NULL, NULL, NULL, NULL, c.until, c.owner
FROM unnest($5::text[], $6::text[]) WITH ORDINALITY AS i (kind, key, n)
CROSS JOIN LATERAL (
    SELECT owner, until FROM claims WHERE kind = i.kind AND key = i.key) c
UNION ALL
SELECT 3, i.n, l.position, NULL, NULL, l.response::text, l.request_hash, NULL, NULL
FROM unnest($7::text[], $8::text[], $9::text[]) WITH ORDINALITY AS i (actor, route, key, n)
CROSS JOIN LATERAL (
    SELECT position, response, request_hash FROM command_log
    WHERE actor = i.actor AND route = i.route AND key = i.key) l
UNION ALL
SELECT 4, i.n, e.sequence, e.event_type, e.event_version, e.payload::text, NULL, NULL, c.owner
FROM unnest($10::text[], $11::text[], $12::text[], $13::integer[]) WITH ORDINALITY
     AS i (kind, key, aggregate_type, fold, n)
CROSS JOIN LATERAL (
    SELECT owner FROM claims WHERE kind = i.kind AND key = i.key) c
CROSS JOIN LATERAL (
    SELECT sequence, event_type, event_version, payload FROM events
    WHERE aggregate_type = i.aggregate_type AND aggregate_id = c.owner::text
      AND sequence > coalesce((
          SELECT sequence FROM snapshots
          WHERE aggregate_type = i.aggregate_type AND aggregate_id = c.owner::text AND fold = i.fold), 0)
    ORDER BY sequence) e
UNION ALL
SELECT 5, i.n, s.sequence, NULL, NULL, s.state::text, NULL, NULL, NULL
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[]) WITH ORDINALITY
     AS i (aggregate_type, aggregate_id, after, fold, n)
CROSS JOIN LATERAL (
    SELECT sequence, state FROM snapshots
    WHERE aggregate_type = i.aggregate_type AND aggregate_id = i.aggregate_id AND fold = i.fold
      AND sequence > i.after) s
UNION ALL
SELECT 6, i.n, s.sequence, NULL, NULL, s.state::text, NULL, NULL, c.owner
FROM unnest($10::text[], $11::text[], $12::text[], $13::integer[]) WITH ORDINALITY
     AS i (kind, key, aggregate_type, fold, n)
CROSS JOIN LATERAL (
    SELECT owner FROM claims WHERE kind = i.kind AND key = i.key) c
CROSS JOIN LATERAL (
    SELECT sequence, state FROM snapshots
    WHERE aggregate_type = i.aggregate_type AND aggregate_id = c.owner::text AND fold = i.fold) s
