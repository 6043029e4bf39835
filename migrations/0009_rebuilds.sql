-- Who has asked for a read model to be built again, how far that is, and what became of it. It is a
-- share of work and changes no fact, so it is a plain row and no event.

CREATE TABLE vault.rebuilds (
    id uuid PRIMARY KEY,
    projection text NOT NULL CHECK (projection ~ '^[a-z_]{1,40}$'),
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    begun_at timestamptz,
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    events_done bigint NOT NULL DEFAULT 0 CHECK (events_done >= 0),
    events_total bigint NOT NULL DEFAULT 0 CHECK (events_total >= 0),
    ended_at timestamptz,
    position bigint CHECK (position >= 0),
    note text CHECK (char_length(note) <= 500),
    CONSTRAINT ends_as_done_or_with_a_reason
        CHECK (ended_at IS NULL OR (position IS NULL) <> (note IS NULL)),
    CONSTRAINT shows_a_position_once_it_has_ended CHECK (position IS NULL OR ended_at IS NOT NULL)
);
COMMENT ON TABLE vault.rebuilds IS 'Rebuilds of read models that somebody has asked for, the ended ones too.';
COMMENT ON COLUMN vault.rebuilds.begun_at IS 'When the attempt under way began, or the last one; null while none has.';
COMMENT ON COLUMN vault.rebuilds.attempts IS 'How often it was begun: more than once if a process ended in the middle.';
COMMENT ON COLUMN vault.rebuilds.position IS 'The last position that the new one showed as it went live; null unless it did.';
COMMENT ON COLUMN vault.rebuilds.note IS 'Why it has failed, or why it waits, for people.';
CREATE UNIQUE INDEX rebuilds_one_open ON vault.rebuilds (projection) WHERE ended_at IS NULL;
CREATE INDEX rebuilds_last ON vault.rebuilds (projection, ended_at DESC NULLS FIRST);
