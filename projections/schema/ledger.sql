-- The journal and its accounts. `effective_at` is when the money moved, and never later than
-- `recorded_at`. An entry stands in the books from `booked_at` on: the same moment, unless that month was
-- closed before it was recorded; then the beginning of the open month. Nothing here is personal.

CREATE TABLE entries (
    position bigint NOT NULL,
    -- Which of the entries of its event, from 1.
    number smallint NOT NULL,
    kind text NOT NULL,
    -- The receipt of the money that it is about.
    receipt text,
    -- Of which short code's account, where the event says so.
    short_code text,
    effective_at timestamptz NOT NULL,
    booked_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (position, number)
);
CREATE INDEX entries_by_time ON entries (booked_at, position, number);
CREATE INDEX entries_late ON entries (effective_at) WHERE booked_at <> effective_at;

CREATE INDEX entries_by_receipt ON entries (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX entries_by_short_code ON entries (short_code) WHERE short_code IS NOT NULL;
CREATE INDEX entries_paid_out ON entries (effective_at) WHERE kind = 'REFUND_PAID';

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
    -- As in its entry.
    booked_at timestamptz NOT NULL,
    PRIMARY KEY (position, number, line)
);
CREATE INDEX postings_by_account ON postings (account, booked_at, position, number, line);
CREATE INDEX postings_by_part ON postings (part, account, booked_at, position, number, line)
    INCLUDE (amount_cents) WHERE part IS NOT NULL;
CREATE INDEX postings_by_time ON postings (booked_at) INCLUDE (account, amount_cents);

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
    -- The taxes on it.
    excise_cents bigint NOT NULL,
    vat_cents bigint NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    released_cents bigint NOT NULL,
    PRIMARY KEY (subscription_id, position)
);
CREATE INDEX terms_open ON terms (subscription_id) WHERE released_cents < net_cents;

-- Rates of taxes, each from its moment on.
CREATE TABLE taxes (
    starts_at timestamptz PRIMARY KEY,
    position bigint NOT NULL,
    vat_per_mille smallint NOT NULL,
    excise_per_mille smallint NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL
);

-- What Safaricom charges, each tariff from its moment on. The bands are as they stand in the event.
CREATE TABLE tariffs (
    charged_for text NOT NULL CHECK (charged_for IN ('COLLECTION', 'PAYOUT')),
    starts_at timestamptz NOT NULL,
    position bigint NOT NULL,
    bands text NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (charged_for, starts_at)
);

-- Months that are closed.
CREATE TABLE periods (
    -- `2026-11`.
    month text PRIMARY KEY,
    -- Of the event that closed it.
    position bigint NOT NULL,
    ended_at timestamptz NOT NULL,
    tree_size bigint NOT NULL,
    root_hash text NOT NULL,
    suspense_cents bigint NOT NULL,
    carried_breaks integer NOT NULL,
    explanation text,
    closed_by uuid NOT NULL,
    closed_at timestamptz NOT NULL
);

-- What Safaricom says happened on an M-Pesa account, and where the journal differed.
CREATE TABLE statements (
    id uuid PRIMARY KEY,
    -- Of the event that took it in.
    position bigint NOT NULL,
    file_sha256 text NOT NULL,
    short_code text NOT NULL,
    -- Which of the short code's M-Pesa accounts, as the file calls it.
    account text,
    layout text NOT NULL,
    period_from timestamptz NOT NULL,
    period_to timestamptz NOT NULL,
    opening_cents bigint,
    closing_cents bigint,
    lines integer NOT NULL,
    unreadable integer NOT NULL,
    -- Movements that it brought into the journal.
    movements integer NOT NULL DEFAULT 0,
    -- None if it came by the command line.
    imported_by uuid,
    imported_at timestamptz NOT NULL
);
CREATE INDEX statements_by_time ON statements (imported_at, id);

-- What went to the bank, or came from there, and was seen there.
CREATE TABLE bank_arrivals (
    receipt text PRIMARY KEY,
    position bigint NOT NULL,
    -- What the bank has more by it; less than nothing if it gave it.
    amount_cents bigint NOT NULL,
    bank_reference text NOT NULL,
    value_date date NOT NULL,
    said_by uuid NOT NULL,
    said_at timestamptz NOT NULL
);
CREATE INDEX bank_arrivals_by_position ON bank_arrivals (position);

CREATE TABLE breaks (
    id uuid PRIMARY KEY,
    statement_id uuid NOT NULL,
    kind text NOT NULL,
    receipt text,
    -- In which row of the file.
    row integer,
    statement_cents bigint NOT NULL,
    ledger_cents bigint NOT NULL,
    -- Of a charge that is not what the tariff says: what it says.
    expected_cents bigint,
    moved_at timestamptz NOT NULL,
    raised_at timestamptz NOT NULL,
    owner uuid,
    -- None while it is open.
    resolved_at timestamptz,
    -- None if the journal agrees by now.
    resolved_by uuid,
    resolution text
);
CREATE INDEX breaks_by_time ON breaks (raised_at, id);
CREATE INDEX breaks_open ON breaks (raised_at, id) WHERE resolved_at IS NULL;
CREATE INDEX breaks_by_statement ON breaks (statement_id);
