import type {
  AskedRefund,
  AuditedEvent,
  BankTransit,
  Break,
  Customer,
  CustomerInFull,
  Dashboard,
  Delivery,
  Hold,
  JournalEntry,
  Line,
  OpenMonth,
  Package,
  Payment,
  PaymentEvent,
  ReadModel,
  Rebuild,
  Refund,
  Statement,
  StatementReport,
  Subscription,
  TaxDocument,
  TaxRegister,
  TreeHead,
  TrialBalance,
  Wallet,
} from "@/services/contract";

/** Whole, plausible answers of the API, of which a test changes what it is about. */

export function aPackage(facts: Partial<Package> = {}): Package {
  return {
    id: "0198c0de-0000-7000-8000-00000000000a",
    name: "Day pass",
    price_cents: 8_000,
    currency: "KES",
    duration: { unit: "DAYS", count: 1 },
    data_cap_mb: null,
    download_kbps: 5_000,
    upload_kbps: 2_000,
    devices_max: 1,
    sold_at: "HOTSPOT",
    renews: false,
    is_active: true,
    ...facts,
  };
}

export function aSubscription(facts: Partial<Subscription> = {}): Subscription {
  return {
    id: "0198c0de-0000-7000-8000-00000000000b",
    customer_id: "0198c0de-0000-7000-8000-00000000000c",
    customer_name: null,
    line_id: "0198c0de-0000-7000-8000-00000000000d",
    line_name: null,
    package: { id: aPackage().id, name: aPackage().name },
    start_date: "2026-11-23T15:00:00Z",
    end_date: "2026-11-24T15:00:00Z",
    is_active: true,
    status: "ACTIVE",
    caused_by: null,
    ...facts,
  };
}

export function aPayment(facts: Partial<Payment> = {}): Payment {
  const item = aPackage();
  return {
    id: "0198c0de-0000-7000-8000-000000000001",
    road: "STK",
    status: "PENDING",
    progress: "PROMPTED",
    needs_a_look: false,
    look_reasons: [],
    amount_cents: item.price_cents,
    amount_paid_cents: null,
    reversed_cents: 0,
    currency: "KES",
    phone_number: "254712345678",
    payer_handle: null,
    payer_name: null,
    customer_id: aSubscription().customer_id,
    customer_name: null,
    line_id: aSubscription().line_id,
    package: { id: item.id, name: item.name, price_cents: item.price_cents },
    mpesa_receipt_number: null,
    account_reference: "DF7K2M9Q",
    short_code: null,
    unallocated_reason: null,
    merged_into: null,
    failure: null,
    initiated_at: "2026-11-23T15:00:00Z",
    completed_at: null,
    kept_in_wallet: null,
    subscription: null,
    position: 10,
    ...facts,
  };
}

type EventFacts = Partial<Omit<PaymentEvent, "payload">> & { payload?: object };

export function anEvent(facts: EventFacts = {}): PaymentEvent {
  return {
    position: 10,
    sequence: 1,
    aggregate_type: "payment",
    aggregate_id: aPayment().id,
    event_type: "StkInitiated",
    recorded_at: "2026-11-23T15:00:00Z",
    actor: "guest",
    source: "api",
    correlation_id: "0198c0de-0000-7000-8000-0000000000ff",
    causation_id: null,
    request_id: null,
    payload: {},
    ...facts,
  } as PaymentEvent;
}

type AuditedFacts = Partial<Omit<AuditedEvent, "payload">> & { payload?: object };

export function anAuditedEvent(facts: AuditedFacts = {}): AuditedEvent {
  return {
    ...anEvent(),
    event_version: "1",
    chain_hash: "cd".repeat(32),
    ...facts,
  } as AuditedEvent;
}

export function aTreeHead(facts: Partial<TreeHead> = {}): TreeHead {
  return {
    size: 24_543,
    root: "2a".repeat(32),
    recorded_at: "2026-11-23T14:59:00Z",
    note: "daftari/store\n24543\nKio=\n\n— daftari/store AAAA\n",
    ...facts,
  };
}

export function aDelivery(facts: Partial<Delivery> = {}): Delivery {
  return {
    id: "0198c0de-0000-7000-8000-0000000000dd",
    received_at: "2026-11-23T15:00:05Z",
    road: "STK_CALLBACK",
    reference: null,
    source_address: "196.201.214.200",
    trust: "ACCEPTED",
    state: "DONE",
    note: null,
    body: '{"Body":{"stkCallback":{"ResultCode":0}}}',
    ...facts,
  };
}

