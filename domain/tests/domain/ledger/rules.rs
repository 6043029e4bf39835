//! One event, one entry.

use domain::books::BooksEvent;
use domain::ledger::{
    Account, AccountCode, Entry, EntryKind, Fact, Ledger, LedgerError, LedgerEvent, Posting,
    TaxRates, Taxes, Terms,
};
use domain::payment::{PaymentEvent, UnallocatedReason};
use domain::refund::RefundEvent;
use domain::statement::{MovementKind, RecordedMovement, StatementEvent};
use domain::subscription::{ActivationCause, SubscriptionEvent};
use domain::wallet::{CreditCause, DebitCause, KeptReason, WalletEvent};
use domain::{Money, RefundId, Timestamp};
use uuid::Uuid;

use crate::samples::{
    DAY, HOUR, after, cents, completed, confirmed, customer_id, day_package, hour_package,
    initiated, line_id, other_payment_id, payment_id, receipt_a, start, subscription_id,
};

type Lines = Vec<(Account, i64)>;

fn posted(ledger: &mut Ledger, id: Uuid, at: Timestamp, event: LedgerEvent<'_>) -> Option<Entry> {
    let fact = Fact { position: 7, aggregate_id: id, recorded_at: at, event };
    let mut entries = ledger.post(fact).unwrap();
    assert!(entries.len() < 2, "{entries:?}");
    entries.pop()
}

fn lines(entry: &Entry) -> Lines {
    entry.postings().iter().map(|posting| (posting.account, posting.amount.cents())).collect()
}

fn of_payment(event: &PaymentEvent) -> Option<(EntryKind, Timestamp, Lines)> {
    let id = payment_id().uuid();
    let entry = posted(&mut Ledger::default(), id, after(30), LedgerEvent::Payment(event))?;
    Some((entry.kind(), entry.effective_at(), lines(&entry)))
}

fn of_wallet(event: &WalletEvent) -> Option<(EntryKind, Timestamp, Lines)> {
    let id = customer_id().uuid();
    let entry = posted(&mut Ledger::default(), id, after(30), LedgerEvent::Wallet(event))?;
    Some((entry.kind(), entry.effective_at(), lines(&entry)))
}

fn suspense() -> Account {
    Account::unallocated(payment_id())
}

fn awaiting() -> Account {
    Account::awaiting_receipt(payment_id())
}

fn wallet() -> Account {
    Account::wallet(customer_id())
}

fn attached(confirmed: i64, found: i64) -> PaymentEvent {
    PaymentEvent::ReceiptAttached {
        receipt: receipt_a(),
        confirmed_cents: cents(confirmed),
        amount_cents: cents(found),
        paid_at: after(20),
    }
}

#[test]
fn money_that_came_waits_in_suspense_from_when_it_was_paid() {
    assert_eq!(
        of_payment(&completed(receipt_a(), 2_000)),
        Some((EntryKind::Received, after(20), vec![(Account::MPESA, 2_000), (suspense(), -2_000)]))
    );
    assert_eq!(
        of_payment(&confirmed(2_000, after(25))),
        Some((EntryKind::Confirmed, after(25), vec![(awaiting(), 2_000), (suspense(), -2_000)]))
    );
}

#[test]
fn what_a_clock_elsewhere_puts_after_the_recording_counts_from_the_recording() {
    let event = confirmed(2_000, after(31));
    assert_eq!(of_payment(&event).map(|(_, effective_at, _)| effective_at), Some(after(30)));
}

#[test]
fn a_receipt_that_was_found_moves_what_was_awaited() {
    for (found, expected) in [
        (2_000, vec![(Account::MPESA, 2_000), (awaiting(), -2_000)]),
        // More came: the rest is the customer's too.
        (2_500, vec![(Account::MPESA, 2_500), (awaiting(), -2_000), (suspense(), -500)]),
        // Less came: the rest stays awaited.
        (1_500, vec![(Account::MPESA, 1_500), (awaiting(), -1_500)]),
    ] {
        assert_eq!(
            of_payment(&attached(2_000, found)),
            Some((EntryKind::ReceiptFound, after(20), expected))
        );
    }
}

