//! Payment rules 1 and 9: whatever roads tell of a payment, in whatever order and however often, its
//! money is credited once and ends in the same state.

use std::collections::BTreeSet;
use std::sync::Arc;

use cqrs_es::Aggregate;
use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::{AccountNumber, AccountReference, AccountTyped};
use domain::context::{Actor, Context, Source};
use domain::id::Id;
use domain::line::{Line, LineEvent, LineKind};
use domain::outcome::{OutcomeSource, Paid, StkOutcome};
use domain::package::{
    Duration, Package, PackageEvent, PackageSnapshot, PackageTerms, SoldAt, Unit,
};
use domain::payment::{Payment, PaymentEvent, Status};
use domain::personal::Personal;
use domain::policy::react;
use domain::purchase::PurchaseError;
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::user::{Role, User, UserEvent};
use domain::wallet::{CreditCause, DebitCause, Wallet, WalletEvent};
use domain::{CustomerId, Decide, LineId, Money, PackageId, PaymentId, Timestamp};
use event_store::{Command, Memory, Priority, Reads, Recorded, Stop, Store, World};
use uuid::Uuid;

use super::allocate::{AllocatePayment, To};
use super::receive_c2b::ReceivePayment;
use super::record::{Fact, RecordFact};
use super::settle::SettlePayment;
use crate::demo::DemoClock;
use crate::ids;

const PRICE_CENTS: i64 = 2_000;
const RECEIPT: &str = "UKN5AAAAA1";

/// Events that happened before a test begins.
struct Given<A: Decide> {
    id: Uuid,
    events: Vec<A::Event>,
}

impl<A> Command for Given<A>
where
    A: Decide + Send,
    A::Event: Send + Sync,
{
    type Reply = ();
    type Rejection = PurchaseError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<A>(self.id)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<PurchaseError>> {
        Ok(world.append::<A>(self.id, self.events.clone())?)
    }
}

/// How the provider is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Till {
    /// Confirmations carry the push's own reference.
    Paybill,
    /// Confirmations carry no reference.
    Till,
}

/// Something that is told of the one push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Callback,
    Query,
    Confirmation,
}

/// When the policy follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Policy {
    AtOnce,
    InTheEnd,
}

struct Ledger {
    store: Memory,
    push: PaymentId,
    customer: CustomerId,
    other: CustomerId,
    number: AccountNumber,
    settled: i64,
}

fn now() -> Timestamp {
    "2026-11-23T09:00:30Z".parse().unwrap()
}

fn amount() -> Money {
    Money::from_cents(PRICE_CENTS)
}

fn hour() -> PackageSnapshot {
    PackageSnapshot {
        package_id: PackageId::new(Uuid::from_u128(1)),
        terms: PackageTerms {
            name: "One hour".to_owned(),
            price_cents: amount(),
            duration: Duration { count: 1, unit: Unit::Hours },
            data_cap_mb: None,
            download_kbps: 5_000,
            upload_kbps: 2_000,
            devices_max: 1,
            sold_at: SoldAt::Both,
            renews: false,
        },
    }
}

fn sealed<T>(subject: CustomerId) -> Personal<T> {
    Personal::from_parts(subject, "c2VhbGVk".to_owned(), format!("hash of {subject}"))
}

fn paid(receipt: Option<&str>) -> StkOutcome {
    StkOutcome::Paid(Paid {
        result_code: "0".to_owned(),
        description: "The service request is processed successfully.".to_owned(),
        receipt: receipt.map(|receipt| receipt.parse().unwrap()),
        amount: receipt.map(|_| amount()),
        paid_at: receipt.map(|_| "2026-11-23T09:00:20Z".parse().unwrap()),
    })
}

fn context(story: Uuid) -> Context {
    Context {
        actor: Actor::Service,
        correlation_id: story,
        causation_id: None,
        source: Source::Inbox,
        request_id: None,
    }
}