export function aDashboard(facts: Partial<Dashboard> = {}): Dashboard {
  return {
    as_of: "2026-11-23T15:00:00Z",
    position: 100,
    lag_positions: 0,
    currency: "KES",
    revenue_today_cents: 125_000,
    payments_today: 1,
    revenue_30_days_cents: 3_200_000,
    active_subscriptions: 1_430,
    expiring_within_24h: 58,
    pending_payments: 0,
    oldest_pending_seconds: null,
    paid_but_offline: 0,
    needs_a_look: 0,
    unreadable_deliveries: 0,
    unallocated_cents: 0,
    unallocated_payments: 0,
    open_breaks: 0,
    minutes_since_last_payment: 4,
    normal_minutes_between_payments: 6,
    by_day: [{ day: "2026-11-23", revenue_cents: 125_000, payments: 1 }],
    by_hour: [
      { hour: "2026-11-23T14:00:00Z", payments: 7 },
      { hour: "2026-11-23T15:00:00Z", payments: 1 },
    ],
    by_package: [
      { package_id: aPackage().id, name: "Day pass", revenue_cents: 125_000, payments: 1 },
    ],
    ...facts,
  };
}

export function aReadModel(facts: Partial<ReadModel> = {}): ReadModel {
  return {
    name: "payments",
    version: 4,
    position: 24_543,
    head: 24_543,
    lag_positions: 0,
    lag_seconds: 0,
    stopped_because: null,
    stopped_at: null,
    skipped: [],
    rebuild: null,
    ...facts,
  };
}

export function aRebuild(facts: Partial<Rebuild> = {}): Rebuild {
  return {
    id: "0198c0de-0000-7000-8000-00000000009b",
    status: "RUNNING",
    waits_for: null,
    note: null,
    asked_by: "0198c0de-0000-7000-8000-00000000000f",
    asked_at: "2026-11-23T15:00:00Z",
    begun_at: "2026-11-23T15:00:01Z",
    ended_at: null,
    events_done: 12_000,
    events_total: 24_543,
    elapsed_seconds: 4,
    remaining_seconds: 4,
    position: null,
    ...facts,
  };
}

export function aJournalEntry(facts: Partial<JournalEntry> = {}): JournalEntry {
  return {
    position: 24_539,
    number: 1,
    kind: "RECEIVED",
    receipt: "UKN5AAAAA1",
    effective_at: "2026-11-23T15:00:06Z",
    booked_at: "2026-11-23T15:00:06Z",
    recorded_at: "2026-11-23T15:00:06Z",
    currency: "KES",
    lines: [
      { code: 1110, name: "M-Pesa", part: null, amount_cents: 5_000 },
      { code: 2190, name: "Unallocated receipts", part: aPayment().id, amount_cents: -5_000 },
    ],
    ...facts,
  };
}

/** An answer of `application/problem+json`. */
export function problemBody(status: number, code: string, more: Record<string, unknown> = {}) {
  return {
    type: "about:blank",
    title: code,
    status,
    detail: `${code}.`,
    code,
    request_id: "req-1",
    ...more,
  };
}

export function aTrialBalance(facts: Partial<TrialBalance> = {}): TrialBalance {
  return {
    as_of: "2026-11-23T15:00:00Z",
    position: 100,
    lag_positions: 0,
    currency: "KES",
    accounts: [
      {
        code: 1110,
        name: "M-Pesa",
        kind: "ASSET",
        debits_cents: 125_000,
        credits_cents: 0,
        balance_cents: 125_000,
      },
      {
        code: 2110,
        name: "Customer wallets",
        kind: "LIABILITY",
        debits_cents: 0,
        credits_cents: 125_000,
        balance_cents: -125_000,
      },
    ],
    debits_cents: 125_000,
    credits_cents: 125_000,
    ...facts,
  };
}

export function anOpenMonth(facts: Partial<OpenMonth> = {}): OpenMonth {
  return {
    month: "2026-10",
    needs_explanation: true,
    checks: [
      {
        name: "OVER",
        holds: true,
        can_be_explained: false,
        found: "the books are closed up to 2026-11-22",
      },
      {
        name: "SUSPENSE",
        holds: false,
        can_be_explained: true,
        found: "KSh 30.00 in suspense (account 2190)",
      },
    ],
    ...facts,
  };
}

