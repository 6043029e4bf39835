//! The same commands at the same times make the same events, to the last byte of the chain.

use domain::PaymentId;
use event_store::Store;
use event_store::lane::SubmitError;
use uuid::Uuid;

use super::ground::{Ground, InMemory, OnPostgres};
use crate::support::commands::{credit, credit_for, debit, register};
use crate::support::store::{at, key, new_id};

/// Works through the same story, good and bad mixed.
async fn play(ground: &impl Ground, [one, other, payment]: [Uuid; 3]) {
    ground.clock().set(at("2026-03-01T06:00:00Z"));
    ground.submit(register(one, "asha")).await.unwrap();
    let taken = ground.submit(register(other, "asha")).await;
    assert!(matches!(taken, Err(SubmitError::Taken(_))), "{taken:?}");
    ground.submit(credit(one, 500)).await.unwrap();
    ground.submit_under(key("k", 1), debit(one, 200)).await.unwrap();
    ground.submit_under(key("k", 1), debit(one, 200)).await.unwrap();
    ground.submit(credit_for(other, 900, PaymentId::new(payment))).await.unwrap();
    let poor = ground.submit(debit(one, 301)).await;
    assert!(matches!(poor, Err(SubmitError::Rejected(_))), "{poor:?}");
    // The lane's time stands still while a clock is behind.
    ground.clock().set(at("2020-01-01T00:00:00Z"));
    ground.submit(debit(one, 300)).await.unwrap();
    ground.clock().set(at("2026-03-02T06:00:00Z"));
    ground.submit(credit(other, 1)).await.unwrap();
}

#[tokio::test]
async fn both_stores_record_the_same_bytes_for_the_same_commands() {
    let on_postgres = OnPostgres::open().await;
    let in_memory = InMemory::with_id(on_postgres.store_id().await);
    let ids = [new_id(), new_id(), new_id()];
    play(&on_postgres, ids).await;
    play(&in_memory, ids).await;
    let theirs = on_postgres.store().read_after(0, 100).await.unwrap();
    let ours = in_memory.store().read_after(0, 100).await.unwrap();
    assert_eq!(theirs.len(), 6);
    for (theirs, ours) in theirs.iter().zip(&ours) {
        assert_eq!(format!("{theirs:?}"), format!("{ours:?}"));
    }
    assert_eq!(theirs.len(), ours.len());
}
