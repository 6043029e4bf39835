//! Events of an older program are read as today's; those of a newer one are left to it.
//!
//! The product has no event with a past yet, so other programs are played by aggregates that share
//! a stream's type and write other events to it.

use std::fmt::Debug;

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use domain::Decide;
use domain::upcast::{Retold, Upcaster};
use domain::wallet::Wallet;
use event_store::feed::{read_after, read_stream};
use event_store::lane::SubmitError;
use event_store::stock;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::commands::{credit, debit, look_at, tell};
use crate::support::hold::HeldLane;
use crate::support::store::{Store, new_id};

/// The events of one version of a program.
trait Program: DomainEvent + Debug + 'static {
    const TYPE: &'static str;

    fn upcasters() -> &'static [Upcaster] {
        &[]
    }
}

/// An aggregate of that program, which appends what it is told and remembers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "P: Serialize + DeserializeOwned")]
struct Remembers<P>(Vec<P>);

impl<P> Default for Remembers<P> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<P: Program> Aggregate for Remembers<P> {
    const TYPE: &'static str = P::TYPE;
    type Command = Vec<P>;
    type Event = P;
    type Error = std::convert::Infallible;
    type Services = ();

    async fn handle(
        &mut self,
        events: Vec<P>,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: P) {
        self.0.push(event);
    }
}

impl<P: Program> Decide for Remembers<P> {
    fn decide(&self, events: Vec<P>) -> Result<Vec<P>, Self::Error> {
        Ok(events)
    }

    fn upcasters() -> &'static [Upcaster] {
        P::upcasters()
    }
}

/// A till's events as they were first written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum FirstTill {
    TillOpened { float_shillings: i64 },
    TillCounted { cash_cents: i64, mpesa_cents: i64 },
    Dusted {},
}

/// And as they are now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum TodaysTill {
    TillOpened { float_cents: i64 },
    CashCounted { cents: i64 },
    MpesaCounted { cents: i64 },
}

/// A wallet's events as some later program writes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum LaterWallet {
    WalletCredited { amount: String },
    WalletFrozen {},
}

impl DomainEvent for FirstTill {
    fn event_type(&self) -> String {
        match self {
            Self::TillOpened { .. } => "TillOpened",
            Self::TillCounted { .. } => "TillCounted",
            Self::Dusted {} => "Dusted",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl DomainEvent for TodaysTill {
    fn event_type(&self) -> String {
        match self {
            Self::TillOpened { .. } => "TillOpened",
            Self::CashCounted { .. } => "CashCounted",
            Self::MpesaCounted { .. } => "MpesaCounted",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        match self {
            Self::TillOpened { .. } => "2",
            Self::CashCounted { .. } | Self::MpesaCounted { .. } => "1",
        }
        .to_owned()
    }
}

impl DomainEvent for LaterWallet {
    fn event_type(&self) -> String {
        match self {
            Self::WalletCredited { .. } => "WalletCredited",
            Self::WalletFrozen {} => "WalletFrozen",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        match self {
            Self::WalletCredited { .. } => "2",
            Self::WalletFrozen {} => "1",
        }
        .to_owned()
    }
}

impl Program for FirstTill {
    const TYPE: &'static str = "till";
}

impl Program for LaterWallet {
    const TYPE: &'static str = "wallet";

    fn upcasters() -> &'static [Upcaster] {
        &[Upcaster { event_type: "WalletCredited", version: 1, upcast: credited_1 }]
    }
}

fn credited_1(fields: Value) -> Result<Vec<Retold>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Credited {
        amount_cents: i64,
    }
    let Credited { amount_cents } = serde_json::from_value(fields)?;
    let fields = json!({ "amount": format!("{amount_cents} cents") });
    Ok(vec![Retold { event_type: "WalletCredited", version: 2, fields }])
}

impl Program for TodaysTill {
    const TYPE: &'static str = "till";

    fn upcasters() -> &'static [Upcaster] {
        &[
            Upcaster { event_type: "TillOpened", version: 1, upcast: opened_1 },
            Upcaster { event_type: "TillCounted", version: 1, upcast: counted_1 },
            Upcaster { event_type: "Dusted", version: 1, upcast: |_| Ok(vec![]) },
        ]
    }
}

fn opened_1(fields: Value) -> Result<Vec<Retold>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Opened {
        float_shillings: i64,
    }
    let Opened { float_shillings } = serde_json::from_value(fields)?;
    let fields = json!({ "float_cents": float_shillings * 100 });
    Ok(vec![Retold { event_type: "TillOpened", version: 2, fields }])
}

fn counted_1(fields: Value) -> Result<Vec<Retold>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Counted {
        cash_cents: i64,
        mpesa_cents: i64,
    }
    let Counted { cash_cents, mpesa_cents } = serde_json::from_value(fields)?;
    let told = |event_type, cents: i64| Retold {
        event_type,
        version: 1,
        fields: json!({ "cents": cents }),
    };
    Ok(vec![told("CashCounted", cash_cents), told("MpesaCounted", mpesa_cents)])
}

/// A till that was opened, dusted and counted by the first program.
async fn old_till(store: &Store) -> Uuid {
    let till = new_id();
    let events = vec![
        FirstTill::TillOpened { float_shillings: 5 },
        FirstTill::Dusted {},
        FirstTill::TillCounted { cash_cents: 700, mpesa_cents: 1_200 },
    ];
    store.another_node().await.submit(tell::<Remembers<FirstTill>>(till, events)).await.unwrap();
    till
}

