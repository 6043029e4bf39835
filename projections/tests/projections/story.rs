//! One payment from the intent to the end of what it bought, as the read models show it.

use domain::Money;
use domain::outcome::{FailureClass, OutcomeSource};
use domain::payment::{LookReason, PaymentEvent, Status};
use domain::personal::{CheckoutRequestId, Personal};
use domain::user::Role;
use domain::wallet::KeptReason;
use projections::payments::{self, PaymentProgress, PromptStage};
use projections::subscriptions::SubscriptionStatus;
use projections::{Projection, subscriptions, users};

use crate::events::{Buyer, Fact, PRICE_CENTS};
use crate::ground::{Ground, LONG, at, sealed};

/// Appends the events and shows the payment after them.
async fn after(ground: &Ground, buyer: Buyer, facts: Vec<Fact>) -> payments::Payment {
    let payment = buyer.payment(1).uuid();
    let position = ground.append(payment, facts).await;
    ground.project(position).await;
    payments::get(&ground.pool, payment).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_payment_is_shown_at_every_step_as_it_is() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let now = at("2026-11-23T07:00:05Z");
    let first = [
        buyer.registered(Role::Customer),
        vec![buyer.created_package(), buyer.initiated(1, "2026-11-23T07:00:00Z")],
    ];

    let asked = after(&ground, buyer, first.concat()).await;
    assert_eq!((asked.status, asked.progress(now)), (Status::Pending, PaymentProgress::Requested));
    assert_eq!(asked.customer_name.as_deref(), Some("Wanjiku 1"));
    assert_eq!(asked.phone.as_deref(), Some("254700000001"));
    let package = asked.package.as_ref().unwrap();
    assert_eq!((package.name.as_str(), package.price_cents), ("3 hours", PRICE_CENTS));
    assert_eq!((asked.amount_cents, asked.amount_paid_cents), (PRICE_CENTS, None));

    let sent = after(&ground, buyer, vec![buyer.dispatched(1, "2026-11-23T07:00:01Z")]).await;
    assert_eq!((sent.stage, sent.progress(now)), (PromptStage::Sent, PaymentProgress::Requested));
    assert_eq!(sent.dispatched_at, Some(at("2026-11-23T07:00:01Z")));
    assert_eq!(sent.progress(at("2026-11-23T07:01:17Z")), PaymentProgress::Confirming);

    let shown = after(&ground, buyer, vec![buyer.accepted(1)]).await;
    assert_eq!(shown.progress(now), PaymentProgress::Prompted);
    assert_eq!(shown.progress(at("2026-11-23T07:01:16Z")), PaymentProgress::Prompted);
    assert_eq!(shown.progress(at("2026-11-23T07:01:17Z")), PaymentProgress::Confirming);

    let paid = after(&ground, buyer, vec![buyer.completed(1, "2026-11-23T07:00:20Z")]).await;
    assert_eq!((paid.status, paid.progress(now)), (Status::Completed, PaymentProgress::Paid));
    assert_eq!(paid.receipt.as_deref(), Some("UK00000101"));
    assert_eq!(paid.amount_paid_cents, Some(PRICE_CENTS));
    assert_eq!(paid.paid_at, Some(at("2026-11-23T07:00:20Z")));
    assert!(!paid.needs_a_look());

    let settled = vec![
        buyer.credited(1, PRICE_CENTS, None),
        buyer.debited(0),
        buyer.activated(1, "2026-11-23T07:00:21Z", "2026-11-23T10:00:21Z"),
    ];
    let connected = after(&ground, buyer, settled).await;
    assert_eq!(connected.progress(now), PaymentProgress::Connected);
    assert_eq!(connected.kept_in_wallet, None);
    let subscription = connected.subscription.unwrap();
    assert_eq!(subscription.caused_by, format!("payment:{}", buyer.payment(1)));
    assert_eq!(subscription.line_name.as_deref(), Some("Shop"));
    assert_eq!(subscription.end_date, at("2026-11-23T10:00:21Z"));
    assert_eq!(subscription.status(at("2026-11-23T10:00:20Z")), SubscriptionStatus::Active);
    assert_eq!(subscription.status(at("2026-11-23T10:00:21Z")), SubscriptionStatus::Expired);

    let over = after(&ground, buyer, vec![buyer.ended("2026-11-23T10:00:21Z")]).await;
    let ended_at = over.subscription.as_ref().and_then(|subscription| subscription.ended_at);
    assert_eq!(ended_at, Some(at("2026-11-23T10:00:21Z")));
    assert_eq!(over.progress(now), PaymentProgress::Connected);
    assert_eq!(over.position, 11, "the end of what it bought is its last change");
}

