//! The demonstration keeps every rule of the ledger, because it is made by its commands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use app::demo::{DemoClock, LOGINS, Plan, Standing, fill, standing};
use app::packages;
use cqrs_es::Aggregate;
use domain::books::Books;
use domain::context::{Actor, Context, Source};
use domain::ledger::{AccountCode, Entry, Fact, Ledger, LedgerEvent};
use domain::line::Line;
use domain::package::{Duration, Package, PackageTerms, SoldAt, Unit};
use domain::payment::{LookReason, Payment, PaymentEvent, Status};
use domain::personal::Username;
use domain::subscription::Subscription;
use domain::user::User;
use domain::wallet::{CreditCause, Wallet, WalletEvent};
use domain::{Decide, Money, PackageId, Timestamp};
use event_store::{Recorded, checkpoint, stock};
use uuid::Uuid;
use vault::Password;

use crate::ground::{Ground, at};

const END: &str = "2026-03-14T17:45:00Z";

const SMALL: Plan = Plan { days: 6, customers: 14, visits_a_day: 14, odd_every: 7, seed: 11 };

struct Made {
    ground: Ground,
    events: Vec<Recorded>,
    end: Timestamp,
}

async fn made() -> Made {
    let end = at(END);
    let clock = Arc::new(DemoClock::at(SMALL.begin(end)));
    let ground = Ground::with_clock(clock.clone()).await;
    fill(&ground.ledger, &clock, SMALL, end, &|_| ()).await.unwrap();
    let events = ground.events().await;
    Made { ground, events, end }
}

impl Made {
    /// The states of all aggregates of one type, from their events.
    fn states<A: Decide>(&self) -> BTreeMap<Uuid, A> {
        let mut states: BTreeMap<Uuid, A> = BTreeMap::new();
        for recorded in &self.events {
            for event in recorded.decode::<A>().unwrap() {
                states.entry(recorded.aggregate_id).or_default().apply(event);
            }
        }
        states
    }

    fn events_of<A: Decide>(&self) -> impl Iterator<Item = (&Recorded, A::Event)> {
        self.events.iter().flat_map(|recorded| {
            recorded.decode::<A>().unwrap().into_iter().map(move |event| (recorded, event))
        })
    }
}

#[tokio::test]
async fn the_demonstration_keeps_every_rule() {
    let made = made().await;
    positions_are_gapless_and_times_go_forward(&made);
    every_payment_is_settled_once(&made);
    no_wallet_is_below_zero(&made);
    payments_take_their_time(&made);
    something_is_active_and_something_needs_a_look(&made);
    whoever_is_over_was_ended(&made);
    every_day_is_closed_and_the_books_agree(&made);
    the_published_repository_reads_every_stream_to_the_same_state(&made).await;
    its_logins_work(&made).await;
    the_workers_have_nothing_left_to_do(&made).await;
}

fn every_day_is_closed_and_the_books_agree(made: &Made) {
    let events = made.events_of::<Books>();
    let days = events.filter(|(recorded, _)| recorded.event_type == "DayClosed").count();
    assert_eq!(days, usize::try_from(SMALL.days).unwrap());
    let mut ledger = Ledger::default();
    let mut held: BTreeMap<AccountCode, i64> = BTreeMap::new();
    let mut post = |recorded: &Recorded, event: LedgerEvent<'_>| {
        let fact = Fact {
            position: recorded.position,
            aggregate_id: recorded.aggregate_id,
            recorded_at: recorded.recorded_at,
            event,
        };
        for posting in ledger.post(fact).unwrap().iter().flat_map(Entry::postings) {
            *held.entry(posting.account.code()).or_default() += posting.amount.cents();
        }
    };
    for recorded in &made.events {
        for event in recorded.decode::<Payment>().unwrap() {
            post(recorded, LedgerEvent::Payment(&event));
        }
        for event in recorded.decode::<Wallet>().unwrap() {
            post(recorded, LedgerEvent::Wallet(&event));
        }
        for event in recorded.decode::<Subscription>().unwrap() {
            post(recorded, LedgerEvent::Subscription(&event));
        }
        for event in recorded.decode::<Books>().unwrap() {
            post(recorded, LedgerEvent::Books(&event));
        }
    }
    let wallets = made.states::<Wallet>();
    let in_wallets: i64 = wallets.values().map(|wallet| wallet.balance().cents()).sum();
    assert_eq!(held[&AccountCode::CustomerWallets], -in_wallets);
    let deferred = ledger.terms.deferred().unwrap().cents();
    assert!(deferred > 0, "somebody is online");
    assert_eq!(held[&AccountCode::DeferredRevenue], -deferred);
    assert_eq!(held[&AccountCode::UnallocatedReceipts], 0, "all of it is somebody's");
    assert!(held[&AccountCode::InternetRevenue] < 0, "something was earned");
}

