-- Payments, the receipts that each of them brought, and the story of each.

CREATE TABLE payments (
    payment_id uuid PRIMARY KEY,
    -- How it began: by a prompt, or by money that came unprompted.
    road text NOT NULL CHECK (road IN ('STK', 'C2B')),
    -- Whose it is, at which line; null while it is in suspense.
    customer_id uuid,
    line_id uuid,
    -- What was chosen; null if it came unprompted.
    package_id uuid,
    package_name text,
    price_cents bigint,
    amount_cents bigint NOT NULL,
    -- What it has brought in all; null until it has brought anything.
    amount_paid_cents bigint,
    -- What of that went back to whoever paid it.
    reversed_cents bigint NOT NULL,
    -- The payer's number; null if its key was destroyed.
    phone text,
    -- Of one that came unprompted: who paid, as Safaricom says it, often masked; and the name.
    payer_handle text,
    payer_name text,
    -- What the payer saw or typed as the account; null if nothing was typed, or its key was destroyed.
    account_reference text,
    short_code text,
    status text NOT NULL,
    -- How far the prompt has come.
    stage text NOT NULL CHECK (stage IN ('NONE', 'WAITING', 'SENT', 'ACCEPTED', 'UNCONFIRMED')),
    look_reasons text[] NOT NULL,
    -- Why it is or was in suspense.
    unallocated_reason text,
    -- The push that its money turned out to be of.
    merged_into uuid,
    receipt text,
    -- The sealed id as it stands in the event, so that nothing personal is in clear here.
    checkout_request_id text,
    failure_class text,
    failure_code text,
    failure_message text,
    initiated_at timestamptz NOT NULL,
    dispatched_at timestamptz,
    -- When the money was paid, and when that was recorded.
    paid_at timestamptz,
    completed_at timestamptz,
    -- What became of the money: kept in the wallet, or a subscription bought.
    kept_in_wallet text,
    subscription_id uuid,
    -- Where it bought: what the subscription was before that is not what this payment brought.
    bought_position bigint,
    position bigint NOT NULL
);
CREATE INDEX payments_newest ON payments (initiated_at DESC, payment_id DESC);
CREATE INDEX payments_of_customer ON payments (customer_id, initiated_at DESC, payment_id DESC);
CREATE INDEX payments_of_phone ON payments (phone, initiated_at DESC, payment_id DESC);
CREATE INDEX payments_of_status ON payments (status, initiated_at DESC, payment_id DESC);
-- What it brought or, until then, was asked for. All of one direction: lists by sum are read from either end.
CREATE INDEX payments_of_sum ON payments (COALESCE(amount_paid_cents, amount_cents), initiated_at, payment_id);
-- The few of a status may all be large, and would be looked for among all.
CREATE INDEX payments_of_status_by_sum
    ON payments (status, COALESCE(amount_paid_cents, amount_cents), initiated_at, payment_id);
CREATE INDEX payments_to_look_at ON payments (initiated_at DESC, payment_id DESC) WHERE look_reasons <> '{}';
CREATE INDEX payments_unsent ON payments (initiated_at, payment_id) WHERE status = 'PENDING' AND stage = 'WAITING';
CREATE INDEX payments_unsettled ON payments (completed_at)
    WHERE status = 'COMPLETED' AND subscription_id IS NULL AND kept_in_wallet IS NULL;

CREATE TABLE receipts (
    receipt text PRIMARY KEY,
    payment_id uuid NOT NULL,
    amount_cents bigint NOT NULL
);

-- Money on its way back to customers, and what has become of it.
CREATE TABLE refunds (
    refund_id uuid PRIMARY KEY,
    -- Whose money; null if it is nobody's yet.
    customer_id uuid,
    -- What is reversed; null if it is paid out of a wallet.
    payment_id uuid,
    receipt text,
    -- Who is paid out of a wallet; null if it is reversed, or the number's key was destroyed.
    phone text,
    amount_cents bigint NOT NULL,
    stage text NOT NULL,
    reason text NOT NULL,
    asked_by uuid NOT NULL,
    approved_by uuid,
    asked_at timestamptz NOT NULL,
    sent_at timestamptz,
    ended_at timestamptz,
    -- Safaricom's receipt of the money that went back.
    outgoing_receipt text,
    failure_code text,
    failure_message text,
    position bigint NOT NULL
);
CREATE INDEX refunds_newest ON refunds (asked_at DESC, refund_id DESC);
CREATE INDEX refunds_of_customer ON refunds (customer_id, asked_at DESC, refund_id DESC);
CREATE INDEX refunds_of_payment ON refunds (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX refunds_under_way ON refunds (asked_at, refund_id) WHERE stage IN ('WAITING', 'SENT');

-- Reports of money that were not acted on before Safaricom confirmed them.
CREATE TABLE holds (
    hold_id uuid PRIMARY KEY,
    -- The prompt's payment, or the one that begins if the report is true.
    payment_id uuid NOT NULL,
    road text NOT NULL CHECK (road IN ('STK', 'C2B')),
    receipt text NOT NULL,
    -- What was reported; once it is released, what came.
    amount_cents bigint NOT NULL,
    paid_at timestamptz NOT NULL,
    doubts text[] NOT NULL,
    stage text NOT NULL,
    held_at timestamptz NOT NULL,
    ended_at timestamptz,
    -- What Safaricom said, or did not.
    note text,
    -- Who released it, where a person did, and why.
    released_by uuid,
    reason text,
    position bigint NOT NULL
);
CREATE INDEX holds_newest ON holds (held_at DESC, hold_id DESC);
CREATE INDEX holds_of_payment ON holds (payment_id);
CREATE INDEX holds_open ON holds (held_at, hold_id) WHERE stage IN ('HELD', 'UNANSWERED');

-- Which events belong to one story. The events themselves are read where they stand.
CREATE TABLE timeline (
    correlation_id uuid NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (correlation_id, position)
);