#[tokio::test]
async fn a_payment_shows_no_end_from_before_what_it_bought() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let first = [buyer.registered(Role::Customer), buyer.whole_story(1, "2026-11-23")].concat();
    after(&ground, buyer, first).await;
    let again = vec![
        buyer.initiated(2, "2026-11-23T07:10:00Z"),
        buyer.completed(2, "2026-11-23T07:10:20Z"),
        buyer.bought_again(2, at("2026-11-23T10:00:21Z"), "2026-11-23T13:00:21Z"),
    ];
    let payment = buyer.payment(2).uuid();
    let position = ground.append(payment, again).await;
    let now = at("2026-11-23T07:10:30Z");

    let payments_alone = projections::projectors()
        .into_iter()
        .filter(|projector| projector.projection() == Projection::Payments);
    let runner = ground.run_with(payments_alone.collect());
    assert!(runner.progress().wait_for(Projection::Payments, position, LONG).await);
    let paid = payments::get(&ground.pool, payment).await.unwrap().unwrap();
    assert_eq!((paid.progress(now), paid.subscription), (PaymentProgress::Paid, None));
    drop(runner);

    ground.project(position).await;
    let connected = payments::get(&ground.pool, payment).await.unwrap().unwrap();
    assert_eq!(connected.progress(now), PaymentProgress::Connected);
    assert_eq!(connected.subscription.unwrap().end_date, at("2026-11-23T13:00:21Z"));
}

#[tokio::test]
async fn the_timeline_holds_the_whole_story_as_it_was_recorded() {
    let ground = Ground::new().await;
    let (buyer, other) = (Buyer::new(1), Buyer::new(2));
    ground.append(other.payment(1).uuid(), other.whole_story(1, "2026-11-23")).await;
    // A guest becomes known in the same command, before the payment itself begins.
    let story = [buyer.registered(Role::Customer), buyer.whole_story(1, "2026-11-23")].concat();
    let position = ground.append(buyer.payment(1).uuid(), story).await;
    ground.project(position).await;

    let events = payments::timeline(&ground.pool, buyer.payment(1).uuid()).await.unwrap();

    let types: Vec<&str> = events.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(
        types,
        [
            "UserRegistered",
            "LineAdded",
            "StkInitiated",
            "StkDispatched",
            "StkAccepted",
            "PaymentCompleted",
            "WalletCredited",
            "WalletDebited",
            "SubscriptionActivated",
        ]
    );
    assert_eq!(
        events.iter().map(|event| event.position).collect::<Vec<_>>(),
        (8..=16).collect::<Vec<_>>()
    );
    let sent = &events[3];
    assert_eq!(sent.payload, r#"{"StkDispatched":{"attempt":1,"at":"2026-11-23T07:00:01Z"}}"#);
    assert_eq!((sent.aggregate_type.as_str(), sent.sequence), ("payment", 2));
    assert_eq!(sent.aggregate_id, buyer.payment(1).to_string());
    assert_eq!((sent.actor.as_deref(), sent.source.as_deref()), (Some("anonymous"), Some("api")));
    assert_eq!(sent.causation_id.as_deref(), Some("delivery:7"));
    assert_eq!(sent.request_id.as_deref(), Some("request-1"));
    assert_eq!(sent.correlation_id, buyer.payment(1).uuid());
}

#[tokio::test]
async fn what_failed_says_why_until_the_money_comes_all_the_same() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let failed = buyer.of_payment(
        1,
        PaymentEvent::PaymentFailed {
            class: FailureClass::WrongPin,
            result_code: "2001".to_owned(),
            description: "The initiator information is invalid.".to_owned(),
        },
    );
    let begun = vec![
        buyer.initiated(1, "2026-11-23T07:00:00Z"),
        buyer.dispatched(1, "2026-11-23T07:00:01Z"),
        failed,
    ];
    let shown = after(&ground, buyer, begun).await;
    let failure = shown.failure.unwrap();
    assert_eq!((failure.class, failure.result_code.as_str()), (FailureClass::WrongPin, "2001"));
    assert_eq!(shown.status, Status::Failed);

    let conflict = buyer.of_payment(
        1,
        PaymentEvent::ConflictingOutcomeReported {
            source: OutcomeSource::Query,
            result_code: "0".to_owned(),
            description: "paid".to_owned(),
            receipt: None,
            reason: LookReason::PaidAndFailed,
        },
    );
    let paid = vec![buyer.completed(1, "2026-11-23T07:00:20Z"), conflict];
    let shown = after(&ground, buyer, paid).await;
    assert_eq!((shown.status, shown.failure), (Status::Completed, None));
    assert_eq!(shown.look_reasons, [LookReason::PaidAndFailed]);
}