async fn the_published_repository_reads_every_stream_to_the_same_state(made: &Made) {
    let read = [
        read_by_it::<User>(made).await,
        read_by_it::<Line>(made).await,
        read_by_it::<Package>(made).await,
        read_by_it::<Payment>(made).await,
        read_by_it::<Wallet>(made).await,
        read_by_it::<Subscription>(made).await,
        read_by_it::<Books>(made).await,
    ];
    assert!(read.iter().all(|events| *events > 0), "every type of aggregate has streams: {read:?}");
    assert_eq!(read.iter().sum::<usize>(), made.events.len());
}

/// Folds every stream of a type as it is read by the published repository, and says how many
/// events those were.
async fn read_by_it<A: Decide + PartialEq + std::fmt::Debug>(made: &Made) -> usize {
    let mut read = 0;
    for (id, ours) in made.states::<A>() {
        let mut theirs = A::default();
        for stored in stock::read_stream::<A>(&made.ground.ledger.pool, id).await.unwrap() {
            read += 1;
            stored.events.into_iter().for_each(|event| theirs.apply(event));
        }
        assert_eq!(theirs, ours, "{} {id}", A::TYPE);
    }
    read
}

fn positions_are_gapless_and_times_go_forward(made: &Made) {
    let positions: Vec<i64> = made.events.iter().map(|event| event.position).collect();
    let last = i64::try_from(positions.len()).unwrap();
    assert_eq!(positions, (1..=last).collect::<Vec<_>>());
    assert!(made.events.is_sorted_by_key(|event| event.recorded_at));
    let begin = SMALL.begin(made.end);
    assert!(made.events.iter().all(|event| (begin..=made.end).contains(&event.recorded_at)));
}

fn every_payment_is_settled_once(made: &Made) {
    let brought: BTreeMap<Uuid, Money> = made
        .states::<Payment>()
        .into_iter()
        .filter(|(_, payment)| payment.status() == Some(Status::Completed))
        .map(|(id, payment)| (id, payment.brought()))
        .collect();
    let mut credited: BTreeMap<Uuid, Money> = BTreeMap::new();
    for (_, event) in made.events_of::<Wallet>() {
        if let WalletEvent::WalletCredited {
            amount_cents,
            cause: CreditCause::Payment { payment_id, .. },
            ..
        } = event
        {
            let sum = credited.entry(payment_id.uuid()).or_default();
            *sum = sum.plus(amount_cents).unwrap();
        }
    }
    assert!(brought.len() > 40, "only {} payments were completed", brought.len());
    assert_eq!(brought, credited);
}

fn no_wallet_is_below_zero(made: &Made) {
    let mut wallets: BTreeMap<Uuid, Wallet> = BTreeMap::new();
    for (recorded, event) in made.events_of::<Wallet>() {
        let wallet = wallets.entry(recorded.aggregate_id).or_default();
        wallet.apply(event);
        assert!(wallet.balance() >= Money::ZERO, "event {}", recorded.position);
    }
    assert!(!wallets.is_empty());
}

fn payments_take_their_time(made: &Made) {
    let mut initiated: BTreeMap<Uuid, Timestamp> = BTreeMap::new();
    for (recorded, event) in made.events_of::<Payment>() {
        let id = recorded.aggregate_id;
        if let PaymentEvent::StkInitiated { .. } = event {
            initiated.insert(id, recorded.recorded_at);
        }
        if let PaymentEvent::PaymentCompleted { paid_at, .. } = event {
            assert!((recorded.recorded_at - initiated[&id]).num_seconds() >= 5, "payment {id}");
            assert!((initiated[&id]..=recorded.recorded_at).contains(&paid_at), "payment {id}");
        }
    }
}

