//! Read models as they were, built beside the live ones for a look.

use domain::user::Role;
use event_store::roles;
use projections::Projection;
use projections::rebuild::{Replay, ReplayError, Until};
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::events::Buyer;
use crate::ground::{Ground, at};
use crate::poison::{record_what_cannot_be_read, skipped};

fn replay(ground: &Ground) -> Replay {
    Replay::new(ground.pool.clone(), ground.keys.clone())
}

async fn append_story(ground: &Ground, number: u32) -> i64 {
    let buyer = Buyer::new(number);
    let story = [buyer.registered(Role::Customer), buyer.whole_story(1, "2026-11-23")].concat();
    ground.append(buyer.payment(1).uuid(), story).await
}

/// Digests by the tables' names alone.
fn by_table(digests: Vec<(String, String)>) -> Vec<(String, String)> {
    let unqualified = |(table, digest): (String, String)| {
        let (_, table) = table.split_once('.').unwrap();
        (table.to_owned(), digest)
    };
    let mut digests: Vec<_> = digests.into_iter().map(unqualified).collect();
    digests.sort();
    digests
}

#[tokio::test]
async fn the_past_is_exactly_what_was_live_then_and_the_live_ones_are_left_alone() {
    let ground = Ground::new().await;
    ground.append(Uuid::nil(), vec![Buyer::new(1).created_package()]).await;
    ground.clock.set("2026-11-24T09:00:00Z");
    let then = append_story(&ground, 1).await;
    ground.project(then).await;
    let live_then = by_table(ground.digest().await);
    ground.clock.set("2026-11-24T10:00:00Z");
    let now = append_story(&ground, 2).await;
    ground.project(now).await;
    let live_now = ground.digest().await;
    assert_ne!(by_table(live_now.clone()), live_then);

    let past = replay(&ground).until(&Projection::ALL, Until::Position(then)).await.unwrap();

    assert_eq!((past.position, past.recorded_at), (then, at("2026-11-24T09:00:00Z")));
    assert_eq!(past.schemas.len(), Projection::ALL.len());
    assert_eq!(by_table(ground.digest_under(&past.search_path()).await), live_then);
    assert_eq!(ground.digest().await, live_now, "what is live is left alone");

    let moment = Until::Time(at("2026-11-24T09:59:59Z"));
    let same = replay(&ground).until(&Projection::ALL, moment).await.unwrap();
    assert_eq!(same, past, "what was built before is replaced");
    assert_eq!(by_table(ground.digest_under(&past.search_path()).await), live_then);
}

#[tokio::test]
async fn readers_and_the_service_may_look_at_the_past_and_not_write_it() {
    let ground = Ground::new().await;
    let position = ground.append(Uuid::nil(), vec![Buyer::new(1).created_package()]).await;
    roles::grant(&ground.pool).await.unwrap();
    let past = replay(&ground);
    let past = past.until(&[Projection::Packages], Until::Position(position)).await.unwrap();
    let options = ground.pool.connect_options().as_ref().clone();
    for role in [roles::READER, roles::SERVICE] {
        let options = options.clone().options([("role", role)]);
        let options = options.options([("search_path", past.search_path())]);
        let mut looking = PgConnection::connect_with(&options).await.unwrap();
        let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM packages")
            .fetch_one(&mut looking)
            .await
            .unwrap();
        assert_eq!(seen, 1, "{role}");
        let refused = sqlx::query("DELETE FROM packages").execute(&mut looking).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("permission denied"), "{role}: {refused}");
    }
}

#[tokio::test]
async fn the_past_ends_at_an_event_that_is_left_out_too() {
    let ground = Ground::new().await;
    let before = ground.append(Uuid::nil(), vec![Buyer::new(1).created_package()]).await;
    record_what_cannot_be_read(&ground, 1, "{}").await;
    ground.append(Uuid::nil(), vec![skipped(Projection::Packages, before + 1)]).await;
    let replay = replay(&ground);
    for position in [before, before + 1, before + 2] {
        let until = Until::Position(position);
        let past = replay.until(&[Projection::Packages], until).await.unwrap();
        assert_eq!(past.position, position);
    }
}

#[tokio::test]
async fn what_was_not_recorded_is_no_past() {
    let ground = Ground::new().await;
    let head = ground.append(Uuid::nil(), vec![Buyer::new(1).created_package()]).await;
    let replay = replay(&ground);
    let beyond = replay.until(&Projection::ALL, Until::Position(head + 1)).await.unwrap_err();
    assert!(matches!(beyond, ReplayError::NotRecorded { .. }), "{beyond:?}");
    let before = Until::Time(at("2026-11-23T05:59:59Z"));
    let before = replay.until(&Projection::ALL, before).await.unwrap_err();
    assert!(matches!(before, ReplayError::NothingBefore { .. }), "{before:?}");
}
