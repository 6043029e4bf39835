use domain::id::UserId;
use domain::msisdn::Msisdn;
use domain::personal::Username;
use vault::{Logins, Password, Vault, VaultError};

use crate::{Room, id, now};

fn password(text: &str) -> Password {
    text.parse().unwrap()
}

fn by_name(vault: &Vault, text: &str) -> String {
    vault.look_up_hash(&text.parse::<Username>().unwrap())
}

fn by_phone(vault: &Vault, text: &str) -> String {
    vault.look_up_hash(&text.parse::<Msisdn>().unwrap())
}

fn logins(vault: &Vault, name: &str, phone: Option<&str>) -> Logins {
    Logins { username: by_name(vault, name), phone: phone.map(|phone| by_phone(vault, phone)) }
}

async fn signs_in(vault: &Vault, login_hash: String, text: &str) -> Option<UserId> {
    vault.check_password(&[login_hash], &password(text)).await.unwrap()
}

#[tokio::test]
async fn a_user_signs_in_by_name_or_phone_and_the_right_password_only() {
    let room = Room::new().await;
    let vault = &room.vault;
    let both = logins(vault, "achieng", Some("0712345678"));
    assert!(!vault.has_password(id(1)).await.unwrap());
    vault.set_password(id(1), &both, &password("correct horse"), now()).await.unwrap();
    assert!(vault.has_password(id(1)).await.unwrap());

    assert_eq!(signs_in(vault, by_name(vault, "Achieng"), "correct horse").await, Some(id(1)));
    let phone = by_phone(vault, "+254712345678");
    assert_eq!(signs_in(vault, phone.clone(), "correct horse").await, Some(id(1)));
    assert_eq!(signs_in(vault, phone, "correct horse ").await, None);
    assert_eq!(signs_in(vault, by_name(vault, "kamau"), "correct horse").await, None);

    let any_of = [by_name(vault, "kamau"), both.username, both.phone.unwrap()];
    let found = vault.check_password(&any_of, &password("correct horse")).await.unwrap();
    assert_eq!(found, Some(id(1)));
    assert_eq!(vault.check_password(&[], &password("correct horse")).await.unwrap(), None);
}

#[tokio::test]
async fn a_new_password_voids_the_old_one_and_its_logins() {
    let room = Room::new().await;
    let vault = &room.vault;
    let before = logins(vault, "achieng", Some("0712345678"));
    vault.set_password(id(1), &before, &password("correct horse"), now()).await.unwrap();
    let after = logins(vault, "achieng2", None);
    vault.set_password(id(1), &after, &password("battery staple"), now()).await.unwrap();

    assert_eq!(signs_in(vault, after.username, "battery staple").await, Some(id(1)));
    for old in [before.username, before.phone.unwrap()] {
        assert_eq!(signs_in(vault, old.clone(), "correct horse").await, None);
        assert_eq!(signs_in(vault, old, "battery staple").await, None);
    }
}

#[tokio::test]
async fn nobody_takes_over_anothers_login() {
    let room = Room::new().await;
    let vault = &room.vault;
    let first = logins(vault, "achieng", Some("0712345678"));
    vault.set_password(id(1), &first, &password("correct horse"), now()).await.unwrap();
    let second = logins(vault, "kamau", Some("0712345678"));
    let refused =
        vault.set_password(id(2), &second, &password("battery staple"), now()).await.unwrap_err();
    assert!(matches!(refused, VaultError::LoginTaken { user } if user == id(2)));

    assert_eq!(signs_in(vault, second.username, "battery staple").await, None);
    assert_eq!(signs_in(vault, first.phone.unwrap(), "correct horse").await, Some(id(1)));
}

#[tokio::test]
async fn logins_of_two_users_name_nobody() {
    let room = Room::new().await;
    let vault = &room.vault;
    let (one, two) = (logins(vault, "achieng", None), logins(vault, "kamau", None));
    vault.set_password(id(1), &one, &password("correct horse"), now()).await.unwrap();
    vault.set_password(id(2), &two, &password("correct horse"), now()).await.unwrap();
    let both = [one.username, two.username];
    assert_eq!(vault.check_password(&both, &password("correct horse")).await.unwrap(), None);
}

#[tokio::test]
async fn equal_passwords_are_stored_differently() {
    let room = Room::new().await;
    let vault = &room.vault;
    for (number, name) in [(1, "achieng"), (2, "kamau")] {
        let logins = logins(vault, name, None);
        vault.set_password(id(number), &logins, &password("correct horse"), now()).await.unwrap();
    }
    let stored = sqlx::query_scalar::<_, String>("SELECT password_hash FROM vault.credentials");
    let stored = stored.fetch_all(&room.pool).await.unwrap();
    assert_eq!(stored.len(), 2);
    assert_ne!(stored[0], stored[1]);
}