fn something_is_active_and_something_needs_a_look(made: &Made) {
    let subscriptions = made.states::<Subscription>();
    assert!(subscriptions.values().any(|held| held.active_until(made.end).is_some()));
    let payments = made.states::<Payment>();
    let reasons: BTreeSet<LookReason> = payments.values().flat_map(Payment::look_reasons).collect();
    assert!(reasons.contains(&LookReason::AmountMismatched), "{reasons:?}");
    assert!(reasons.contains(&LookReason::PaidAndFailed), "{reasons:?}");
    assert!(payments.values().any(|payment| payment.status() == Some(Status::Failed)));
    assert!(payments.values().all(|payment| payment.status() != Some(Status::Pending)));
}

fn whoever_is_over_was_ended(made: &Made) {
    let over = |held: &&Subscription| held.ends_at().is_some_and(|ends_at| ends_at <= made.end);
    let count = made.states::<Subscription>().values().filter(over).count();
    let ended =
        made.events.iter().filter(|recorded| recorded.event_type == "SubscriptionExpired").count();
    assert!(count > 10);
    assert_eq!(ended, count);
}

async fn its_logins_work(made: &Made) {
    let vault = &made.ground.ledger.vault;
    for login in LOGINS {
        let name: Username = login.username.parse().unwrap();
        let password: Password = login.password.parse().unwrap();
        let signed_in =
            vault.check_password(&[vault.look_up_hash(&name)], &password).await.unwrap();
        assert!(signed_in.is_some(), "{}", login.username);
    }
}

async fn the_workers_have_nothing_left_to_do(made: &Made) {
    let pool = &made.ground.ledger.pool;
    assert_eq!(standing(pool).await.unwrap(), Standing::Whole);
    let head = made.events.last().unwrap().position;
    for name in ["stk_dispatch", "policy_settle"] {
        let reader = checkpoint::Reader { name, version: 1 };
        let checkpoint = checkpoint::of(pool, reader).await.unwrap().unwrap();
        assert_eq!(checkpoint.position, head, "{name}");
    }
}

#[tokio::test]
async fn the_same_seed_makes_the_same_history() {
    let story = |made: Made| -> Vec<(String, Timestamp)> {
        made.events.into_iter().map(|event| (event.event_type, event.recorded_at)).collect()
    };
    let (one, other) = (story(made().await), story(made().await));
    let mut sorted = [one, other];
    for events in &mut sorted {
        // Commands of one moment reach the lane in any order.
        events.sort_unstable_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    }
    assert_eq!(sorted[0], sorted[1]);
}

#[tokio::test]
async fn only_an_interrupted_demonstration_and_nothing_else_counts_as_one() {
    for (sources, expected) in [
        (&[Source::Demo][..], Standing::HalfMade),
        (&[Source::Api], Standing::OtherData),
        (&[Source::Demo, Source::Cli], Standing::OtherData),
    ] {
        let clock = DemoClock::at(at(END));
        let ground = Ground::with_clock(Arc::new(clock)).await;
        assert_eq!(standing(&ground.ledger.pool).await.unwrap(), Standing::Nothing);
        for source in sources {
            let context = |id: PackageId| Context {
                actor: Actor::Operator,
                correlation_id: id.uuid(),
                causation_id: None,
                source: *source,
                request_id: None,
            };
            packages::create(&ground.ledger, one_hour(), context, None).await.unwrap();
        }
        assert_eq!(standing(&ground.ledger.pool).await.unwrap(), expected, "{sources:?}");
    }
}

#[tokio::test]
async fn progress_is_told() {
    let end = at(END);
    let plan = Plan { visits_a_day: 100, ..SMALL };
    let clock = Arc::new(DemoClock::at(plan.begin(end)));
    let ground = Ground::with_clock(clock.clone()).await;
    let said = Mutex::new(Vec::new());
    let say = |line: &str| said.lock().unwrap().push(line.to_owned());
    fill(&ground.ledger, &clock, plan, end, &say).await.unwrap();
    let said = said.into_inner().unwrap();
    assert!(said.first().is_some_and(|line| line.contains("500 payments")), "{said:?}");
}

fn one_hour() -> PackageTerms {
    PackageTerms {
        name: "1 hour".to_owned(),
        price_cents: Money::from_cents(1_000),
        duration: Duration { count: 1, unit: Unit::Hours },
        data_cap_mb: None,
        download_kbps: 3_000,
        upload_kbps: 1_000,
        devices_max: 1,
        sold_at: SoldAt::Hotspot,
        renews: false,
    }
}
