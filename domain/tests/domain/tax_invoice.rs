//! Tax invoices: what is drawn of a sale, what is credited, and in what order it is signed.

use cqrs_es::Aggregate;
use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::ledger::TaxRates;
use domain::package::PackageSnapshot;
use domain::subscription::{
    ActivationCause, Buy, Subscription, SubscriptionCommand, SubscriptionEvent,
};
use domain::tax_invoice::{
    ControlUnit, Cut, DocumentStage, DrawInvoice, InvoiceNumber, KraPin, Seller, TaxInvoiceCommand,
    TaxInvoiceError, TaxInvoiceEvent, TaxInvoices, TaxRegister, TaxRegisterCommand,
    TaxRegisterError, TaxRegisterEvent, Taxable, TaxedItem, taxable,
};
use domain::{Decide, Money, PaymentId, Timestamp, UserId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::samples::{
    DAY, HOUR, after, cents, customer_id, day_package, hour_package, line_id, month_package,
    next_subscription_id, payment_id, start, subscription_id,
};

const RATES: TaxRates = TaxRates { vat_per_mille: 160, excise_per_mille: 150 };

fn given(events: Vec<TaxInvoiceEvent>) -> AggregateTestExecutor<TaxInvoices> {
    TestFramework::<TaxInvoices>::with(()).given(events)
}

fn item(package: &PackageSnapshot) -> TaxedItem {
    let parts = RATES.of(package.terms.price_cents).unwrap();
    TaxedItem {
        package_id: package.package_id,
        item_number: 1,
        name: package.terms.name.clone(),
        rates: RATES,
        net_cents: parts.net,
        excise_cents: parts.excise,
        vat_cents: parts.vat,
    }
}

fn draw(
    number: InvoiceNumber,
    package: &PackageSnapshot,
    (starts_at, ends_at): (Timestamp, Timestamp),
) -> DrawInvoice {
    let item = item(package);
    let customer_id = customer_id();
    DrawInvoice { number, customer_id, buyer: None, item, starts_at, ends_at, sold_at: start() }
}

fn drawn(
    number: InvoiceNumber,
    package: &PackageSnapshot,
    time: (Timestamp, Timestamp),
) -> TaxInvoiceEvent {
    let draw = TaxInvoiceCommand::Draw(Box::new(draw(number, package, time)));
    TaxInvoices::default().decide(draw).unwrap().remove(0)
}

fn unit(receipt_number: u64) -> ControlUnit {
    ControlUnit {
        unit_id: "KRACU0100000001".into(),
        receipt_number,
        signature: "QUII27MATATSHFRB".into(),
        internal_data: String::new(),
        signed_at: after(3),
        qr_url: "https://example.org/?Data=1".into(),
    }
}

fn by() -> UserId {
    UserId::new(Uuid::from_u128(9))
}

fn issue(by: Option<UserId>) -> TaxInvoiceCommand {
    TaxInvoiceCommand::RecordIssued { number: 7, unit: Box::new(unit(1)), by, now: after(4) }
}

fn issued(by: Option<UserId>) -> TaxInvoiceEvent {
    TaxInvoiceEvent::TaxInvoiceIssued { number: 7, control_unit: unit(1), by, at: after(4) }
}

fn refused() -> TaxInvoiceEvent {
    let (code, message) = ("910".to_owned(), "Request parameter error".to_owned());
    TaxInvoiceEvent::TaxDocumentRefused { number: 7, code, message, at: after(4) }
}

fn refuse() -> TaxInvoiceCommand {
    let (code, message) = ("910".to_owned(), "Request parameter error".to_owned());
    TaxInvoiceCommand::RecordRefused { number: 7, code, message, now: after(4) }
}

fn hour() -> TaxInvoiceEvent {
    drawn(7, &hour_package(), (start(), after(HOUR)))
}

#[test]
fn a_pin_is_a_letter_nine_digits_and_a_letter() {
    for (text, read) in [("a012345678z ", "A012345678Z"), ("P051234567Q", "P051234567Q")] {
        assert_eq!(text.parse::<KraPin>().unwrap().as_str(), read);
    }
    for text in ["", "B012345678Z", "A01234567Z", "A0123456789", "A012345678ZZ", "A01234567é"] {
        assert!(text.parse::<KraPin>().is_err(), "{text}");
    }
    assert_eq!(format!("{:?}", "A012345678Z".parse::<KraPin>().unwrap()), "KraPin(…)");
}

#[test]
fn an_invoice_is_drawn_once_under_its_number() {
    let command =
        || TaxInvoiceCommand::Draw(Box::new(draw(7, &hour_package(), (start(), after(HOUR)))));
    given(vec![]).when(command()).then_expect_events(vec![hour()]);
    given(vec![hour()]).when(command()).then_expect_error(TaxInvoiceError::Exists(7));
}

#[test]
fn an_answer_counts_whenever_it_comes_and_the_same_again_is_no_event() {
    given(vec![hour()]).when(issue(None)).then_expect_events(vec![issued(None)]);
    given(vec![hour(), refused()]).when(issue(None)).then_expect_events(vec![issued(None)]);
    given(vec![hour(), issued(None)]).when(issue(None)).then_expect_events(vec![]);
    given(vec![]).when(issue(None)).then_expect_error(TaxInvoiceError::NotFound(7));
}

#[test]
fn what_was_signed_is_not_refused_later() {
    given(vec![hour()]).when(refuse()).then_expect_events(vec![refused()]);
    given(vec![hour(), refused()]).when(refuse()).then_expect_events(vec![]);
    given(vec![hour(), issued(None)]).when(refuse()).then_expect_events(vec![]);
}

#[test]
fn a_person_enters_what_was_refused_or_waits_in_vain() {
    let person = Some(by());
    given(vec![hour(), refused()]).when(issue(person)).then_expect_events(vec![issued(person)]);
    given(vec![hour()]).when(issue(person)).then_expect_events(vec![issued(person)]);
    given(vec![hour(), issued(None)])
        .when(issue(person))
        .then_expect_error(TaxInvoiceError::Issued(7));
}

#[test]
fn a_person_lets_what_was_refused_be_sent_again() {
    let again = || TaxInvoiceCommand::SendAgain { number: 7, by: by(), now: after(5) };
    let sent = TaxInvoiceEvent::TaxDocumentSentAgain { number: 7, by: by(), at: after(5) };
    given(vec![hour(), refused()]).when(again()).then_expect_events(vec![sent.clone()]);
    given(vec![hour(), refused(), sent]).when(again()).then_expect_events(vec![]);
    given(vec![hour(), issued(None)]).when(again()).then_expect_error(TaxInvoiceError::Issued(7));
}

/// The credit notes over a value: of which invoice, and how much.
fn notes(
    events: Vec<TaxInvoiceEvent>,
    value: i64,
    cut: Option<Cut>,
    at: Timestamp,
) -> Vec<(InvoiceNumber, InvoiceNumber, i64)> {
    let mut invoices = TaxInvoices::default();
    for event in events {
        invoices.apply(event);
    }
    let command = TaxInvoiceCommand::Credit { first: 50, value: cents(value), cut, at };
    let notes = invoices.decide(command).unwrap().into_iter();
    notes
        .map(|event| match event {
            TaxInvoiceEvent::CreditNoteDrawn { number, of, item, .. } => {
                (number, of, item.price().unwrap().cents())
            }
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn the_time_that_ends_last_is_credited_first() {
    let day = |number, days: i64| {
        drawn(number, &day_package(), (after(days * DAY), after((days + 1) * DAY)))
    };
    let two_days = vec![day(7, 0), day(8, 1)];
    // Half of the first day is over: a day and a half are left.
    assert_eq!(
        notes(two_days.clone(), 12_000, None, after(DAY / 2)),
        [(50, 8, 8_000), (51, 7, 4_000)]
    );
    // The first day is over.
    assert_eq!(notes(two_days.clone(), 8_000, None, after(DAY)), [(50, 8, 8_000)]);
    // Only what was sold with an invoice is credited with a note.
    assert_eq!(notes(two_days[1..].to_vec(), 12_000, None, after(DAY / 2)), [(50, 8, 8_000)]);
    // A stretch that is taken out is credited against its own invoice.
    let first = Cut { from: after(DAY / 2), to: after(DAY) };
    assert_eq!(notes(two_days, 4_000, Some(first), after(DAY / 2)), [(50, 7, 4_000)]);
}

#[test]
fn an_invoice_is_credited_up_to_its_amount_and_no_further() {
    let half =
        TaxInvoiceCommand::Credit { first: 8, value: cents(1_500), cut: None, at: after(60) };
    let mut invoices = TaxInvoices::default();
    invoices.apply(hour());
    let note = invoices.decide(half).unwrap().remove(0);
    assert_eq!(notes(vec![hour(), note], 1_500, None, after(120)), [(50, 7, 500)]);
}

#[test]
fn a_package_that_begins_at_once_ends_the_one_before() {
    let month = drawn(7, &month_package(), (start(), after(30 * DAY)));
    let day = drawn(8, &day_package(), (after(DAY), after(2 * DAY)));
    // Nothing of the month was left to be credited, such as after its data was used up.
    assert_eq!(notes(vec![month, day], 8_000, None, after(DAY + 1)), [(50, 8, 8_000)]);
}

#[test]
fn taxes_of_a_credit_note_are_its_share_of_those_of_the_invoice() {
    let mut invoices = TaxInvoices::default();
    invoices.apply(drawn(7, &month_package(), (start(), after(30 * DAY))));
    let command = TaxInvoiceCommand::Credit {
        first: 8,
        value: cents(75_000),
        cut: None,
        at: after(15 * DAY),
    };
    let events = invoices.decide(command).unwrap();
    let [TaxInvoiceEvent::CreditNoteDrawn { item: credited, .. }] = events.as_slice() else {
        panic!("{events:?}")
    };
    let whole = item(&month_package());
    assert_eq!(credited.price(), Some(cents(75_000)));
    assert_eq!(credited.vat_cents.cents(), whole.vat_cents.cents() / 2);
    assert_eq!(credited.excise_cents.cents(), whole.excise_cents.cents() / 2);
    assert_eq!(invoices.stage(8), None);
    invoices.apply(events[0].clone());
    assert_eq!(invoices.stage(8), Some(DocumentStage::Waiting));
}

#[test]
fn the_register_is_opened_once_and_gives_each_number_once() {
    let seller = || Seller { pin: "P051234567Q".parse().unwrap(), branch: "00".into() };
    let open =
        |seller| TaxRegisterCommand::Open { seller, last_number: 41, by: by(), now: start() };
    let take =
        |count| TaxRegisterCommand::TakeNumbers { count, subscription_id: subscription_id() };
    let opened = TaxRegisterEvent::TaxRegisterOpened {
        seller: seller(),
        last_number: 41,
        by: by(),
        at: start(),
    };
    let taken = |first, count| TaxRegisterEvent::TaxNumbersTaken {
        first,
        count,
        subscription_id: subscription_id(),
    };
    let given = |events| TestFramework::<TaxRegister>::with(()).given(events);
    given(vec![]).when(open(seller())).then_expect_events(vec![opened.clone()]);
    given(vec![opened.clone()])
        .when(open(seller()))
        .then_expect_error(TaxRegisterError::OpenBefore);
    let bad = Seller { branch: "head".into(), ..seller() };
    given(vec![]).when(open(bad)).then_expect_error(TaxRegisterError::BadBranch);
    given(vec![]).when(take(1)).then_expect_error(TaxRegisterError::NotOpen);
    given(vec![opened.clone()]).when(take(2)).then_expect_events(vec![taken(42, 2)]);
    given(vec![opened.clone(), taken(42, 2)]).when(take(1)).then_expect_events(vec![taken(44, 1)]);
    given(vec![opened.clone()]).when(take(0)).then_expect_events(vec![]);
    let mut register = TaxRegister::default();
    register.apply(opened);
    assert!(!register.is_open_at(after(-1)) && register.is_open_at(start()));
}

#[test]
fn a_package_has_one_number_among_the_items() {
    let package_id = day_package().package_id;
    let opened = TaxRegisterEvent::TaxRegisterOpened {
        seller: Seller { pin: "P051234567Q".parse().unwrap(), branch: "00".into() },
        last_number: 0,
        by: by(),
        at: start(),
    };
    let numbered = TaxRegisterEvent::TaxItemNumbered { package_id, item_number: 1 };
    let number = || TaxRegisterCommand::NumberItem { package_id };
    let given = |events| TestFramework::<TaxRegister>::with(()).given(events);
    given(vec![opened.clone()]).when(number()).then_expect_events(vec![numbered.clone()]);
    given(vec![opened, numbered]).when(number()).then_expect_events(vec![]);
}

/// What a customer and a provider do with a line, as time goes by.
#[derive(Debug, Clone)]
enum Step {
    Buy(usize),
    Reverse(usize),
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop_oneof![
        3 => (0_usize..3).prop_map(Step::Buy),
        1 => (0_usize..8).prop_map(Step::Reverse),
    ];
    prop::collection::vec((1_i64..2 * DAY, step), 1..12)
}

fn payment(number: usize) -> PaymentId {
    PaymentId::new(Uuid::from_u128(payment_id().uuid().as_u128() + 100 + number as u128))
}

fn command(number: usize, step: &Step, now: Timestamp) -> SubscriptionCommand {
    match step {
        Step::Buy(which) => SubscriptionCommand::Buy(Box::new(Buy {
            subscription_id: next_subscription_id(),
            customer_id: customer_id(),
            line_id: line_id(),
            package: [hour_package(), day_package(), month_package()][*which].clone(),
            cause: ActivationCause::Payment { payment_id: payment(number) },
            now,
        })),
        Step::Reverse(which) => SubscriptionCommand::Shorten { payment_id: payment(*which), now },
    }
}

/// Invoices of everything that an event sells, credit notes of everything that goes back.
fn invoice(
    invoices: &mut TaxInvoices,
    next: &mut InvoiceNumber,
    event: &SubscriptionEvent,
    now: Timestamp,
) -> (Money, Money) {
    let (mut sold, mut credited) = (Money::ZERO, Money::ZERO);
    for taxable in taxable(event) {
        let command = match taxable {
            Taxable::Sold { package, starts_at, ends_at } => {
                TaxInvoiceCommand::Draw(Box::new(draw(*next, package, (starts_at, ends_at))))
            }
            Taxable::Returned { value, cut } => {
                TaxInvoiceCommand::Credit { first: *next, value, cut, at: now }
            }
        };
        for event in invoices.decide(command).unwrap() {
            *next += 1;
            match &event {
                TaxInvoiceEvent::TaxInvoiceDrawn { item, .. } => {
                    sold = sold.plus(item.price().unwrap()).unwrap();
                }
                TaxInvoiceEvent::CreditNoteDrawn { item, .. } => {
                    assert!(item.net_cents.cents() >= 0 && item.vat_cents.cents() >= 0);
                    credited = credited.plus(item.price().unwrap()).unwrap();
                }
                other => panic!("{other:?}"),
            }
            invoices.apply(event);
        }
    }
    (sold, credited)
}

proptest! {
    /// Whatever is bought and taken back, invoices less credit notes are what customers were sold
    /// less what they have back.
    #[test]
    fn credit_notes_take_back_what_went_back_and_no_more(steps in steps()) {
        let mut subscription = Subscription::default();
        let mut invoices = TaxInvoices::default();
        let (mut now, mut next) = (start(), 1);
        for (number, (seconds, step)) in steps.iter().enumerate() {
            now = domain::time::seconds_later(now, *seconds).unwrap();
            let Ok(events) = subscription.decide(command(number, step, now)) else { continue };
            for event in events {
                let of = |wanted: fn(&Taxable<'_>) -> bool| -> i64 {
                    taxable(&event).iter().filter(|one| wanted(one)).map(|one| one.amount().cents()).sum()
                };
                let due = (
                    of(|one| matches!(one, Taxable::Sold { .. })),
                    of(|one| matches!(one, Taxable::Returned { .. })),
                );
                let (sold, credited) = invoice(&mut invoices, &mut next, &event, now);
                prop_assert_eq!((sold.cents(), credited.cents()), due, "{:?}", event);
                subscription.apply(event);
            }
        }
    }
}