impl Ledger {
    /// A customer with a home and another one, and a push of the first that is on the phone.
    async fn new() -> Self {
        let clock = Arc::new(DemoClock::at(now()));
        let ledger = Self {
            store: Memory::open(ids::new_uuid(), clock),
            push: ids::new(),
            customer: ids::new(),
            other: ids::new(),
            number: AccountNumber::from_base(1_002_003).unwrap(),
            settled: 0,
        };
        let snapshot = hour();
        let created = PackageEvent::PackageCreated {
            package_id: snapshot.package_id,
            terms: snapshot.terms.clone(),
        };
        ledger.given::<Package>(snapshot.package_id.uuid(), vec![created]).await;
        for (customer, kind) in [
            (ledger.customer, LineKind::Home { account_number: ledger.number.clone() }),
            (ledger.other, LineKind::Hotspot {}),
        ] {
            ledger.add_customer(customer, kind).await;
        }
        let initiated = PaymentEvent::StkInitiated {
            payment_id: ledger.push,
            customer_id: ledger.customer,
            line_id: line_of(ledger.customer),
            package: snapshot,
            amount_cents: amount(),
            payer: sealed(ledger.customer),
            account_reference: AccountReference::of(ledger.push),
            callback_key_id: "1".to_owned(),
            initiated_at: "2026-11-23T09:00:00Z".parse().unwrap(),
        };
        let dispatched = PaymentEvent::StkDispatched { attempt: 1, at: now() };
        ledger.given::<Payment>(ledger.push.uuid(), vec![initiated, dispatched]).await;
        ledger
    }

    async fn add_customer(&self, customer: CustomerId, kind: LineKind) {
        let registered = UserEvent::UserRegistered {
            user_id: customer,
            role: Role::Customer,
            username: None,
            phone: None,
            name: None,
        };
        self.given::<User>(customer.uuid(), vec![registered]).await;
        let added = LineEvent::LineAdded {
            line_id: line_of(customer),
            customer_id: customer,
            kind,
            name: sealed(customer),
        };
        self.given::<Line>(customer.uuid(), vec![added]).await;
    }

    async fn given<A>(&self, id: Uuid, events: Vec<A::Event>)
    where
        A: Decide + Send,
        A::Event: Send + Sync,
    {
        self.submit(Given::<A> { id, events }).await;
    }

    async fn submit<C: Command>(&self, command: C) -> C::Reply {
        let story = context(self.push.uuid());
        self.store.submit(command, story, None, Priority::Interactive).await.unwrap().reply
    }

    async fn tell(&self, told: Told, till: Till) {
        match told {
            Told::Callback => self.outcome(OutcomeSource::Callback, Some(RECEIPT)).await,
            Told::Query => self.outcome(OutcomeSource::Query, None).await,
            Told::Confirmation => {
                let reference = AccountReference::of(self.push);
                let typed = AccountTyped::read(reference.as_str());
                self.confirm((till == Till::Paybill).then_some(typed)).await;
            }
        }
    }

    async fn outcome(&self, source: OutcomeSource, receipt: Option<&str>) {
        let fact = Fact::Outcome { source, outcome: paid(receipt), delivery_id: None };
        self.submit(RecordFact { payment_id: self.push, fact, doubting: None }).await;
    }

    async fn confirm(&self, typed: Option<AccountTyped>) -> PaymentId {
        let received = ReceivePayment {
            payment_id: ids::new(),
            receipt: RECEIPT.parse().unwrap(),
            amount: amount(),
            paid_at: "2026-11-23T09:00:20Z".parse().unwrap(),
            short_code: "174379".parse().unwrap(),
            is_ours: true,
            typed,
            account_typed: None,
            payer: None,
            payer_name: None,
            source: OutcomeSource::C2b,
            delivery_id: None,
            doubting: None,
        };
        self.submit(received).await.payment_id
    }

    /// The policy follows the feed.
    async fn settle(&mut self) {
        let events = self.store.read_after(self.settled, 1_000).await.unwrap();
        for recorded in &events {
            self.settled = recorded.position;
            for event in recorded.decode::<Payment>().unwrap() {
                let id = PaymentId::new(recorded.aggregate_id);
                let Some(brought) = react(id, &event) else { continue };
                self.submit(SettlePayment { brought, new_subscription_id: ids::new() }).await;
            }
        }
    }

    async fn all<A: Decide>(&self) -> Vec<(Uuid, A::Event)> {
        let events: Vec<Recorded> = self.store.read_after(0, 1_000).await.unwrap();
        let of = |recorded: &Recorded| {
            let id = recorded.aggregate_id;
            recorded.decode::<A>().unwrap().into_iter().map(move |event| (id, event))
        };
        events.iter().flat_map(of).collect()
    }