#[test]
fn what_brings_no_money_makes_no_entry() {
    assert_eq!(of_payment(&initiated()), None);
    let reason = UnallocatedReason::NoAccount;
    assert_eq!(of_payment(&PaymentEvent::PaymentUnallocated { reason }), None);
}

#[test]
fn a_wallet_is_filled_from_suspense_and_pays_into_deferred_revenue() {
    let credited = |cause| WalletEvent::WalletCredited {
        customer_id: customer_id(),
        amount_cents: cents(2_000),
        balance_cents: cents(2_000),
        cause,
    };
    let debited = |cause| WalletEvent::WalletDebited {
        customer_id: customer_id(),
        amount_cents: cents(2_000),
        balance_cents: Money::ZERO,
        cause,
    };
    let (payment_id, subscription_id) = (payment_id(), subscription_id());
    let deferred = Account::DEFERRED_REVENUE;
    let kept = Some(KeptReason::TooLittle);
    for (event, kind, expected) in [
        (
            credited(CreditCause::Payment { payment_id, receipt: None, kept }),
            EntryKind::Credited,
            vec![(suspense(), 2_000), (wallet(), -2_000)],
        ),
        (
            credited(CreditCause::UnusedValue { subscription_id }),
            EntryKind::UnusedReturned,
            vec![(deferred, 2_000), (wallet(), -2_000)],
        ),
        (
            debited(DebitCause::Purchase { subscription_id }),
            EntryKind::Bought,
            vec![(wallet(), 2_000), (deferred, -2_000)],
        ),
        (
            debited(DebitCause::Merged { payment_id }),
            EntryKind::Credited,
            vec![(wallet(), 2_000), (suspense(), -2_000)],
        ),
    ] {
        assert_eq!(of_wallet(&event), Some((kind, after(30), expected)));
    }
}

/// A day, bought at noon in Nairobi.
fn a_day_from_noon() -> (Ledger, Account) {
    let mut ledger = Ledger::default();
    let event = SubscriptionEvent::SubscriptionActivated {
        subscription_id: subscription_id(),
        customer_id: customer_id(),
        line_id: line_id(),
        package: day_package(),
        starts_at: start(),
        ends_at: after(DAY),
        cause: ActivationCause::Payment { payment_id: payment_id() },
    };
    let id = subscription_id().uuid();
    assert_eq!(posted(&mut ledger, id, start(), LedgerEvent::Subscription(&event)), None);
    (ledger, Account::revenue(day_package().package_id))
}

fn close(ledger: &mut Ledger, day: &str, ended_at: Timestamp) -> Option<Entry> {
    let event = BooksEvent::DayClosed { day: day.parse().unwrap(), ended_at };
    posted(ledger, domain::books::BOOKS, after(3 * DAY), LedgerEvent::Books(&event))
}

#[test]
fn a_closed_day_earns_its_share_and_the_end_the_rest() {
    let (mut ledger, revenue) = a_day_from_noon();
    let midnight = after(12 * HOUR);
    let entry = close(&mut ledger, "2026-11-23", midnight).unwrap();
    assert_eq!(entry.kind(), EntryKind::Earned);
    assert_eq!(entry.effective_at(), after(12 * HOUR - 1), "the last second of the day");
    assert_eq!(lines(&entry), vec![(Account::DEFERRED_REVENUE, 4_000), (revenue, -4_000)]);
    assert_eq!(close(&mut ledger, "2026-11-23", midnight), None, "earned once");
    let expired = SubscriptionEvent::SubscriptionExpired { ended_at: after(DAY) };
    let id = subscription_id().uuid();
    let event = LedgerEvent::Subscription(&expired);
    let entry = posted(&mut ledger, id, after(DAY + HOUR), event).unwrap();
    assert_eq!(entry.effective_at(), after(DAY));
    assert_eq!(lines(&entry), vec![(Account::DEFERRED_REVENUE, 4_000), (revenue, -4_000)]);
    assert_eq!(ledger.terms.open().count(), 0);
}

