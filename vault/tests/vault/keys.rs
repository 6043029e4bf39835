use std::sync::Arc;

use domain::personal::PersonName;
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use vault::{MasterKey, Vault, VaultError};

use crate::{Room, id, now, seconds_from_now};

#[tokio::test]
async fn another_master_key_is_refused_and_says_which_setting_is_wrong() {
    let room = Room::new().await;
    let refused = Vault::open(room.pool.clone(), &MasterKey::generate(), now()).await.unwrap_err();
    assert!(matches!(refused, VaultError::OtherMasterKey));
    assert!(refused.to_string().contains("DAFTARI_MASTER_KEY"), "{refused}");
    room.another_node().await;
}

#[tokio::test]
async fn those_who_ask_at_the_same_time_get_one_key() {
    const ASKING: usize = 8;
    let room = Room::new().await;
    let nodes = [room.vault.clone(), room.another_node().await, room.another_node().await];
    let name: PersonName = "Achieng".parse().unwrap();
    let barrier = Arc::new(Barrier::new(ASKING));
    let mut asking = JoinSet::new();
    for number in 0..ASKING {
        let (node, barrier, name) =
            (nodes[number % nodes.len()].clone(), Arc::clone(&barrier), name.clone());
        asking.spawn(async move {
            barrier.wait().await;
            let key = node.subject_key(id(1), now()).await.unwrap();
            node.seal(&key, &name)
        });
    }
    // Each sealed with the key that it was given; one that never saw those keys opens them all.
    let reader = room.another_node().await;
    for sealed in asking.join_all().await {
        assert_eq!(reader.open_personal(&sealed).await.unwrap(), Some(name.clone()));
    }
    let rows = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM vault.customer_keys");
    assert_eq!(rows.fetch_one(&room.pool).await.unwrap(), 1);
}

#[tokio::test]
async fn a_destroyed_key_opens_nothing_and_is_not_made_again() {
    let room = Room::new().await;
    let name: PersonName = "Wanjiru".parse().unwrap();
    let key = room.vault.subject_key(id(1), now()).await.unwrap();
    let sealed = room.vault.seal(&key, &name);

    room.vault.destroy_key(id(1), seconds_from_now(1)).await.unwrap();
    room.vault.destroy_key(id(1), seconds_from_now(2)).await.unwrap();

    for vault in [room.vault.clone(), room.another_node().await] {
        assert_eq!(vault.open_personal(&sealed).await.unwrap(), None);
        let refused = vault.subject_key(id(1), now()).await.unwrap_err();
        assert!(matches!(refused, VaultError::KeyDestroyed { subject } if subject == id(1)));
    }
    let row =
        "SELECT wrapped IS NULL AND made_at = $1 AND destroyed_at = $2 FROM vault.customer_keys";
    let as_expected = sqlx::query_scalar::<_, bool>(row).bind(now()).bind(seconds_from_now(1));
    assert!(as_expected.fetch_one(&room.pool).await.unwrap());
}

#[tokio::test]
async fn who_is_erased_without_a_key_is_not_given_one_later() {
    let room = Room::new().await;
    room.vault.destroy_key(id(1), now()).await.unwrap();
    let refused = room.another_node().await.subject_key(id(1), now()).await.unwrap_err();
    assert!(matches!(refused, VaultError::KeyDestroyed { .. }));
}

#[tokio::test]
async fn an_altered_or_exchanged_key_is_noticed() {
    let room = Room::new().await;
    room.vault.subject_key(id(1), now()).await.unwrap();
    room.vault.subject_key(id(2), now()).await.unwrap();
    let exchange = "UPDATE vault.customer_keys AS one SET wrapped = other.wrapped
        FROM vault.customer_keys AS other WHERE one.subject <> other.subject";
    sqlx::query(exchange).execute(&room.pool).await.unwrap();
    let refused = room.another_node().await.subject_key(id(1), now()).await.unwrap_err();
    assert!(matches!(refused, VaultError::KeyAltered { subject } if subject == id(1)));
}

#[tokio::test]
async fn the_key_is_not_in_the_database_in_clear() {
    let room = Room::new().await;
    room.vault.subject_key(id(1), now()).await.unwrap();
    room.vault.subject_key(id(2), now()).await.unwrap();
    let wrapped = sqlx::query_scalar::<_, Vec<u8>>("SELECT wrapped FROM vault.customer_keys");
    for wrapped in wrapped.fetch_all(&room.pool).await.unwrap() {
        // Nonce, ciphertext and tag; which key wraps them is shown by the tests above.
        assert_eq!(wrapped.len(), 24 + 32 + 16);
    }
}
