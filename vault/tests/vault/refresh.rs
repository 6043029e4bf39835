use domain::id::UserId;
use domain::time::Timestamp;
use vault::{RefreshError, Vault};

use crate::{Room, id, now, seconds_from_now};

const DAY: i64 = 24 * 3600;

async fn rotated(vault: &Vault, token: &str, at: Timestamp) -> (UserId, String) {
    let rotated = vault.rotate(token, None, at).await.unwrap();
    (rotated.user, rotated.token.as_str().to_owned())
}

async fn families(room: &Room) -> i64 {
    let count = sqlx::query_scalar("SELECT count(*) FROM vault.refresh_families");
    count.fetch_one(&room.pool).await.unwrap()
}

#[tokio::test]
async fn each_token_gives_the_next_of_the_same_user() {
    let room = Room::new().await;
    let first = room.vault.begin_family(id(1), now()).await.unwrap();
    let (user, second) = rotated(&room.vault, first.as_str(), now()).await;
    assert_eq!(user, id(1));
    assert_ne!(second, first.as_str());
    let (user, third) = rotated(&room.another_node().await, &second, now()).await;
    assert_eq!(user, id(1));
    assert_eq!(third.len(), 43);
    assert_eq!(format!("{first:?}"), "RefreshToken(…)");
}

#[tokio::test]
async fn a_used_token_shown_again_ends_its_family_and_no_other() {
    let room = Room::new().await;
    let vault = &room.vault;
    let stolen = vault.begin_family(id(1), now()).await.unwrap();
    let elsewhere = vault.begin_family(id(1), now()).await.unwrap();
    let (_, newest) = rotated(vault, stolen.as_str(), now()).await;
    let (_, newest) = rotated(vault, &newest, now()).await;

    let refused = vault.rotate(stolen.as_str(), None, now()).await.unwrap_err();
    assert!(matches!(refused, RefreshError::Reused), "{refused}");
    let refused = vault.rotate(&newest, None, now()).await.unwrap_err();
    assert!(matches!(refused, RefreshError::Unknown), "{refused}");
    rotated(vault, elsewhere.as_str(), now()).await;
}

#[tokio::test]
async fn of_two_at_the_same_time_one_is_a_reuse() {
    let room = Room::new().await;
    let (one, two) = (room.vault.clone(), room.another_node().await);
    for _ in 0..10 {
        let token = one.begin_family(id(1), now()).await.unwrap();
        let both = tokio::join!(
            one.rotate(token.as_str(), None, now()),
            two.rotate(token.as_str(), None, now())
        );
        let (good, refused) = match both {
            (Ok(good), Err(refused)) | (Err(refused), Ok(good)) => (good, refused),
            other => panic!("exactly one may rotate: {other:?}"),
        };
        assert!(matches!(refused, RefreshError::Reused), "{refused}");
        let refused = one.rotate(good.token.as_str(), None, now()).await.unwrap_err();
        assert!(matches!(refused, RefreshError::Unknown), "{refused}");
    }
    assert_eq!(families(&room).await, 0);
}

#[tokio::test]
async fn under_the_same_key_the_same_token_is_given_until_it_is_used() {
    let room = Room::new().await;
    let (one, two) = (room.vault.clone(), room.another_node().await);
    for _ in 0..10 {
        let token = one.begin_family(id(1), now()).await.unwrap();
        let ask = |vault: &Vault, later| {
            let (vault, token) = (vault.clone(), token.clone());
            async move { vault.rotate(token.as_str(), Some("k"), seconds_from_now(later)).await }
        };
        let both = tokio::join!(ask(&one, 0), ask(&two, 0));
        let given = both.0.unwrap();
        assert_eq!(given.user, id(1));
        assert_eq!(given.token, both.1.unwrap().token);
        // However long the answer takes to be missed.
        assert_eq!(ask(&two, DAY).await.unwrap().token, given.token);

        let (_, next) = rotated(&one, given.token.as_str(), now()).await;
        let refused = ask(&two, 0).await.unwrap_err();
        assert!(matches!(refused, RefreshError::Reused), "{refused}");
        let refused = one.rotate(&next, None, now()).await.unwrap_err();
        assert!(matches!(refused, RefreshError::Unknown), "{refused}");
    }
}

#[tokio::test]
async fn a_used_token_under_another_key_or_none_is_a_reuse() {
    let room = Room::new().await;
    for (first, again) in [(Some("k"), Some("l")), (Some("k"), None), (None, Some("k"))] {
        let token = room.vault.begin_family(id(1), now()).await.unwrap();
        room.vault.rotate(token.as_str(), first, now()).await.unwrap();
        let refused = room.vault.rotate(token.as_str(), again, now()).await.unwrap_err();
        assert!(matches!(refused, RefreshError::Reused), "{refused}");
    }
    assert_eq!(families(&room).await, 0);
}

