//! Money that came unprompted: allocated, in suspense, or the twin of a push.

use domain::claim::ClaimKind;
use domain::outcome::OutcomeSource;
use domain::payment::{
    Allocate, Beneficiary, LookReason, Payment, PaymentCommand, PaymentError, PaymentEvent,
    ReceiveC2b, RecordOutcome, Status, UnallocatedReason,
};
use domain::policy::react;
use domain::{Money, UserId};

use super::given;
use crate::samples::{
    after, after_events, called_back, cents, claims_of_last, completed, customer_id, initiated,
    line_id, other_payment_id, paid, payment_id, receipt_a, receipt_b, release, take,
};

type Meant = Result<Beneficiary, UnallocatedReason>;

const ALL_REASONS: [UnallocatedReason; 4] = [
    UnallocatedReason::NoAccount,
    UnallocatedReason::UnknownAccount,
    UnallocatedReason::WrongCheckDigit,
    UnallocatedReason::OtherShortCode,
];

fn ours() -> Beneficiary {
    Beneficiary { customer_id: customer_id(), line_id: line_id() }
}

fn receive(amount: Money, meant_for: Meant) -> PaymentCommand {
    PaymentCommand::ReceiveC2b(Box::new(ReceiveC2b {
        payment_id: payment_id(),
        receipt: receipt_a(),
        amount,
        paid_at: after(20),
        short_code: "174379".parse().unwrap(),
        account_typed: None,
        payer: None,
        payer_name: None,
        delivery_id: None,
        meant_for,
    }))
}

fn received(meant_for: Option<Beneficiary>) -> PaymentEvent {
    PaymentEvent::C2bReceived {
        payment_id: payment_id(),
        receipt: receipt_a(),
        amount_cents: cents(2_000),
        paid_at: after(20),
        short_code: "174379".parse().unwrap(),
        account_typed: None,
        payer: None,
        payer_name: None,
        meant_for,
        delivery_id: None,
    }
}

fn for_customer() -> Vec<PaymentEvent> {
    vec![received(Some(ours())), completed(receipt_a(), 2_000)]
}

fn in_suspense() -> Vec<PaymentEvent> {
    let reason = UnallocatedReason::WrongCheckDigit;
    vec![received(None), PaymentEvent::PaymentUnallocated { reason }]
}

fn by() -> UserId {
    "019ab100-0000-7000-8000-00000000c009".parse().unwrap()
}

fn allocate(to: Beneficiary) -> PaymentCommand {
    let why = "The payer read out the receipt".parse().unwrap();
    PaymentCommand::Allocate(Box::new(Allocate { to, by: by(), why }))
}

fn allocated(to: Beneficiary) -> PaymentEvent {
    PaymentEvent::PaymentAllocated {
        to,
        receipt: receipt_a(),
        amount_cents: cents(2_000),
        paid_at: after(20),
        by: by(),
        why: "The payer read out the receipt".parse().unwrap(),
    }
}

fn merged(from: Option<domain::CustomerId>) -> PaymentEvent {
    PaymentEvent::PaymentMerged {
        into: other_payment_id(),
        receipt: receipt_a(),
        amount_cents: cents(2_000),
        paid_at: after(20),
        from,
    }
}

fn merge() -> PaymentCommand {
    PaymentCommand::Merge { into: other_payment_id() }
}

fn after_all(events: Vec<PaymentEvent>, last: PaymentEvent) -> Payment {
    after_events(events.into_iter().chain([last]))
}

#[test]
fn money_for_a_known_account_is_its_customers() {
    given(vec![]).when(receive(cents(2_000), Ok(ours()))).then_expect_events(for_customer());
    let payment: Payment = after_events(for_customer());
    assert_eq!(payment.status(), Some(Status::Completed));
    assert_eq!(payment.brought(), cents(2_000));
    let settleable = payment.settleable().unwrap();
    assert_eq!((settleable.customer_id, settleable.line_id), (customer_id(), line_id()));
    assert!(settleable.package.is_none(), "nobody chose a package");
}

#[test]
fn money_for_nobody_known_waits_in_suspense_and_says_why() {
    for reason in ALL_REASONS {
        given(vec![])
            .when(receive(cents(2_000), Err(reason)))
            .then_expect_events(vec![received(None), PaymentEvent::PaymentUnallocated { reason }]);
    }
    let payment: Payment = after_events(in_suspense());
    assert_eq!(payment.status(), Some(Status::Unallocated));
    assert_eq!(payment.brought(), cents(2_000));
    assert!(payment.settleable().is_none(), "there is no wallet to credit");
    assert!(in_suspense().iter().all(|event| react(payment_id(), event).is_none()));
}

