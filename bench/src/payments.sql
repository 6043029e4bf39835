-- The read models of a provider that has had a million payments in two years: the rows that the projectors
-- would have written of them, but for timelines, which no list reads. Packages must be there already.

-- Ids as the product makes them, of time and chance, and receipts as long as Safaricom's.
CREATE FUNCTION id_of(what text, n bigint, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
            || substr(md5(what || n), 1, 3) || '8' || substr(md5(what || n), 4, 15))::uuid
$$;
CREATE FUNCTION receipt_of(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'U' || lpad(upper(to_hex(n)), 9, '0')
$$;

-- Twenty thousand guests with a hotspot each; of one in three the name is known.
CREATE TEMPORARY TABLE guests AS
    SELECT guest, id_of('guest', guest, now() - interval '730 days') AS id,
           '2547' || lpad(guest::text, 8, '0') AS phone
    FROM generate_series(0, 19999) guest;
INSERT INTO users (user_id, role, phone, name, is_active, created_at, position)
    SELECT id, 'GUEST', phone, CASE guest % 3 WHEN 0 THEN 'Wanjiku ' || guest END, true,
           now() - interval '730 days', guest
    FROM guests;
INSERT INTO lines (line_id, customer_id, kind, name, is_closed, created_at, position)
    SELECT id, id, 'HOTSPOT', 'Hotspot', false, now() - interval '730 days', guest FROM guests;

-- Of a thousand payments 870 bought a package, 90 failed, 30 were given up, 5 are in suspense, 3 were
-- another's, and 2 went back. The last twenty wait for their callback.
CREATE TEMPORARY TABLE chosen AS
    SELECT n, now() - (1000000 - n) * interval '730 days' / 1000000 AS at, n * 7919 % 20000 AS guest,
           n % (SELECT count(*) FROM packages) AS package,
           CASE WHEN n > 999980 THEN 'PENDING' WHEN n % 1000 < 870 THEN 'COMPLETED'
                WHEN n % 1000 < 960 THEN 'FAILED' WHEN n % 1000 < 990 THEN 'EXPIRED'
                WHEN n % 1000 < 995 THEN 'UNALLOCATED' WHEN n % 1000 < 998 THEN 'MERGED'
                ELSE 'REVERSED' END AS status
    FROM generate_series(1::bigint, 1000000) n;

-- By prompts.
INSERT INTO payments (
    payment_id, road, customer_id, line_id, package_id, package_name, price_cents, amount_cents,
    amount_paid_cents, reversed_cents, phone, account_reference, status, stage, look_reasons, receipt,
    checkout_request_id, failure_class, failure_code, failure_message, initiated_at, dispatched_at,
    paid_at, completed_at, subscription_id, bought_position, position)
SELECT id_of('payment', n, at), 'STK', g.id, g.id, package_id, p.name, price_cents, price_cents,
       CASE WHEN is_paid THEN price_cents END, CASE status WHEN 'REVERSED' THEN price_cents ELSE 0 END,
       g.phone, 'P' || upper(substr(md5(g.phone), 1, 11)), status, 'ACCEPTED',
       CASE WHEN status = 'EXPIRED' THEN ARRAY['ENDED_UNKNOWN']
            WHEN n % 1000 = 500 THEN ARRAY['PAID_AND_FAILED'] ELSE ARRAY[]::text[] END,
       CASE WHEN is_paid THEN receipt_of(n) END,
       format('{"subject":"%s","sealed":"%s","hash":"%s"}', g.id, repeat(md5(n::text), 3), repeat(md5(n::text), 2)),
       CASE status WHEN 'FAILED' THEN 'CANCELLED' END, CASE status WHEN 'FAILED' THEN '1032' END,
       CASE status WHEN 'FAILED' THEN 'Request cancelled by user' END,
       at, at + interval '1 second', CASE WHEN is_paid THEN date_trunc('second', at) + interval '20 seconds' END,
       CASE WHEN is_paid THEN at + interval '22 seconds' END,
       CASE status WHEN 'COMPLETED' THEN id_of('subscription', n, at) END,
       CASE status WHEN 'COMPLETED' THEN n * 8 END, n * 8
FROM chosen
JOIN guests g USING (guest)
JOIN (SELECT *, row_number() OVER (ORDER BY price_cents) - 1 AS package FROM packages) p USING (package),
LATERAL (SELECT status IN ('COMPLETED', 'REVERSED') AS is_paid) told
WHERE status NOT IN ('UNALLOCATED', 'MERGED');

-- Unprompted, to an account that nobody has.
INSERT INTO payments (
    payment_id, road, amount_cents, amount_paid_cents, reversed_cents, payer_handle, payer_name,
    account_reference, short_code, status, stage, look_reasons, unallocated_reason, merged_into, receipt,
    initiated_at, paid_at, position)
SELECT id_of('payment', n, at), 'C2B', 5000, 5000, 0, md5(n::text), 'JANE', 'WIFI ' || n % 100, '174379', status,
       'NONE', ARRAY[]::text[], 'UNKNOWN_ACCOUNT',
       CASE status WHEN 'MERGED' THEN id_of('payment', n - 10, at) END, receipt_of(n), at, at, n * 8
FROM chosen WHERE status IN ('UNALLOCATED', 'MERGED');

INSERT INTO receipts (receipt, payment_id, amount_cents)
    SELECT receipt, payment_id, amount_paid_cents FROM payments WHERE receipt IS NOT NULL;
-- What was bought lasted an hour.
INSERT INTO subscriptions (
    subscription_id, customer_id, line_id, package_id, package_name, activated_at, starts_at, ends_at,
    ended_at, caused_by, payment_id, position)
SELECT subscription_id, customer_id, line_id, package_id, package_name, completed_at, completed_at, ends_at,
       CASE WHEN ends_at < now() THEN ends_at END, 'payment:' || payment_id, payment_id, position
FROM payments, LATERAL (SELECT completed_at + interval '1 hour' AS ends_at) lasted
WHERE subscription_id IS NOT NULL;