#[tokio::test]
async fn what_follows_under_a_key_depends_on_the_token_the_key_and_the_vault() {
    let (room, elsewhere) = (Room::new().await, Room::new().await);
    let next = async |room: &Room, key| {
        let token = room.vault.begin_family(id(1), now()).await.unwrap();
        room.vault.rotate(token.as_str(), Some(key), now()).await.unwrap().token
    };
    let tokens = [
        next(&room, "k").await,
        next(&room, "k").await,
        next(&room, "l").await,
        next(&elsewhere, "k").await,
    ];
    for (index, token) in tokens.iter().enumerate() {
        assert_eq!(token.as_str().len(), 43);
        assert!(!tokens[..index].contains(token));
    }
}

#[tokio::test]
async fn strangers_tokens_are_unknown() {
    let room = Room::new().await;
    for text in ["", "nonsense", &"x".repeat(10_000), "nul\0"] {
        let refused = room.vault.rotate(text, None, now()).await.unwrap_err();
        assert!(matches!(refused, RefreshError::Unknown), "{refused}");
        room.vault.end_family(text).await.unwrap();
    }
}

#[tokio::test]
async fn who_is_away_for_thirty_days_signs_in_again() {
    let room = Room::new().await;
    let token = room.vault.begin_family(id(1), now()).await.unwrap();
    let refused =
        room.vault.rotate(token.as_str(), None, seconds_from_now(30 * DAY)).await.unwrap_err();
    assert!(matches!(refused, RefreshError::Expired), "{refused}");
    rotated(&room.vault, token.as_str(), seconds_from_now(30 * DAY - 1)).await;
}

#[tokio::test]
async fn no_rotation_makes_a_family_older_than_ninety_days() {
    let room = Room::new().await;
    let first = room.vault.begin_family(id(1), now()).await.unwrap();
    let mut token = first.as_str().to_owned();
    for day in [29, 58, 87] {
        (_, token) = rotated(&room.vault, &token, seconds_from_now(day * DAY)).await;
    }
    let refused = room.vault.rotate(&token, None, seconds_from_now(90 * DAY)).await.unwrap_err();
    assert!(matches!(refused, RefreshError::Expired), "{refused}");
    rotated(&room.vault, &token, seconds_from_now(90 * DAY - 1)).await;
}

#[tokio::test]
async fn signing_out_ends_the_family_even_by_a_used_token() {
    let room = Room::new().await;
    let vault = &room.vault;
    let first = vault.begin_family(id(1), now()).await.unwrap();
    let (_, second) = rotated(vault, first.as_str(), now()).await;
    vault.end_family(first.as_str()).await.unwrap();
    vault.end_family(first.as_str()).await.unwrap();
    let refused = vault.rotate(&second, None, now()).await.unwrap_err();
    assert!(matches!(refused, RefreshError::Unknown), "{refused}");
}

#[tokio::test]
async fn all_families_of_a_user_end_and_no_other_users() {
    let room = Room::new().await;
    let vault = &room.vault;
    let mine = [
        vault.begin_family(id(1), now()).await.unwrap(),
        vault.begin_family(id(1), now()).await.unwrap(),
    ];
    let theirs = vault.begin_family(id(2), now()).await.unwrap();
    vault.end_families_of(id(1)).await.unwrap();
    for token in mine {
        let refused = vault.rotate(token.as_str(), None, now()).await.unwrap_err();
        assert!(matches!(refused, RefreshError::Unknown), "{refused}");
    }
    rotated(vault, theirs.as_str(), now()).await;
}

#[tokio::test]
async fn a_sign_in_clears_away_families_that_have_expired() {
    let room = Room::new().await;
    for _ in 0..3 {
        room.vault.begin_family(id(1), now()).await.unwrap();
    }
    room.vault.begin_family(id(2), seconds_from_now(DAY)).await.unwrap();
    assert_eq!(families(&room).await, 4);
    room.vault.begin_family(id(3), seconds_from_now(30 * DAY)).await.unwrap();
    assert_eq!(families(&room).await, 2);
}

#[tokio::test]
async fn tokens_are_not_in_the_database() {
    let room = Room::new().await;
    let token = room.vault.begin_family(id(1), now()).await.unwrap();
    let rows = "SELECT row_to_json(t)::text FROM vault.refresh_tokens t";
    let row: String = sqlx::query_scalar(rows).fetch_one(&room.pool).await.unwrap();
    let in_hex = token.as_str().bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    assert!(!row.contains(token.as_str()) && !row.contains(&in_hex));
}
