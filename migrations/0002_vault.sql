-- Plain tables that are never rebuilt from events: keys, credentials, sessions and shares of work.
-- They have a schema of their own, so that rights on them can be given apart from the ledger's.

CREATE SCHEMA vault;
COMMENT ON SCHEMA vault IS 'Secrets and shares of work: what events must not hold and cannot rebuild.';

CREATE TABLE vault.master_check (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    check_value bytea NOT NULL CHECK (octet_length(check_value) = 32),
    made_at timestamptz NOT NULL
);
COMMENT ON TABLE vault.master_check IS 'Tells whether the master key given at start is the one that wrapped the keys here.';
COMMENT ON COLUMN vault.master_check.check_value IS 'Derived from the master key by HKDF for this purpose alone; says nothing about any other key.';

CREATE TABLE vault.customer_keys (
    subject uuid PRIMARY KEY,
    wrapped bytea CHECK (octet_length(wrapped) = 72),
    made_at timestamptz NOT NULL,
    destroyed_at timestamptz,
    CONSTRAINT either_held_or_destroyed CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
COMMENT ON TABLE vault.customer_keys IS 'The key of each person''s fields in events. Without it they stay sealed for ever.';
COMMENT ON COLUMN vault.customer_keys.subject IS 'The user whose fields it seals.';
COMMENT ON COLUMN vault.customer_keys.wrapped IS 'The 32 bytes of the key, encrypted under the master key: nonce (24), ciphertext (32), tag (16). Null once destroyed.';
COMMENT ON COLUMN vault.customer_keys.destroyed_at IS 'When the person was erased. The row stays, so that no new key is made for them.';

CREATE TABLE vault.credentials (
    user_id uuid PRIMARY KEY,
    password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
    set_at timestamptz NOT NULL
);
COMMENT ON TABLE vault.credentials IS 'The password of each user who has one.';
COMMENT ON COLUMN vault.credentials.password_hash IS 'Argon2id as a PHC string, with its parameters and salt.';

CREATE TABLE vault.logins (
    login_hash text PRIMARY KEY CHECK (login_hash ~ '^[0-9a-f]{64}$'),
    user_id uuid NOT NULL REFERENCES vault.credentials ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('USERNAME', 'PHONE')),
    UNIQUE (user_id, kind)
);
COMMENT ON TABLE vault.logins IS 'What a user may type as a user name at sign-in.';
COMMENT ON COLUMN vault.logins.login_hash IS 'Keyed hash of the user name or phone number, the same as in events.';

CREATE TABLE vault.refresh_families (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id uuid NOT NULL,
    begun_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT begins_before_it_ends CHECK (begun_at < expires_at)
);
COMMENT ON TABLE vault.refresh_families IS 'One sign-in on one device, with the refresh tokens that followed from it. Ending it deletes it.';
COMMENT ON COLUMN vault.refresh_families.expires_at IS 'When its newest token expires; moves on with each rotation.';
CREATE INDEX refresh_families_of_user ON vault.refresh_families (user_id);
CREATE INDEX refresh_families_oldest ON vault.refresh_families (expires_at);

CREATE TABLE vault.refresh_tokens (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    family_id bigint NOT NULL REFERENCES vault.refresh_families ON DELETE CASCADE,
    made_at timestamptz NOT NULL,
    used_at timestamptz
);
COMMENT ON TABLE vault.refresh_tokens IS 'Refresh tokens, the used ones too: a used one shown again ends its family.';
COMMENT ON COLUMN vault.refresh_tokens.token_hash IS 'SHA-256 of the token, which is random and stored nowhere.';
-- Of a family's tokens only the newest is unused; two would be two sessions.
CREATE UNIQUE INDEX refresh_tokens_one_unused ON vault.refresh_tokens (family_id) WHERE used_at IS NULL;
CREATE INDEX refresh_tokens_of_family ON vault.refresh_tokens (family_id);

CREATE TABLE vault.leases (
    kind text NOT NULL CHECK (kind ~ '^[A-Z_]{1,40}$'),
    key uuid NOT NULL,
    holder uuid,
    held_until timestamptz,
    next_at timestamptz NOT NULL,
    attempt bigint NOT NULL CHECK (attempt BETWEEN 0 AND 4294967295),
    note text NOT NULL CHECK (char_length(note) <= 500),
    PRIMARY KEY (kind, key),
    CONSTRAINT held_until_a_moment CHECK ((holder IS NULL) = (held_until IS NULL))
);
COMMENT ON TABLE vault.leases IS 'Work that falls due, shared between nodes: who does it now, and when it is due again.';
COMMENT ON COLUMN vault.leases.key IS 'What the work is about, such as a payment.';
COMMENT ON COLUMN vault.leases.holder IS 'The node that does it now; null when nobody does.';
COMMENT ON COLUMN vault.leases.held_until IS 'From this moment on another node may take it: the holder has crashed or hangs.';
COMMENT ON COLUMN vault.leases.next_at IS 'Not due before this moment.';
COMMENT ON COLUMN vault.leases.attempt IS 'How often it was tried, as its holder counts.';
COMMENT ON COLUMN vault.leases.note IS 'What came of the last attempt, for people.';
