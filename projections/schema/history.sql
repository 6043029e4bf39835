-- What was when, and by when it was known. `effective_at` is when it was so, and never later than
-- `recorded_at`, when it was written down. As of T, known at K, are the rows with effective_at <= T
-- and recorded_at <= K; of several about one thing, the one with the last position is right.
-- Nothing here is personal.

-- One row a payment. It tells the projector what later facts do not repeat, and makes the few
-- payments that were open at a moment quick to find; `payment_steps` has the last word.
CREATE TABLE payment_spans (
    payment_id uuid PRIMARY KEY,
    package_id uuid NOT NULL,
    -- Whether anybody began to send the prompt.
    was_sent boolean NOT NULL,
    asked_effective_at timestamptz NOT NULL,
    asked_recorded_at timestamptz NOT NULL,
    -- When its first outcome was recorded. Null until then, as are those below.
    outcome_recorded_at timestamptz,
    -- When its money was paid, and when that was recorded.
    paid_effective_at timestamptz,
    paid_recorded_at timestamptz,
    -- When it was first recorded what became of the money.
    settled_recorded_at timestamptz
);
CREATE INDEX payment_spans_pending ON payment_spans
    USING gist (tstzrange(asked_effective_at, outcome_recorded_at));
CREATE INDEX payment_spans_unsettled ON payment_spans
    USING gist (tstzrange(paid_effective_at, settled_recorded_at)) WHERE paid_effective_at IS NOT NULL;

CREATE TABLE payment_steps (
    payment_id uuid NOT NULL,
    position bigint NOT NULL,
    -- It has an outcome; its money bought something or is kept; a person should look at it.
    step text NOT NULL CHECK (step IN ('OUTCOME', 'SETTLED', 'LOOK')),
    effective_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (payment_id, position, step)
);
CREATE INDEX payment_steps_looks ON payment_steps (effective_at) WHERE step = 'LOOK';

-- When money was nobody's, and from when on it was not: whole payments, whose amounts `payments` tells.
CREATE TABLE suspense (
    payment_id uuid NOT NULL,
    position bigint NOT NULL,
    is_in boolean NOT NULL,
    effective_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (payment_id, position)
);

-- Money that came by payments.
CREATE TABLE income (
    position bigint PRIMARY KEY,
    payment_id uuid NOT NULL,
    package_id uuid NOT NULL,
    -- Null while the receipt is to follow.
    receipt text,
    amount_cents bigint NOT NULL,
    -- Whether it is another payment, and not a change of one that was counted.
    is_first boolean NOT NULL,
    -- When it was paid, as the payment says, and the calendar day of that in Nairobi.
    paid_at timestamptz NOT NULL,
    day date NOT NULL,
    effective_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX income_of_payment ON income (payment_id);
CREATE INDEX income_by_day ON income (day)
    INCLUDE (package_id, amount_cents, is_first, effective_at, recorded_at);
CREATE INDEX income_by_time ON income (paid_at) INCLUDE (effective_at, recorded_at) WHERE is_first;

-- What moved in and out of wallets. Money of a payment is in the wallet from when it was paid.
CREATE TABLE wallet_entries (
    customer_id uuid NOT NULL,
    position bigint NOT NULL,
    -- Negative if it was taken out.
    amount_cents bigint NOT NULL,
    effective_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (customer_id, position)
);

-- Subscriptions as each of their events left them.
CREATE TABLE subscription_facts (
    subscription_id uuid NOT NULL,
    position bigint NOT NULL,
    -- Whether it is the first of its subscription.
    begins boolean NOT NULL,
    customer_id uuid NOT NULL,
    line_id uuid NOT NULL,
    package_id uuid NOT NULL,
    package_name text NOT NULL,
    activated_at timestamptz NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    -- Null unless this fact is the end.
    ended_at timestamptz,
    caused_by text NOT NULL,
    -- Until when the line is entitled by this fact, unless a later one says otherwise.
    serves_until timestamptz NOT NULL CHECK (serves_until >= effective_at),
    effective_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (subscription_id, position)
);
CREATE INDEX subscription_facts_begun ON subscription_facts (activated_at DESC, subscription_id DESC)
    INCLUDE (effective_at, recorded_at) WHERE begins;
CREATE INDEX subscription_facts_begun_of_customer
    ON subscription_facts (customer_id, activated_at DESC, subscription_id DESC) WHERE begins;
CREATE INDEX subscription_facts_serving ON subscription_facts
    USING gist (tstzrange(effective_at, serves_until));

-- What packages were called.
CREATE TABLE package_names (
    package_id uuid NOT NULL,
    position bigint NOT NULL,
    name text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (package_id, position)
);