#[tokio::test]
async fn a_refused_prompt_is_a_failure() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let refused = buyer.of_payment(
        1,
        PaymentEvent::StkRejected {
            code: "400.002.02".to_owned(),
            message: "Bad Request".to_owned(),
        },
    );
    let begun = vec![
        buyer.initiated(1, "2026-11-23T07:00:00Z"),
        buyer.dispatched(1, "2026-11-23T07:00:01Z"),
        refused,
    ];
    let shown = after(&ground, buyer, begun).await;
    assert_eq!(shown.status, Status::Failed);
    assert_eq!(shown.failure.map(|failure| failure.class), Some(FailureClass::Rejected));
}

#[tokio::test]
async fn an_expired_prompt_needs_a_look_only_if_it_was_sent() {
    let ground = Ground::new().await;
    let (unsent, sent) = (Buyer::new(1), Buyer::new(2));
    let begun = vec![
        unsent.initiated(1, "2026-11-23T07:00:00Z"),
        unsent.expired(1, "2026-11-23T07:02:00Z"),
    ];
    let shown = after(&ground, unsent, begun).await;
    assert_eq!((shown.status, shown.needs_a_look()), (Status::Expired, false));

    let begun = vec![
        sent.initiated(1, "2026-11-23T07:00:00Z"),
        sent.dispatched(1, "2026-11-23T07:00:01Z"),
        sent.expired(1, "2026-11-24T07:02:00Z"),
    ];
    let shown = after(&ground, sent, begun).await;
    assert_eq!(shown.look_reasons, [LookReason::EndedUnknown]);
    assert_eq!(shown.progress(at("2026-11-24T07:02:00Z")), PaymentProgress::Expired);
}