#[test]
fn the_receipt_is_claimed_as_the_money_is_received() {
    let claims = claims_of_last::<Payment>(vec![received(None)]);
    assert_eq!(claims, [take(ClaimKind::Receipt, receipt_a().as_str())]);
}

#[test]
fn what_is_no_money_is_refused() {
    for amount in [cents(0), cents(-100)] {
        given(vec![]).when(receive(amount, Ok(ours()))).then_expect_error(PaymentError::BadAmount);
    }
}

#[test]
fn a_person_allocates_money_in_suspense_once() {
    given(in_suspense()).when(allocate(ours())).then_expect_events(vec![allocated(ours())]);
    let payment = after_all(in_suspense(), allocated(ours()));
    assert_eq!(payment.status(), Some(Status::Completed));
    let brought = react(payment_id(), &allocated(ours())).unwrap();
    assert_eq!((brought.amount, brought.receipt), (cents(2_000), Some(receipt_a())));

    let done: Vec<_> = in_suspense().into_iter().chain([allocated(ours())]).collect();
    given(done.clone()).when(allocate(ours())).then_expect_events(vec![]);
    let another = Beneficiary { customer_id: by(), ..ours() };
    given(done).when(allocate(another)).then_expect_error(PaymentError::AllocatedBefore);
    given(for_customer()).when(allocate(another)).then_expect_error(PaymentError::AllocatedBefore);
}

#[test]
fn the_same_money_told_again_is_success_and_no_event() {
    for history in [for_customer(), in_suspense()] {
        for source in [OutcomeSource::C2b, OutcomeSource::Pull, OutcomeSource::Statement] {
            let again = RecordOutcome { source, ..called_back(paid(receipt_a(), 2_000)) };
            given(history.clone())
                .when(PaymentCommand::RecordOutcome(Box::new(again)))
                .then_expect_events(vec![]);
        }
    }
}

#[test]
fn the_same_receipt_with_another_amount_is_shown_to_a_person_once() {
    let other = || PaymentCommand::RecordOutcome(Box::new(called_back(paid(receipt_a(), 2_500))));
    let told = for_customer().into_iter().collect::<Story>().after(other());
    assert_eq!(told.look_reasons(), [LookReason::AmountMismatched]);
    assert_eq!(told.after(other()).events, told.events);
    assert_eq!(told.payment().brought(), cents(2_000));
}

#[test]
fn another_receipt_is_not_of_this_payment() {
    let other = PaymentCommand::RecordOutcome(Box::new(called_back(paid(receipt_b(), 2_000))));
    given(for_customer()).when(other).then_expect_error(PaymentError::NotPrompted);
}

#[test]
fn merging_gives_the_receipt_up_and_leaves_nothing_behind() {
    for (history, from) in [(for_customer(), Some(customer_id())), (in_suspense(), None)] {
        given(history.clone()).when(merge()).then_expect_events(vec![merged(from)]);
        let payment = after_all(history.clone(), merged(from));
        assert_eq!(payment.status(), Some(Status::Merged));
        assert_eq!(payment.brought(), cents(0));
        assert!(payment.settleable().is_none() && payment.twin().is_none());
        let all: Vec<_> = history.into_iter().chain([merged(from)]).collect();
        let claims = claims_of_last::<Payment>(all.clone());
        assert_eq!(claims, [release(ClaimKind::Receipt, receipt_a().as_str())]);
        given(all.clone()).when(merge()).then_expect_events(vec![]);
        given(all).when(allocate(ours())).then_expect_error(PaymentError::Merged);
    }
}

#[test]
fn a_push_is_neither_allocated_nor_merged() {
    for command in [allocate(ours()), merge()] {
        given(vec![initiated()]).when(command).then_expect_error(PaymentError::NotUnprompted);
    }
}

/// A history that goes on.
struct Story {
    events: Vec<PaymentEvent>,
}

impl FromIterator<PaymentEvent> for Story {
    fn from_iter<I: IntoIterator<Item = PaymentEvent>>(events: I) -> Self {
        Self { events: events.into_iter().collect() }
    }
}

impl Story {
    fn payment(&self) -> Payment {
        after_events(self.events.clone())
    }

    fn after(&self, command: PaymentCommand) -> Self {
        let more = domain::Decide::decide(&self.payment(), command).unwrap();
        self.events.iter().cloned().chain(more).collect()
    }

    fn look_reasons(&self) -> Vec<LookReason> {
        self.payment().look_reasons().collect()
    }
}