#[test]
fn a_change_earns_what_does_not_go_back() {
    let (mut ledger, revenue) = a_day_from_noon();
    let event = SubscriptionEvent::SubscriptionChanged {
        package: hour_package(),
        starts_at: after(6 * HOUR),
        ends_at: after(7 * HOUR),
        unused_value_cents: cents(6_000),
        cause: ActivationCause::Payment { payment_id: payment_id() },
    };
    let id = subscription_id().uuid();
    let at = after(6 * HOUR);
    let entry = posted(&mut ledger, id, at, LedgerEvent::Subscription(&event)).unwrap();
    assert_eq!(lines(&entry), vec![(Account::DEFERRED_REVENUE, 2_000), (revenue, -2_000)]);
    assert_eq!(ledger.terms.deferred(), Some(cents(2_000)), "the hour");
}

#[test]
fn time_that_is_taken_back_earns_what_does_not_go_back_and_later_time_begins_sooner() {
    let (mut ledger, revenue) = a_day_from_noon();
    let id = subscription_id().uuid();
    let another_day = SubscriptionEvent::SubscriptionExtended {
        package: day_package(),
        from: after(DAY),
        ends_at: after(2 * DAY),
        bought_at: after(HOUR),
        cause: ActivationCause::Payment { payment_id: other_payment_id() },
    };
    let fact = Fact {
        position: 8,
        aggregate_id: id,
        recorded_at: after(HOUR),
        event: LedgerEvent::Subscription(&another_day),
    };
    assert_eq!(ledger.post(fact), Ok(vec![]));
    let shortened = SubscriptionEvent::SubscriptionShortened {
        payment_id: payment_id(),
        package_id: day_package().package_id,
        from: after(6 * HOUR),
        to: after(DAY),
        ends_at: after(DAY + 6 * HOUR),
        unused_value_cents: cents(6_000),
    };
    let event = LedgerEvent::Subscription(&shortened);
    let entry = posted(&mut ledger, id, after(6 * HOUR), event).unwrap();
    assert_eq!(entry.effective_at(), after(6 * HOUR));
    assert_eq!(lines(&entry), vec![(Account::DEFERRED_REVENUE, 2_000), (revenue, -2_000)]);
    let open: Vec<_> = ledger.terms.open().map(|(_, term)| *term).collect();
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!((open[0].starts_at, open[0].ends_at), (after(6 * HOUR), after(DAY + 6 * HOUR)));
    assert_eq!(open[0].deferred(), Some(cents(8_000)));
}

#[test]
fn what_goes_back_leaves_mpesa_and_what_is_short_is_owed() {
    let reversed = PaymentEvent::PaymentReversed {
        receipt: receipt_a(),
        amount_cents: cents(2_000),
        customer_id: Some(customer_id()),
        reversal_receipt: None,
        refund_id: None,
        reversed_at: after(25),
    };
    assert_eq!(
        of_payment(&reversed),
        Some((EntryKind::Reversed, after(25), vec![(suspense(), 2_000), (Account::MPESA, -2_000)]))
    );
    let cause = DebitCause::Reversed { payment_id: payment_id(), receipt: receipt_a() };
    let debited = WalletEvent::WalletDebited {
        customer_id: customer_id(),
        amount_cents: cents(1_500),
        balance_cents: cents(0),
        cause: cause.clone(),
    };
    assert_eq!(
        of_wallet(&debited),
        Some((EntryKind::ReversalTaken, after(30), vec![(wallet(), 1_500), (suspense(), -1_500)]))
    );
    let short =
        WalletEvent::WalletShort { customer_id: customer_id(), amount_cents: cents(500), cause };
    let owed = Account::receivable(customer_id());
    assert_eq!(
        of_wallet(&short),
        Some((EntryKind::ReversalTaken, after(30), vec![(owed, 500), (suspense(), -500)]))
    );
}

