-- The append-only store: events, what is derived from them in the same statement (claims), the
-- answers given (command_log), what came from outside before anyone understood it (inbox), and how
-- far each reader has come (checkpoints).

CREATE TABLE store (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    store_id uuid NOT NULL DEFAULT gen_random_uuid(),
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE store IS 'Names this store; the hash chain begins from its id.';
INSERT INTO store DEFAULT VALUES;

CREATE TABLE events (
    position bigint NOT NULL UNIQUE CHECK (position > 0),
    aggregate_type text NOT NULL,
    aggregate_id text NOT NULL,
    sequence bigint NOT NULL CHECK (sequence > 0),
    event_type text NOT NULL,
    event_version text NOT NULL,
    payload json NOT NULL,
    metadata json NOT NULL,
    recorded_at timestamptz NOT NULL,
    chain_hash bytea NOT NULL CHECK (length(chain_hash) = 32),
    PRIMARY KEY (aggregate_type, aggregate_id, sequence)
);
COMMENT ON TABLE events IS 'Every fact, in order. A superset of the schema of postgres-es.';
COMMENT ON COLUMN events.position IS '1..n without a gap, in order of commit.';
COMMENT ON COLUMN events.payload IS 'json and not jsonb: the stored text is the hashed text.';
COMMENT ON COLUMN events.chain_hash IS 'SHA-256 of the hash before and of this event''s leaf; see docs/events.md.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what was recorded is never changed; append a correcting event',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER events_are_for_ever BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_are_never_truncated BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE claims (
    kind text NOT NULL,
    key text NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 255),
    owner uuid NOT NULL,
    until timestamptz,
    position bigint NOT NULL,
    PRIMARY KEY (kind, key)
);
COMMENT ON TABLE claims IS 'Keys that one aggregate at a time holds. Derived from events, in the statement that appends them.';
COMMENT ON COLUMN claims.until IS 'From this moment on another may take the key; null means never.';

CREATE TABLE command_log (
    actor text NOT NULL,
    route text NOT NULL,
    key text NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 255),
    request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
    response json NOT NULL,
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (actor, route, key)
);
COMMENT ON TABLE command_log IS 'Accepted commands that carried an idempotency key, with the answer that was given.';

CREATE TABLE inbox (
    id uuid PRIMARY KEY,
    road text NOT NULL,
    reference text,
    received_at timestamptz NOT NULL,
    source_address text,
    trust text NOT NULL CHECK (trust IN ('ACCEPTED', 'WRONG_SECRET', 'UNKNOWN_PAYMENT', 'WRONG_ADDRESS')),
    body bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('PENDING', 'DONE', 'UNREADABLE', 'REFUSED')),
    note text,
    attempts integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    done_at timestamptz
);
COMMENT ON TABLE inbox IS 'Raw deliveries, stored before anyone understood them. The body is encrypted.';
CREATE INDEX inbox_pending ON inbox (received_at) WHERE state = 'PENDING';
CREATE INDEX inbox_newest ON inbox (received_at DESC, id);
CREATE INDEX inbox_reference ON inbox (reference);

CREATE TABLE checkpoints (
    projection text NOT NULL,
    version integer NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    chain_hash bytea,
    stopped_because text,
    PRIMARY KEY (projection, version)
);
COMMENT ON TABLE checkpoints IS 'How far each reader of the feed has come. A projection moves its row in the transaction that writes its rows.';
COMMENT ON COLUMN checkpoints.stopped_because IS 'Why it stopped at the event after this position, until somebody tells it to go on.';