#[tokio::test]
async fn a_second_receipt_and_money_that_is_kept_are_both_told() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let extra = |receipt, amount_cents| {
        buyer.of_payment(
            1,
            PaymentEvent::ExtraReceiptCredited {
                receipt,
                amount_cents: Money::from_cents(amount_cents),
                paid_at: at("2026-11-23T07:05:00Z"),
            },
        )
    };
    let story = vec![
        buyer.initiated(1, "2026-11-23T07:00:00Z"),
        buyer.of_payment(
            1,
            PaymentEvent::PaymentConfirmed {
                amount_cents: Money::from_cents(PRICE_CENTS),
                at: at("2026-11-23T07:00:30Z"),
            },
        ),
        buyer.of_payment(
            1,
            PaymentEvent::ReceiptAttached {
                receipt: buyer.receipt(1),
                confirmed_cents: Money::from_cents(PRICE_CENTS),
                amount_cents: Money::from_cents(4_900),
                paid_at: at("2026-11-23T07:00:20Z"),
            },
        ),
        buyer.of_payment(
            1,
            PaymentEvent::AmountMismatched {
                asked_cents: Money::from_cents(PRICE_CENTS),
                paid_cents: Money::from_cents(4_900),
            },
        ),
        buyer.credited(1, PRICE_CENTS, Some(KeptReason::LearntLate)),
        extra(buyer.receipt(2), 100),
        buyer.credited(2, 2 * PRICE_CENTS, Some(KeptReason::Extra)),
    ];
    // Both credits are of the first payment, as a second receipt is.
    let story = story.into_iter().map(|fact| of_first_payment(buyer, fact)).collect();
    let shown = after(&ground, buyer, story).await;

    assert_eq!(shown.amount_paid_cents, Some(5_000));
    assert_eq!(shown.receipt.as_deref(), Some("UK00000101"));
    assert_eq!(shown.look_reasons, [LookReason::AmountMismatched, LookReason::ExtraReceipt]);
    assert_eq!(shown.kept_in_wallet, Some(KeptReason::LearntLate));
    assert_eq!(shown.progress(at("2026-11-23T08:00:00Z")), PaymentProgress::Paid);
    let balance = users::wallet_balance(&ground.pool, buyer.customer.uuid()).await.unwrap();
    assert_eq!(balance, 2 * PRICE_CENTS);
    for receipt in ["UK00000101", "UK00000102"] {
        let filter =
            payments::PaymentFilter { receipt: Some(receipt.to_owned()), ..Default::default() };
        let found = payments::list(&ground.pool, &filter, payments::PaymentOrder::Newest, None, 10)
            .await
            .unwrap();
        assert_eq!(found.items.len(), 1, "{receipt} finds its payment");
    }
}

fn of_first_payment(buyer: Buyer, fact: Fact) -> Fact {
    use domain::wallet::{CreditCause, WalletEvent};
    match fact {
        Fact::Wallet(
            id,
            WalletEvent::WalletCredited {
                customer_id,
                amount_cents,
                balance_cents,
                cause: CreditCause::Payment { receipt, kept, .. },
            },
        ) => {
            let cause = CreditCause::Payment { payment_id: buyer.payment(1), receipt, kept };
            Fact::Wallet(
                id,
                WalletEvent::WalletCredited { customer_id, amount_cents, balance_cents, cause },
            )
        }
        other => other,
    }
}

#[tokio::test]
async fn changes_of_payments_and_of_what_they_bought_are_announced() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let runner = ground.run();
    let mut changes = runner.progress().payments();
    let payment = buyer.payment(1);

    let position = ground.append(payment.uuid(), buyer.whole_story(1, "2026-11-23")).await;
    assert!(runner.progress().wait_for(Projection::Payments, position, LONG).await);
    assert!(runner.progress().wait_for(Projection::Subscriptions, position, LONG).await);
    ground.append(buyer.subscription().uuid(), vec![buyer.ended("2026-11-23T10:00:21Z")]).await;
    // What was announced of the purchase may come later than that: whoever waits reads the checkpoint too.
    loop {
        let changed = tokio::time::timeout(LONG, changes.recv())
            .await
            .expect("the end of what it bought is announced too, after it can be read")
            .unwrap();
        assert_eq!(changed, payment);
        let shown =
            subscriptions::get(&ground.pool, buyer.subscription().uuid()).await.unwrap().unwrap();
        if shown.ended_at.is_some() {
            break;
        }
    }
}

#[tokio::test]
async fn the_checkout_request_id_is_kept_sealed() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let begun = vec![
        buyer.initiated(1, "2026-11-23T07:00:00Z"),
        buyer.dispatched(1, "2026-11-23T07:00:01Z"),
        buyer.accepted(1),
    ];
    after(&ground, buyer, begun).await;
    let pending =
        payments::pending(&ground.pool, at("2026-11-23T08:00:00Z"), None, 10).await.unwrap();
    let kept = pending.items[0].checkout_request_id.as_deref().unwrap();
    let kept: Personal<CheckoutRequestId> = serde_json::from_str(kept).unwrap();
    let expected: CheckoutRequestId = "ws_CO_1_1".parse().unwrap();
    assert_eq!(kept, sealed(buyer.customer, &expected));
}
