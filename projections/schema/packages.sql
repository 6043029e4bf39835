-- The catalogue: the terms of each package as they are now.

CREATE TABLE packages (
    package_id uuid PRIMARY KEY,
    name text NOT NULL,
    price_cents bigint NOT NULL,
    duration_unit text NOT NULL,
    duration_count bigint NOT NULL,
    data_cap_mb bigint,
    download_kbps bigint NOT NULL,
    upload_kbps bigint NOT NULL,
    devices_max bigint NOT NULL,
    sold_at text NOT NULL,
    renews boolean NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    position bigint NOT NULL
);
CREATE INDEX packages_by_price ON packages (price_cents, package_id);