export function aStatement(facts: Partial<Statement> = {}): Statement {
  return {
    id: "0198c0de-0000-7000-8000-000000005001",
    file_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    short_code: "600000",
    account: "Utility Account",
    layout: "CLASSIC",
    from: "2026-10-31T21:00:00Z",
    to: "2026-11-22T20:59:59Z",
    currency: "KES",
    opening_cents: 1_000_000,
    closing_cents: 1_250_000,
    lines: 3,
    unreadable: 0,
    movements: 0,
    open_breaks: 1,
    imported_by: null,
    imported_at: "2026-11-23T14:00:00Z",
    ...facts,
  };
}

export function aStatementReport(facts: Partial<StatementReport> = {}): StatementReport {
  return {
    file_sha256: aStatement().file_sha256,
    position: 100,
    chain_hash: "ab".repeat(32),
    short_code: "600000",
    account: "Utility Account",
    layout: "CLASSIC",
    from: "2026-10-31T21:00:00Z",
    to: "2026-11-22T20:59:59Z",
    currency: "KES",
    lines: 3,
    not_completed: 0,
    unreadable: [],
    agrees: false,
    opening: { statement_cents: 1_000_000, ledger_cents: 1_000_000 },
    matched: [{ kind: "PAYMENT", words: "Payments", count: 2, amount_cents: 200_000 }],
    differs: [
      {
        kind: "MISSING_IN_LEDGER",
        words: "Payment missing in the ledger",
        count: 1,
        amount_cents: 50_000,
      },
    ],
    closing: { statement_cents: 1_250_000, ledger_cents: 1_200_000 },
    unexplained_cents: 0,
    first_divergence: {
      row: 9,
      receipt: "UKN5AAAAA3",
      balance: { statement_cents: 1_250_000, ledger_cents: 1_200_000 },
    },
    first_misstep: null,
    credited: { count: 2, amount_cents: 200_000 },
    in_suspense: { count: 0, amount_cents: 0 },
    breaks_total: 1,
    breaks: [
      {
        kind: "MISSING_IN_LEDGER",
        words: "Payment missing in the ledger",
        receipt: "UKN5AAAAA3",
        row: 9,
        statement_cents: 50_000,
        ledger_cents: 0,
        expected_cents: null,
        moved_at: "2026-11-20T09:00:00Z",
        is_safe: true,
        suggestion: null,
      },
    ],
    ...facts,
  };
}

export function aBreak(facts: Partial<Break> = {}): Break {
  return {
    id: "0198c0de-0000-7000-8000-000000006001",
    statement_id: aStatement().id,
    kind: "AMOUNT_DIFFERS",
    words: "Amount differs",
    receipt: "UKN5AAAAA4",
    row: 12,
    currency: "KES",
    statement_cents: 15_000,
    ledger_cents: 10_000,
    expected_cents: null,
    moved_at: "2026-11-20T09:00:00Z",
    raised_at: "2026-11-23T14:00:00Z",
    owner: null,
    resolved_at: null,
    resolved_by: null,
    resolution: null,
    ...facts,
  };
}

export function aHold(facts: Partial<Hold> = {}): Hold {
  return {
    id: "0198c0de-0000-7000-8000-000000008001",
    stage: "UNANSWERED",
    needs_a_look: true,
    payment_id: "0198c0de-0000-7000-8000-00000000000e",
    road: "STK",
    customer_id: "0198c0de-0000-7000-8000-00000000000c",
    customer_name: null,
    receipt: "UKN5AAAAA1",
    amount_cents: 2_500_000,
    currency: "KES",
    paid_at: "2026-11-23T13:59:30Z",
    doubts: ["ABOVE_LIMIT", "AMOUNT_DIFFERS"],
    held_at: "2026-11-23T14:00:00Z",
    ended_at: null,
    note: "Safaricom is out of reach",
    released_by: null,
    reason: null,
    ...facts,
  };
}

export function aWallet(facts: Partial<Wallet> = {}): Wallet {
  return {
    customer_id: "0198c0de-0000-7000-8000-00000000000c",
    customer_name: "Wanjiku",
    balance_cents: 600_000,
    currency: "KES",
    ...facts,
  };
}