#[tokio::test]
async fn one_stored_event_is_several_for_the_lane_the_feed_and_the_published_repository() {
    let store = Store::open().await;
    let till = old_till(&store).await;
    let expected = [
        TodaysTill::TillOpened { float_cents: 500 },
        TodaysTill::CashCounted { cents: 700 },
        TodaysTill::MpesaCounted { cents: 1_200 },
    ];

    let lane = store.node.submit(look_at::<Remembers<TodaysTill>>(till)).await.unwrap().reply;
    assert_eq!(lane.0, expected);

    let recorded = read_after(&store.pool, 0, 10).await.unwrap();
    let told: Vec<Vec<TodaysTill>> = recorded
        .iter()
        .map(|event| event.decode::<Remembers<TodaysTill>>().unwrap().into_vec())
        .collect();
    assert_eq!(told, [&expected[..1], &[], &expected[1..]]);

    let published = stock::read_stream::<Remembers<TodaysTill>>(&store.pool, till).await.unwrap();
    let told: Vec<TodaysTill> = published.into_iter().flat_map(|stored| stored.events).collect();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn what_is_stored_keeps_its_text_and_its_sequence() {
    let store = Store::open().await;
    let till = old_till(&store).await;
    let before = read_stream(&store.pool, "till", till).await.unwrap();
    let counted = vec![TodaysTill::CashCounted { cents: 1_000 }];
    store.node.submit(tell::<Remembers<TodaysTill>>(till, counted)).await.unwrap();
    let after = read_stream(&store.pool, "till", till).await.unwrap();
    let stored: Vec<(i64, &str, &str)> = after
        .iter()
        .map(|event| (event.sequence, event.event_version.as_str(), event.payload.as_str()))
        .collect();
    assert_eq!(
        stored,
        [
            (1, "1", r#"{"TillOpened":{"float_shillings":5}}"#),
            (2, "1", r#"{"Dusted":{}}"#),
            (3, "1", r#"{"TillCounted":{"cash_cents":700,"mpesa_cents":1200}}"#),
            (4, "1", r#"{"CashCounted":{"cents":1000}}"#),
        ]
    );
    assert_eq!(before[2].chain_hash, after[2].chain_hash);
}

#[tokio::test]
async fn an_old_reader_says_which_event_a_newer_program_wrote() {
    let store = Store::open().await;
    let wallet = new_id();
    store.node.submit(credit(wallet, 5)).await.unwrap();
    let events = vec![
        LaterWallet::WalletCredited { amount: "1.00".to_owned() },
        LaterWallet::WalletFrozen {},
    ];
    store
        .another_node()
        .await
        .submit(tell::<Remembers<LaterWallet>>(wallet, events))
        .await
        .unwrap();

    let recorded = read_after(&store.pool, 0, 10).await.unwrap();
    assert_eq!(recorded[0].decode::<Wallet>().unwrap().len(), 1);
    for (event, text) in [
        (
            &recorded[1],
            "event 2 (WalletCredited, version 2) was written by a newer program; this one knows up to version 1: run the newer one",
        ),
        (
            &recorded[2],
            "event 3 (WalletFrozen, version 1) was written by a newer program; this one does not know its type: run the newer one",
        ),
    ] {
        let error = event.decode::<Wallet>().unwrap_err();
        assert_eq!(error.to_string(), text);
        assert!(error.is_of_newer_program());
    }
    let error = stock::read_stream::<Wallet>(&store.pool, wallet).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "event 2 of wallet {wallet} (WalletCredited, version 2) was written by a newer program; this one knows up to version 1: run the newer one"
        ),
    );
}

#[tokio::test]
async fn commands_on_a_stream_of_a_newer_program_fail_and_others_of_the_batch_go_on() {
    let store = Store::open().await;
    let (newer, own) = (new_id(), new_id());
    let events = vec![LaterWallet::WalletCredited { amount: "1.00".to_owned() }];
    store.another_node().await.submit(tell::<Remembers<LaterWallet>>(newer, events)).await.unwrap();

    let held = HeldLane::take(&store).await;
    let opens = store.node.enqueue(credit(new_id(), 1)).await;
    let before = store.node.enqueue(credit(own, 100)).await;
    let failing =
        [store.node.enqueue(credit(newer, 1)).await, store.node.enqueue(debit(newer, 1)).await];
    let after = store.node.enqueue(debit(own, 30)).await;
    held.release().await;

    for going_on in [opens, before, after] {
        going_on.await.unwrap().unwrap();
    }
    for failing in failing {
        let failed = failing.await.unwrap();
        let Err(SubmitError::Fault(why)) = failed else { panic!("{failed:?}") };
        assert_eq!(
            why,
            format!(
                "an event of wallet {newer} (WalletCredited, version 2) was written by a newer program; this one knows up to version 1: run the newer one"
            ),
        );
    }
    let state = store.node.submit(look_at::<Wallet>(own)).await.unwrap().reply;
    assert_eq!(state.balance().cents(), 70);
    assert_eq!(read_stream(&store.pool, "wallet", newer).await.unwrap().len(), 1);
}
