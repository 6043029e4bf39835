-- The journal and its accounts. An entry is dated by `effective_at`, when the money moved, and never
-- later than `recorded_at`. Nothing here is personal.

CREATE TABLE entries (
    position bigint NOT NULL,
    -- Which of the entries of its event, from 1.
    number smallint NOT NULL,
    kind text NOT NULL,
    -- The receipt of the money that it is about.
    receipt text,
    effective_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (position, number)
);
CREATE INDEX entries_by_time ON entries (effective_at, position, number);

CREATE TABLE postings (
    position bigint NOT NULL,
    number smallint NOT NULL,
    -- Which line of its entry, from 1.
    line smallint NOT NULL,
    -- The account's number, and which part of it: a customer, a payment or a package.
    account smallint NOT NULL,
    part uuid,
    -- A debit if it is more than nothing, else a credit.
    amount_cents bigint NOT NULL CHECK (amount_cents <> 0),
    effective_at timestamptz NOT NULL,
    PRIMARY KEY (position, number, line)
);
CREATE INDEX postings_by_account ON postings (account, effective_at, position, number, line);
CREATE INDEX postings_by_part ON postings (part, account, effective_at, position, number, line)
    INCLUDE (amount_cents) WHERE part IS NOT NULL;
CREATE INDEX postings_by_time ON postings (effective_at) INCLUDE (account, amount_cents);

-- What was debited and credited on a calendar day in Nairobi.
CREATE TABLE account_days (
    account smallint NOT NULL,
    day date NOT NULL,
    debits_cents bigint NOT NULL,
    credits_cents bigint NOT NULL,
    PRIMARY KEY (account, day)
);

-- Time that was paid for, and how much of its price has left deferred revenue (2210).
CREATE TABLE terms (
    subscription_id uuid NOT NULL,
    -- Of the event that began it.
    position bigint NOT NULL,
    package_id uuid NOT NULL,
    net_cents bigint NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    released_cents bigint NOT NULL,
    PRIMARY KEY (subscription_id, position)
);
CREATE INDEX terms_open ON terms (subscription_id) WHERE released_cents < net_cents;