export function aCustomer(facts: Partial<Customer> = {}): Customer {
  return {
    id: "0198c0de-0000-7000-8000-00000000000c",
    username: "wanjiku",
    name: "Wanjiku Kamau",
    phone_number: "254712345678",
    is_guest: false,
    is_active: true,
    wallet_balance_cents: 600_000,
    currency: "KES",
    created_at: "2026-09-03T05:00:00Z",
    ...facts,
  };
}

export function aLine(facts: Partial<Line> = {}): Line {
  return {
    id: aSubscription().line_id,
    name: "House 31, Rongai",
    kind: "HOME",
    account_number: "DF7K2M9Q",
    subscription: aSubscription({ caused_by: `payment:${aPayment().id}` }),
    ...facts,
  };
}

export function aCustomerInFull(facts: Partial<CustomerInFull> = {}): CustomerInFull {
  return { ...aCustomer(), kra_pin: null, lines: [aLine()], ...facts };
}

export function aRefund(facts: Partial<Refund> = {}): Refund {
  return {
    id: "0198c0de-0000-7000-8000-000000007001",
    way: "REVERSAL",
    stage: "AWAITS_APPROVAL",
    customer_id: "0198c0de-0000-7000-8000-00000000000c",
    customer_name: null,
    payment_id: "0198c0de-0000-7000-8000-00000000000e",
    receipt: "UKN5AAAAA1",
    phone_number: null,
    amount_cents: 600_000,
    currency: "KES",
    reason: "Paid twice",
    asked_by: "0198c0de-0000-7000-8000-00000000000f",
    approved_by: null,
    asked_at: "2026-11-23T14:00:00Z",
    sent_at: null,
    ended_at: null,
    outgoing_receipt: null,
    failure_code: null,
    failure_message: null,
    ...facts,
  };
}

/** What the API answers to whoever asks for money to go back. */
export function anAskedRefund(facts: Partial<AskedRefund> = {}): AskedRefund {
  return {
    refund_id: aRefund().id,
    amount_cents: aRefund().amount_cents,
    currency: "KES",
    awaits_approval: true,
    position: 103,
    ...facts,
  };
}

export function aBankTransit(facts: Partial<BankTransit> = {}): BankTransit {
  return {
    as_of: "2026-11-23T15:00:00Z",
    currency: "KES",
    amount_cents: 2_000_000,
    items: [
      {
        receipt: "UKN6SWEEP1",
        short_code: "600000",
        amount_cents: 2_000_000,
        since: "2026-11-22T09:00:00Z",
        days: 1,
      },
    ],
    arrived: [],
    ...facts,
  };
}

export function aTaxRegister(facts: Partial<TaxRegister> = {}): TaxRegister {
  return {
    seller: {
      kra_pin: "P051234567Q",
      branch: "00",
      opened_by: "0198c0de-0000-7000-8000-00000000000f",
      opened_at: "2026-11-23T08:00:00Z",
    },
    waiting: 0,
    waiting_since: null,
    refused: 0,
    has_control_unit: true,
    held_up: null,
    ...facts,
  };
}

export function aTaxDocument(facts: Partial<TaxDocument> = {}): TaxDocument {
  return {
    number: 7,
    kind: "INVOICE",
    credit_of: null,
    stage: "ISSUED",
    subscription_id: "0198c0de-0000-7000-8000-00000000000d",
    customer_id: "0198c0de-0000-7000-8000-00000000000c",
    buyer_kra_pin: null,
    package_id: "0198c0de-0000-7000-8000-00000000000b",
    package: "Home 10 Mbps",
    net_cents: 100_000,
    excise_cents: 15_000,
    vat_cents: 18_400,
    total_cents: 133_400,
    currency: "KES",
    sold_at: "2026-11-23T14:00:00Z",
    control_unit: {
      unit_id: "KRACU0100000001",
      receipt_number: 12,
      signature: "QUII27MATATSHFRB",
      signed_at: "2026-11-23T14:00:02Z",
      qr_url: "https://kra.example/?Data=P051234567Q00QUII27MATATSHFRB",
      entered_by: null,
    },
    refusal_code: null,
    refusal_message: null,
    ...facts,
  };
}
