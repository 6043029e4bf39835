-- Tax invoices and credit notes, whose they are, and the buyers' own PINs.

CREATE TABLE tax_documents (
    number bigint PRIMARY KEY,
    -- The invoice that is credited; null for an invoice.
    credit_of bigint,
    stage text NOT NULL CHECK (stage IN ('WAITING', 'ISSUED', 'REFUSED')),
    subscription_id uuid NOT NULL,
    -- The correlation id of the sale: the story that the document belongs to.
    story uuid NOT NULL,
    customer_id uuid NOT NULL,
    -- Null if it was not given, or its key was destroyed.
    buyer_pin text,
    package_id uuid NOT NULL,
    item_number bigint NOT NULL,
    name text NOT NULL,
    vat_per_mille smallint NOT NULL,
    excise_per_mille smallint NOT NULL,
    net_cents bigint NOT NULL,
    excise_cents bigint NOT NULL,
    vat_cents bigint NOT NULL,
    sold_at timestamptz NOT NULL,
    -- What it was signed with; null before.
    unit_id text,
    receipt_number bigint,
    signature text,
    internal_data text,
    signed_at timestamptz,
    qr_url text,
    -- Who entered it; null if the authority answered.
    entered_by uuid,
    refusal_code text,
    refusal_message text,
    position bigint NOT NULL
);
CREATE INDEX tax_documents_of_customer ON tax_documents (customer_id, number DESC);
CREATE INDEX tax_documents_in_stage ON tax_documents (stage, number) WHERE stage <> 'ISSUED';

-- One row, once the register is open.
CREATE TABLE tax_seller (
    only_one boolean PRIMARY KEY CHECK (only_one),
    pin text NOT NULL,
    branch text NOT NULL,
    last_number bigint NOT NULL,
    opened_by uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    position bigint NOT NULL
);

CREATE TABLE buyer_pins (
    customer_id uuid PRIMARY KEY,
    kra_pin text NOT NULL,
    position bigint NOT NULL
);
