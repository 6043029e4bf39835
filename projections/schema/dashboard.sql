-- Sums for the dashboard.

-- Which package each payment is for: the events that bring money do not repeat it.
CREATE TABLE chosen_packages (
    payment_id uuid PRIMARY KEY,
    package_id uuid NOT NULL
);

CREATE TABLE money_by_day (
    -- A calendar day in Nairobi.
    day date NOT NULL,
    package_id uuid NOT NULL,
    revenue_cents bigint NOT NULL,
    payments bigint NOT NULL,
    PRIMARY KEY (day, package_id)
);

CREATE TABLE payments_by_hour (
    -- The beginning of the hour.
    hour timestamptz PRIMARY KEY,
    payments bigint NOT NULL
);

CREATE TABLE last_payment (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    paid_at timestamptz NOT NULL
);