#[test]
fn a_refund_is_payable_from_when_it_is_asked_for() {
    let refund_id: RefundId = "019ab100-0000-7000-8000-000000000001".parse().unwrap();
    let payable = Account::refund_payable(refund_id);
    let asked = WalletEvent::WalletDebited {
        customer_id: customer_id(),
        amount_cents: cents(2_000),
        balance_cents: cents(0),
        cause: DebitCause::Refund { refund_id },
    };
    assert_eq!(
        of_wallet(&asked),
        Some((EntryKind::RefundAsked, after(30), vec![(wallet(), 2_000), (payable, -2_000)]))
    );
    let returned = WalletEvent::WalletCredited {
        customer_id: customer_id(),
        amount_cents: cents(2_000),
        balance_cents: cents(2_000),
        cause: CreditCause::RefundFailed { refund_id },
    };
    assert_eq!(
        of_wallet(&returned),
        Some((EntryKind::RefundReturned, after(30), vec![(payable, 2_000), (wallet(), -2_000)]))
    );
    let paid =
        RefundEvent::RefundPaid { receipt: None, amount_cents: cents(2_000), paid_at: after(40) };
    let event = LedgerEvent::Refund(&paid);
    let entry = posted(&mut Ledger::default(), refund_id.uuid(), after(30), event).unwrap();
    assert_eq!(entry.effective_at(), after(30), "what was recorded by a moment was so by then");
    assert_eq!(lines(&entry), vec![(payable, 2_000), (Account::MPESA, -2_000)]);
    let sent = RefundEvent::RefundSent { at: after(1) };
    let event = LedgerEvent::Refund(&sent);
    assert_eq!(posted(&mut Ledger::default(), refund_id.uuid(), after(30), event), None);
}

#[test]
fn an_entry_balances_or_is_none() {
    let line = |account, amount| Posting { account, amount: cents(amount) };
    let of = |postings| Entry::of(EntryKind::Received, start(), postings);
    assert_eq!(of(vec![]), Ok(None));
    assert_eq!(of(vec![line(Account::MPESA, 0), line(suspense(), 0)]), Ok(None));
    assert_eq!(
        of(vec![line(Account::MPESA, 5), line(suspense(), -4)]),
        Err(LedgerError::Unbalanced(cents(1)))
    );
    assert_eq!(
        of(vec![line(Account::MPESA, i64::MAX), line(suspense(), 1)]),
        Err(LedgerError::TooMuch)
    );
    assert_eq!(
        Ledger::default(),
        Ledger { terms: Terms::new([]), open_from: None, taxes: Taxes::default() }
    );
}

#[test]
fn the_numbers_and_names_of_accounts_and_entries_are_for_ever() {
    let numbers = AccountCode::ALL.map(AccountCode::number);
    assert_eq!(
        numbers,
        [1110, 1120, 1130, 1190, 1310, 2110, 2190, 2195, 2210, 2310, 2320, 3110, 4110, 5110]
    );
    for code in AccountCode::ALL {
        assert_eq!(AccountCode::numbered(code.number()), Some(code));
    }
    assert_eq!(AccountCode::numbered(1), None);
    let names = EntryKind::ALL.map(EntryKind::as_str);
    let expected = [
        "RECEIVED",
        "CONFIRMED",
        "RECEIPT_FOUND",
        "MERGED",
        "CREDITED",
        "BOUGHT",
        "UNUSED_RETURNED",
        "EARNED",
        "REVERSED",
        "REVERSAL_TAKEN",
        "REFUND_ASKED",
        "REFUND_PAID",
        "REFUND_RETURNED",
        "CHARGED",
        "SWEPT",
        "OPENED",
        "TAX_RETURNED",
        "BANKED",
    ];
    assert_eq!(names, expected);
    for kind in EntryKind::ALL {
        assert_eq!(EntryKind::named(kind.as_str()), Some(kind));
    }
    assert_eq!(wallet().to_string(), format!("2110:{}", customer_id()));
    assert_eq!(Account::MPESA.to_string(), "1110");
}

