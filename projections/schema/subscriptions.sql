-- Subscriptions: which line is entitled to what, until when.

CREATE TABLE subscriptions (
    subscription_id uuid PRIMARY KEY,
    customer_id uuid NOT NULL,
    line_id uuid NOT NULL,
    package_id uuid NOT NULL,
    package_name text NOT NULL,
    activated_at timestamptz NOT NULL,
    -- When the package that is served now began; later than activated_at after a change.
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    -- Null until the end was recorded.
    ended_at timestamptz,
    -- What caused the last purchase: `payment:<id>` or `user:<id>`.
    caused_by text NOT NULL,
    -- The payment that caused it, if it was one.
    payment_id uuid,
    position bigint NOT NULL
);
CREATE INDEX subscriptions_newest ON subscriptions (activated_at DESC, subscription_id DESC);
CREATE INDEX subscriptions_of_customer ON subscriptions (customer_id, activated_at DESC, subscription_id DESC);
CREATE INDEX subscriptions_of_line ON subscriptions (line_id, activated_at DESC, subscription_id DESC);
CREATE INDEX subscriptions_running ON subscriptions (activated_at DESC, subscription_id DESC) WHERE ended_at IS NULL;
CREATE INDEX subscriptions_over ON subscriptions (activated_at DESC, subscription_id DESC) WHERE ended_at IS NOT NULL;
CREATE INDEX subscriptions_ends ON subscriptions (ends_at, subscription_id) WHERE ended_at IS NULL;