    async fn payments(&self) -> Vec<(PaymentId, Payment)> {
        let mut payments: Vec<(PaymentId, Payment)> = Vec::new();
        for (id, event) in self.all::<Payment>().await {
            let id = PaymentId::new(id);
            if !payments.iter().any(|(known, _)| *known == id) {
                payments.push((id, Payment::default()));
            }
            for (_, payment) in payments.iter_mut().filter(|(known, _)| *known == id) {
                payment.apply(event.clone());
            }
        }
        payments
    }

    async fn push(&self) -> Payment {
        let payments = self.payments().await;
        payments.into_iter().find(|(id, _)| *id == self.push).unwrap().1
    }

    /// What payments have brought to a customer's wallet, less what was taken back.
    async fn credited_cents(&self, customer: CustomerId) -> i64 {
        let moved = |(id, event): (Uuid, WalletEvent)| match event {
            _ if id != customer.uuid() => 0,
            WalletEvent::WalletCredited {
                cause: CreditCause::Payment { .. },
                amount_cents,
                ..
            } => amount_cents.cents(),
            WalletEvent::WalletDebited {
                cause: DebitCause::Merged { .. }, amount_cents, ..
            } => -amount_cents.cents(),
            WalletEvent::WalletCredited {
                cause: CreditCause::UnusedValue { .. } | CreditCause::RefundFailed { .. },
                ..
            }
            | WalletEvent::WalletDebited {
                cause:
                    DebitCause::Purchase { .. }
                    | DebitCause::Refund { .. }
                    | DebitCause::Reversed { .. },
                ..
            }
            | WalletEvent::WalletShort { .. } => 0,
        };
        self.all::<Wallet>().await.into_iter().map(moved).sum()
    }

    async fn activations(&self) -> usize {
        let events = self.all::<Subscription>().await;
        let began = |event: &SubscriptionEvent| {
            matches!(event, SubscriptionEvent::SubscriptionActivated { .. })
        };
        events.iter().filter(|(_, event)| began(event)).count()
    }

    /// Who holds the receipt.
    async fn receipt_holder(&self) -> Option<PaymentId> {
        self.submit(Holder).await.map(PaymentId::new)
    }
}

struct Holder;

impl Command for Holder {
    type Reply = Option<Uuid>;
    type Rejection = PurchaseError;