#[test]
fn what_only_a_statement_tells_of_is_an_entry_each() {
    let movement = |kind, receipt: Option<&str>, amount, seconds| RecordedMovement {
        kind,
        receipt: receipt.map(|receipt| receipt.parse().unwrap()),
        amount_cents: cents(amount),
        at: after(seconds),
    };
    let event = StatementEvent::MovementsRecorded {
        short_code: "600000".parse().unwrap(),
        movements: vec![
            movement(MovementKind::Opening, None, 70_000, -1),
            movement(MovementKind::Charge, Some("UF10AAAAA1"), -230, 10),
            movement(MovementKind::Sweep, Some("UF10BBBBB2"), -50_000, 20),
        ],
    };
    let fact = Fact {
        position: 7,
        aggregate_id: Uuid::from_u128(5),
        recorded_at: after(DAY),
        event: LedgerEvent::Statement(&event),
    };
    let entries = Ledger::default().post(fact).unwrap();
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            assert_eq!(entry.short_code().unwrap().as_str(), "600000");
            (entry.kind(), entry.effective_at(), entry.receipt().cloned(), lines(entry))
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                EntryKind::Opened,
                after(-1),
                None,
                vec![(Account::MPESA, 70_000), (Account::OPENING_BALANCES, -70_000)]
            ),
            (
                EntryKind::Charged,
                after(10),
                Some("UF10AAAAA1".parse().unwrap()),
                vec![(Account::MPESA, -230), (Account::MPESA_CHARGES, 230)]
            ),
            (
                EntryKind::Swept,
                after(20),
                Some("UF10BBBBB2".parse().unwrap()),
                vec![(Account::MPESA, -50_000), (Account::IN_TRANSIT_TO_BANK, 50_000)]
            ),
        ]
    );
}

#[test]
fn what_the_bank_has_leaves_what_is_in_transit_at_the_end_of_its_value_date() {
    let arrived = |amount, value_date: &str| StatementEvent::SweepArrived {
        receipt: "UF10BBBBB2".parse().unwrap(),
        amount_cents: cents(amount),
        bank_reference: "FT26307XYZ".parse().unwrap(),
        value_date: value_date.parse().unwrap(),
        by: customer_id(),
        at: after(2 * DAY),
    };
    let recorded_at = after(2 * DAY);
    for (value_date, at) in [
        ("2026-11-24", "2026-11-24T20:59:59Z".parse().unwrap()),
        // The day is not over.
        ("2026-11-25", recorded_at),
    ] {
        let event = arrived(50_000, value_date);
        let fact = Fact {
            position: 9,
            aggregate_id: Uuid::from_u128(5),
            recorded_at,
            event: LedgerEvent::Statement(&event),
        };
        let entries = Ledger::default().post(fact).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].kind(), entries[0].effective_at()), (EntryKind::Banked, at));
        assert_eq!(entries[0].receipt().unwrap().as_str(), "UF10BBBBB2");
        assert_eq!(
            lines(&entries[0]),
            [(Account::BANK, 50_000), (Account::IN_TRANSIT_TO_BANK, -50_000)]
        );
    }
}

