-- Users, their lines and their wallets. What is null was not given, or its key was destroyed.

CREATE TABLE users (
    user_id uuid PRIMARY KEY,
    role text NOT NULL,
    username text,
    phone text,
    name text,
    is_active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    position bigint NOT NULL
);
CREATE INDEX users_newest ON users (created_at DESC, user_id DESC);
CREATE INDEX users_of_role ON users (role, created_at DESC, user_id DESC);
CREATE INDEX users_of_phone ON users (phone, created_at DESC, user_id DESC);

CREATE TABLE lines (
    line_id uuid PRIMARY KEY,
    customer_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('HOTSPOT', 'HOME')),
    account_number text CHECK ((account_number IS NOT NULL) = (kind = 'HOME')),
    name text,
    is_closed boolean NOT NULL,
    created_at timestamptz NOT NULL,
    position bigint NOT NULL
);
CREATE INDEX lines_of_customer ON lines (customer_id, created_at, line_id);
CREATE INDEX lines_of_account_number ON lines (account_number) WHERE account_number IS NOT NULL;

CREATE TABLE wallets (
    customer_id uuid PRIMARY KEY,
    balance_cents bigint NOT NULL CHECK (balance_cents >= 0),
    position bigint NOT NULL
);
