-- States of long streams, so that a command on one need not read all of its past. They are derived
-- from events and can be thrown away at any time.

CREATE TABLE snapshots (
    aggregate_type text NOT NULL,
    aggregate_id text NOT NULL,
    fold integer NOT NULL CHECK (fold > 0),
    sequence bigint NOT NULL CHECK (sequence > 0),
    state json NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, fold)
);
COMMENT ON TABLE snapshots IS 'States of long streams, derived from their events; daftari verify compares them.';
COMMENT ON COLUMN snapshots.fold IS 'The version of the fold that made it: a program uses those of its own alone.';
COMMENT ON COLUMN snapshots.sequence IS 'The last event that is in the state.';