#[test]
fn what_is_learnt_of_a_closed_month_is_booked_in_the_open_one_with_its_own_date() {
    let mut ledger = Ledger::default();
    let ended_at: Timestamp = "2026-11-30T21:00:00Z".parse().unwrap();
    let closed = BooksEvent::PeriodClosed {
        month: "2026-11".parse().unwrap(),
        ended_at,
        tree_size: 7,
        root_hash: String::new(),
        suspense_cents: cents(0),
        carried_breaks: 0,
        explanation: None,
        by: customer_id(),
        at: ended_at,
    };
    assert_eq!(posted(&mut ledger, Uuid::nil(), ended_at, LedgerEvent::Books(&closed)), None);
    let id = payment_id().uuid();
    let now = "2026-12-05T09:00:00Z".parse().unwrap();
    let late = completed(receipt_a(), 2_000);
    let entry = posted(&mut ledger, id, now, LedgerEvent::Payment(&late)).unwrap();
    assert!(entry.effective_at() < ended_at);
    assert_eq!(entry.booked_at(), ended_at, "the first moment of December");
    let event = WalletEvent::WalletCredited {
        customer_id: customer_id(),
        amount_cents: cents(2_000),
        balance_cents: cents(2_000),
        cause: CreditCause::UnusedValue { subscription_id: subscription_id() },
    };
    let entry =
        posted(&mut ledger, customer_id().uuid(), now, LedgerEvent::Wallet(&event)).unwrap();
    assert_eq!((entry.effective_at(), entry.booked_at()), (now, now));
}

#[test]
fn taxes_are_owed_when_something_is_bought_and_come_off_with_what_is_returned() {
    let rates = TaxRates { vat_per_mille: 160, excise_per_mille: 150 };
    let mut ledger = Ledger { taxes: Taxes::new([(start(), rates)]), ..Ledger::default() };
    let bought = WalletEvent::WalletDebited {
        customer_id: customer_id(),
        amount_cents: cents(133_400),
        balance_cents: cents(0),
        cause: DebitCause::Purchase { subscription_id: subscription_id() },
    };
    let id = customer_id().uuid();
    let entry = posted(&mut ledger, id, after(0), LedgerEvent::Wallet(&bought)).unwrap();
    assert_eq!(
        lines(&entry),
        [
            (wallet(), 133_400),
            (Account::DEFERRED_REVENUE, -100_000),
            (Account::VAT_PAYABLE, -18_400),
            (Account::EXCISE_PAYABLE, -15_000),
        ]
    );
    let mut package = day_package();
    package.terms.price_cents = cents(133_400);
    let activated = SubscriptionEvent::SubscriptionActivated {
        subscription_id: subscription_id(),
        customer_id: customer_id(),
        line_id: line_id(),
        package,
        starts_at: after(0),
        ends_at: after(DAY),
        cause: ActivationCause::Wallet { by: customer_id() },
    };
    let id = subscription_id().uuid();
    assert_eq!(posted(&mut ledger, id, after(0), LedgerEvent::Subscription(&activated)), None);
    // Half a day later it is taken back: half of everything goes to the wallet.
    let shortened = SubscriptionEvent::SubscriptionShortened {
        payment_id: payment_id(),
        package_id: day_package().package_id,
        from: after(12 * HOUR),
        to: after(DAY),
        unused_value_cents: cents(66_700),
        ends_at: after(12 * HOUR),
    };
    let fact = Fact {
        position: 8,
        aggregate_id: id,
        recorded_at: after(12 * HOUR),
        event: LedgerEvent::Subscription(&shortened),
    };
    let entries = ledger.post(fact).unwrap();
    let told: Vec<_> = entries.iter().map(|entry| (entry.kind(), lines(entry))).collect();
    let revenue = Account::revenue(day_package().package_id);
    assert_eq!(
        told,
        [
            (EntryKind::Earned, vec![(Account::DEFERRED_REVENUE, 50_000), (revenue, -50_000)]),
            (
                EntryKind::TaxReturned,
                vec![
                    (Account::VAT_PAYABLE, 9_200),
                    (Account::EXCISE_PAYABLE, 7_500),
                    (Account::DEFERRED_REVENUE, -16_700)
                ]
            ),
        ]
    );
}