    fn reads(&self) -> Reads {
        Reads::default()
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Option<Uuid>, Stop<PurchaseError>> {
        Ok(world.holder(&ClaimKey::new(ClaimKind::Receipt, RECEIPT))?.map(|held| held.owner))
    }
}

fn line_of(customer: CustomerId) -> LineId {
    Id::new(customer.uuid())
}

/// Every order of these.
fn orders(told: &[Told]) -> BTreeSet<Vec<Told>> {
    if told.is_empty() {
        return BTreeSet::from([Vec::new()]);
    }
    let mut all = BTreeSet::new();
    for first in 0..told.len() {
        let mut rest = told.to_vec();
        let taken = rest.remove(first);
        for mut order in orders(&rest) {
            order.insert(0, taken);
            all.insert(order);
        }
    }
    all
}

#[tokio::test]
async fn any_order_and_duplication_on_paybill_and_till_credits_once_and_ends_the_same() {
    use Told::{Callback, Confirmation, Query};
    let told = [Callback, Callback, Query, Confirmation, Confirmation];
    for till in [Till::Paybill, Till::Till] {
        for policy in [Policy::AtOnce, Policy::InTheEnd] {
            for order in orders(&told) {
                let mut ledger = Ledger::new().await;
                for told in &order {
                    ledger.tell(*told, till).await;
                    if policy == Policy::AtOnce {
                        ledger.settle().await;
                    }
                }
                ledger.settle().await;
                assert_ends_well(&ledger, &format!("{till:?}, {policy:?}: {order:?}")).await;
                // Everything again, and the feed from its beginning: nothing more happens.
                let head = ledger.store.head().await.unwrap();
                for told in &order {
                    ledger.tell(*told, till).await;
                }
                ledger.settled = 0;
                ledger.settle().await;
                assert_eq!(ledger.store.head().await.unwrap(), head, "{till:?}: {order:?}");
            }
        }
    }
}

async fn assert_ends_well(ledger: &Ledger, how: &str) {
    let push = ledger.push().await;
    assert_eq!(push.status(), Some(Status::Completed), "{how}");
    assert_eq!(push.brought(), amount(), "{how}");
    assert_eq!(push.look_reasons().count(), 0, "{how}");
    assert_eq!(ledger.receipt_holder().await, Some(ledger.push), "{how}");
    assert_eq!(ledger.credited_cents(ledger.customer).await, PRICE_CENTS, "{how}");
    assert_eq!(ledger.activations().await, 1, "{how}");
    for (id, payment) in ledger.payments().await {
        let is_push = id == ledger.push;
        assert!(is_push || payment.status() == Some(Status::Merged), "{how}: {payment:?}");
    }
}

#[tokio::test]
async fn on_a_paybill_the_confirmation_alone_completes_the_push() {
    let mut ledger = Ledger::new().await;
    ledger.tell(Told::Confirmation, Till::Paybill).await;
    ledger.settle().await;
    assert_ends_well(&ledger, "the callback never came").await;
    assert_eq!(ledger.payments().await.len(), 1);
}

#[tokio::test]
async fn what_was_allocated_to_another_customer_moves_to_the_push_that_it_was_of() {
    for policy in [Policy::AtOnce, Policy::InTheEnd] {
        let mut ledger = Ledger::new().await;
        let twin = ledger.confirm(None).await;
        ledger.submit(allocation(&ledger, twin)).await;
        if policy == Policy::AtOnce {
            ledger.settle().await;
            assert_eq!(ledger.credited_cents(ledger.other).await, PRICE_CENTS);
        }
        ledger.tell(Told::Callback, Till::Till).await;
        ledger.settle().await;
        assert_ends_well(&ledger, &format!("{policy:?}")).await;
        assert_eq!(ledger.credited_cents(ledger.other).await, 0, "{policy:?}");
    }
}

#[tokio::test]
async fn what_was_allocated_and_spent_stays_and_a_person_looks_at_the_push() {
    let mut ledger = Ledger::new().await;
    // The other customer has had the package before, so what is allocated buys it again.
    let taken = LineEvent::PackageTaken { package_id: hour().package_id };
    ledger.given::<Line>(ledger.other.uuid(), vec![taken]).await;
    let twin = ledger.confirm(None).await;
    ledger.submit(allocation(&ledger, twin)).await;
    ledger.settle().await;
    assert_eq!(ledger.activations().await, 1);
    ledger.tell(Told::Callback, Till::Till).await;
    ledger.tell(Told::Callback, Till::Till).await;
    ledger.settle().await;
    assert_eq!(ledger.credited_cents(ledger.other).await, PRICE_CENTS);
    assert_eq!(ledger.credited_cents(ledger.customer).await, 0);
    let reasons: Vec<_> = ledger.push().await.look_reasons().collect();
    assert_eq!(reasons, [domain::payment::LookReason::ReceiptOfAnother]);
    assert_eq!(ledger.receipt_holder().await, Some(twin));
}

fn allocation(ledger: &Ledger, payment_id: PaymentId) -> AllocatePayment {
    AllocatePayment {
        payment_id,
        to: To::Customer(ledger.other),
        by: ids::new(),
        why: "The payer read out the receipt".parse().unwrap(),
    }
}

#[tokio::test]
async fn a_payment_for_an_account_number_renews_what_its_line_had() {
    let mut ledger = Ledger::new().await;
    let taken = LineEvent::PackageTaken { package_id: hour().package_id };
    ledger.given::<Line>(ledger.customer.uuid(), vec![taken]).await;
    let typed = AccountTyped::read(&format!("acc {}", ledger.number));
    let id = ledger.confirm(Some(typed)).await;
    ledger.settle().await;
    assert_eq!(ledger.credited_cents(ledger.customer).await, PRICE_CENTS);
    assert_eq!(ledger.activations().await, 1);
    assert_ne!(id, ledger.push);
}

#[tokio::test]
async fn a_purchase_by_prompt_is_what_the_next_payment_by_hand_renews() {
    let mut ledger = Ledger::new().await;
    ledger.tell(Told::Callback, Till::Paybill).await;
    ledger.settle().await;
    let noted: Vec<_> = ledger
        .all::<Line>()
        .await
        .into_iter()
        .filter(|(_, event)| matches!(event, LineEvent::PackageTaken { .. }))
        .collect();
    let taken = LineEvent::PackageTaken { package_id: hour().package_id };
    assert_eq!(noted, [(ledger.customer.uuid(), taken)]);
}
