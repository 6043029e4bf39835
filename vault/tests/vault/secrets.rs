use domain::id::PaymentId;
use vault::VaultError;

use crate::{Room, id, uuid};

#[tokio::test]
async fn a_callback_secret_is_rebuilt_alike_and_holds_for_its_payment_only() {
    let room = Room::new().await;
    let (vault, node) = (&room.vault, room.another_node().await);
    let payment: PaymentId = id(1);
    let secret = vault.callback_secret(vault.callback_key_id(), payment).unwrap();
    assert_eq!(node.callback_secret(node.callback_key_id(), payment).unwrap(), secret);
    assert_eq!(secret.len(), 64);
    assert!(secret.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));

    assert!(node.callback_secret_holds(payment, &secret));
    assert!(!node.callback_secret_holds(PaymentId::new(uuid(2)), &secret));
    assert_eq!(vault.callback_secret("no such key", payment), None);
}

#[tokio::test]
async fn a_wrong_callback_secret_does_not_hold_whatever_its_length() {
    let room = Room::new().await;
    let vault = &room.vault;
    let secret = vault.callback_secret(vault.callback_key_id(), id(1)).unwrap();
    let last_changed =
        format!("{}{}", &secret[..63], if secret.ends_with('0') { '1' } else { '0' });
    for offered in ["", &secret[..63], &format!("{secret}0"), &"é".repeat(32), &last_changed] {
        assert!(!vault.callback_secret_holds(id(1), offered), "{offered}");
    }
    let other = Room::new().await;
    assert!(!other.vault.callback_secret_holds(id(1), &secret));
}

#[tokio::test]
async fn a_delivery_opens_and_an_altered_one_does_not() {
    let room = Room::new().await;
    let body = b"{\"PhoneNumber\": 254712345678}\xff\0";
    let mut sealed = room.vault.seal_delivery(body);
    assert!(!sealed.windows(12).any(|window| window == b"254712345678"));
    assert_eq!(room.another_node().await.open_delivery(&sealed).unwrap(), body);

    let other = Room::new().await;
    let refused = other.vault.open_delivery(&sealed).unwrap_err();
    assert!(matches!(refused, VaultError::DeliveryNotOpened));
    sealed[30] ^= 1;
    let refused = room.vault.open_delivery(&sealed).unwrap_err();
    assert!(matches!(refused, VaultError::DeliveryNotOpened));
    assert!(room.vault.open_delivery(b"short").is_err());
}

#[tokio::test]
async fn the_token_signing_key_outlives_a_restart_and_differs_by_master_key() {
    let room = Room::new().await;
    let key = room.vault.token_signing_key();
    assert_eq!(room.another_node().await.token_signing_key(), key);
    assert_ne!(Room::new().await.vault.token_signing_key(), key);
}

#[tokio::test]
async fn debug_shows_nothing_of_the_vault() {
    let room = Room::new().await;
    assert_eq!(format!("{:?} {:?}", room.vault, room.master), "Vault(…) MasterKey(…)");
}
