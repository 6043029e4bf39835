use chrono::{TimeDelta, TimeZone};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};

use super::*;

const SHORT_CODE: &str = "174379";

fn books(opening_cents: i64) -> Books {
    let config = Config { opening_cents, ..Config::default() };
    Books::new(&config, Receipts::starting_at_random(&mut StdRng::seed_from_u64(1)))
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 9, 0, 0).unwrap()
}

fn incoming(shillings: i64) -> Incoming {
    Incoming {
        kind: Kind::PayBill,
        road: Road::StkPush,
        short_code: SHORT_CODE.to_owned(),
        till: None,
        payer: Msisdn::parse("254712345678").unwrap(),
        amount_cents: shillings * 100,
        account_reference: "A1".to_owned(),
        initiated_at: noon(),
    }
}

fn conversation(id: &str) -> Conversation {
    Conversation { originator_conversation_id: id.to_owned(), conversation_id: format!("AG_{id}") }
}

fn outgoing(shillings: i64) -> Outgoing {
    Outgoing {
        short_code: SHORT_CODE.to_owned(),
        receiver: Msisdn::parse("254712345678").unwrap(),
        amount_cents: shillings * 100,
        remarks: "refund".to_owned(),
        initiated_at: noon(),
        ids: conversation("o1"),
    }
}

fn utility(books: &Books) -> i64 {
    books.of(SHORT_CODE).unwrap().utility_cents
}

fn receive(books: &mut Books, shillings: i64) -> Entry {
    let receipt = books.next_receipt(noon());
    books.receive(&receipt, incoming(shillings), noon()).unwrap()
}

#[test]
fn a_payment_brings_its_amount_less_its_charge_once() {
    let mut books = books(0);
    let receipt = books.next_receipt(noon());
    let first = books.receive(&receipt, incoming(1_500), noon()).unwrap();
    let again = books.receive(&receipt, incoming(1_500), noon() + TimeDelta::hours(1)).unwrap();
    assert_eq!(again.completed_at, first.completed_at);
    assert_eq!(first.charge_cents, 500);
    assert_eq!(first.balance_cents, 149_500);
    let accounts = books.of(SHORT_CODE).unwrap();
    assert_eq!(accounts.utility_cents, 149_500);
    assert_eq!(accounts.charges_paid_cents, -500);
    assert_eq!(accounts.totals.received_count, 1);
    assert_eq!(books.entries().count(), 1);
}

#[test]
fn a_declined_payment_is_noted_and_moves_nothing() {
    let mut books = books(0);
    let receipt = books.next_receipt(noon());
    books.decline(&receipt, incoming(1_500), noon());
    assert_eq!(utility(&books), 0);
    assert_eq!(books.get(&receipt).unwrap().status, Status::Declined);
    assert_eq!(
        books.reverse(&receipt, 150_000, conversation("r"), noon()).unwrap_err(),
        Failure::InvalidOriginal
    );
}

#[test]
fn a_payment_out_needs_its_amount_and_its_charge() {
    let mut books = books(100_400);
    assert_eq!(books.pay_out(outgoing(1_000), noon()).unwrap_err(), Failure::InsufficientFunds);
    assert_eq!(books.pay_out(outgoing(9), noon()).unwrap_err(), Failure::BelowTheMinimum);
    assert_eq!(books.pay_out(outgoing(250_001), noon()).unwrap_err(), Failure::AboveTheMaximum);
    let mut elsewhere = outgoing(100);
    elsewhere.short_code = "600000".to_owned();
    assert_eq!(books.pay_out(elsewhere, noon()).unwrap_err(), Failure::UnknownOperator);
    assert_eq!(utility(&books), 100_400);

    let paid = books.pay_out(outgoing(999), noon()).unwrap();
    assert_eq!((paid.amount_cents, paid.charge_cents), (-99_900, 500));
    assert_eq!(utility(&books), 0);
    assert_eq!(books.by_originator("o1").unwrap().receipt, paid.receipt);
}

#[test]
fn a_reversal_gives_back_once_and_whole() {
    let mut books = books(1_000);
    let paid = receive(&mut books, 1_500);
    let reverse = |books: &mut Books, receipt: &str, cents| {
        books.reverse(receipt, cents, conversation("r"), noon())
    };
    assert_eq!(
        reverse(&mut books, &paid.receipt, 149_900).unwrap_err(),
        Failure::InvalidParameters
    );
    assert_eq!(reverse(&mut books, "NOSUCH", 150_000).unwrap_err(), Failure::InvalidOriginal);
    let reversal = reverse(&mut books, &paid.receipt, 150_000).unwrap();
    assert_eq!(reversal.reverses.as_deref(), Some(paid.receipt.as_str()));
    assert_eq!(books.get(&paid.receipt).unwrap().reversed_by.as_ref(), Some(&reversal.receipt));
    assert_eq!(utility(&books), 500, "the charge stays paid");
    assert_eq!(reverse(&mut books, &paid.receipt, 150_000).unwrap_err(), Failure::AlreadyReversed);
    assert_eq!(
        reverse(&mut books, &reversal.receipt, 150_000).unwrap_err(),
        Failure::InvalidOriginal
    );
}

#[test]
fn the_oldest_entries_are_forgotten_but_stay_in_the_totals() {
    let mut books = books(0);
    books.entries_max = 2;
    let receipts: Vec<String> = (0..5).map(|_| receive(&mut books, 50).receipt).collect();
    assert_eq!(books.forgotten(), 3);
    assert_eq!(books.get(&receipts[2]).map(|entry| &entry.receipt), None);
    for receipt in &receipts[3..] {
        assert_eq!(&books.get(receipt).unwrap().receipt, receipt);
    }
    let accounts = books.of(SHORT_CODE).unwrap();
    assert_eq!(accounts.totals.received_count, 5);
    assert_eq!(accounts.utility_cents, 25_000);
}

/// Whatever is done, the accounts are what the entries say, and every entry the balance after it.
#[test]
fn the_accounts_are_the_sum_of_the_entries() {
    let mut random = StdRng::seed_from_u64(7);
    let mut books = books(50_000);
    let mut receipts: Vec<String> = Vec::new();
    for _ in 0..2_000 {
        let shillings = random.random_range(1..3_000);
        match random.random_range(0..4) {
            0 | 1 => receipts.push(receive(&mut books, shillings).receipt),
            2 => {
                let _ = books.pay_out(outgoing(shillings), noon());
            }
            _ => {
                if let Some(receipt) = pick(&receipts, &mut random) {
                    let cents = books.get(receipt).unwrap().amount_cents;
                    let _ = books.reverse(receipt, cents, conversation("r"), noon());
                }
            }
        }
    }
    let mut balance = 50_000;
    for entry in books.entries() {
        balance += entry.amount_cents - entry.charge_cents;
        assert_eq!(entry.balance_cents, balance, "{}", entry.receipt);
        assert!(balance >= 0, "{}", entry.receipt);
    }
    let accounts = books.of(SHORT_CODE).unwrap();
    assert_eq!(accounts.utility_cents, balance);
    let totals = &accounts.totals;
    assert!(totals.paid_out_count > 0 && totals.reversed_count > 0);
    assert_eq!(
        balance,
        50_000 + totals.received_cents
            - totals.paid_out_cents
            - totals.reversed_cents
            - totals.charges_cents
    );
    assert_eq!(accounts.charges_paid_cents, -totals.charges_cents);
}

fn pick<'a>(receipts: &'a [String], random: &mut impl Rng) -> Option<&'a String> {
    if receipts.is_empty() { None } else { receipts.get(random.random_range(0..receipts.len())) }
}
