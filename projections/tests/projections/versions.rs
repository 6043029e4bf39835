//! A new version of a read model is filled as fast as a replay, and followed from there.

use domain::user::Role;
use projections::Projection;
use projections::rebuild::{Checked, Replay, empty};
use uuid::Uuid;

use crate::events::Buyer;
use crate::ground::{Ground, LONG};
use crate::leftovers::make_users_earlier;
use crate::poison::standing;

fn replay(ground: &Ground) -> Replay {
    Replay::new(ground.pool.clone(), ground.keys.clone())
}

async fn append_stories(ground: &Ground, from: u32) -> i64 {
    let mut position = 0;
    for number in from..from + 10 {
        let buyer = Buyer::new(number);
        let story = [buyer.registered(Role::Customer), buyer.whole_story(1, "2026-11-23")].concat();
        position = ground.append(buyer.payment(1).uuid(), story).await;
    }
    position
}

async fn digest_of_users(ground: &Ground, schema: &str) -> Vec<String> {
    let all = ground.digest_under(schema).await;
    all.into_iter().map(|(_, digest)| digest).collect()
}

/// A store whose live read models a newer program finds, of which one has another version.
async fn with_a_new_version() -> (Ground, i64) {
    let ground = Ground::new().await;
    ground.append(Uuid::nil(), vec![Buyer::new(1).created_package()]).await;
    let position = append_stories(&ground, 1).await;
    ground.project(position).await;
    make_users_earlier(&ground).await;
    (ground, position)
}

#[tokio::test]
async fn a_new_version_is_filled_at_once_and_followed_from_there() {
    let (ground, position) = with_a_new_version().await;
    assert_eq!(empty(&ground.pool).await.unwrap(), [Projection::Users]);

    let filled = replay(&ground).fill_empty().await.unwrap();

    let [users] = filled.as_slice() else { panic!("{filled:?}") };
    assert_eq!((users.projection, users.position), (Projection::Users, position));
    // Nobody has followed the feed in between: it is the fill that shows everything.
    assert_eq!(standing(&ground, Projection::Users).await.position, position);
    let earlier = digest_of_users(&ground, "users_v0").await;
    assert_eq!(digest_of_users(&ground, "users_v1").await, earlier, "the same projector made both");
    assert_eq!(empty(&ground.pool).await.unwrap(), []);
    assert!(replay(&ground).fill_empty().await.unwrap().is_empty(), "once is enough");

    let runner = ground.run();
    let next = append_stories(&ground, 100).await;
    assert!(runner.progress().wait_for_all(&Projection::ALL, next, LONG).await);
    let newest = Buyer::new(109).customer.uuid();
    assert!(projections::users::get(&ground.pool, newest).await.unwrap().is_some());
    assert_eq!(digest_of_users(&ground, "users_v0").await, earlier, "it is left to older programs");
    let checked = replay(&ground).check(&Projection::ALL).await.unwrap();
    assert!(checked.iter().all(Checked::is_equal), "{checked:?}");
}

#[tokio::test]
async fn a_new_version_that_is_already_followed_is_filled_all_the_same() {
    let (ground, _) = with_a_new_version().await;
    let runner = ground.run();
    let (one, other) = (replay(&ground), replay(&ground));
    // Two nodes that start at once do it one after the other.
    let (one, other, position) =
        tokio::join!(one.fill_empty(), other.fill_empty(), append_stories(&ground, 200));
    one.unwrap();
    other.unwrap();
    assert!(runner.progress().wait_for_all(&Projection::ALL, position, LONG).await);
    let checked = replay(&ground).check(&Projection::ALL).await.unwrap();
    assert!(checked.iter().all(|one| one.is_equal() && one.position == position), "{checked:?}");
}

#[tokio::test]
async fn an_empty_store_has_nothing_to_fill() {
    let ground = Ground::new().await;
    assert_eq!(empty(&ground.pool).await.unwrap(), []);
    assert!(replay(&ground).fill_empty().await.unwrap().is_empty());
}
