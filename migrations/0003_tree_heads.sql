-- The Merkle tree over the events (RFC 6962), kept as C2SP tiles, and the signed heads of it.

CREATE TABLE tree_tiles (
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
    index bigint NOT NULL CHECK (index >= 0),
    width smallint NOT NULL CHECK (width BETWEEN 1 AND 256),
    hashes bytea NOT NULL CHECK (length(hashes) = 32 * width),
    PRIMARY KEY (level, index)
);
COMMENT ON TABLE tree_tiles IS 'Hashes of the Merkle tree over the events, 256 a tile; the last tile of a level grows until it is full.';
COMMENT ON COLUMN tree_tiles.hashes IS 'Roots of full subtrees of 256^level events, from the one numbered index * 256 on.';

CREATE FUNCTION refuse_other_tile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.level = OLD.level AND NEW.index = OLD.index AND NEW.width >= OLD.width
       AND substring(NEW.hashes FOR 32 * OLD.width) = OLD.hashes THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a tile only grows: tile % of level % is not made anew', OLD.index, OLD.level
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER tiles_only_grow BEFORE UPDATE ON tree_tiles
    FOR EACH ROW EXECUTE FUNCTION refuse_other_tile();
CREATE TRIGGER tiles_are_for_ever BEFORE DELETE ON tree_tiles
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tiles_are_never_truncated BEFORE TRUNCATE ON tree_tiles
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE tree_heads (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    note text NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE tree_heads IS 'Signed heads of the tree; each is published outside the database too.';
COMMENT ON COLUMN tree_heads.size IS 'Over how many events: up to and with the position of that number.';
COMMENT ON COLUMN tree_heads.note IS 'The C2SP signed note, as published.';
CREATE TRIGGER heads_are_for_ever BEFORE UPDATE OR DELETE ON tree_heads
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER heads_are_never_truncated BEFORE TRUNCATE ON tree_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
