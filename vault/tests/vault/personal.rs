use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::msisdn::Msisdn;
use domain::personal::{LineName, PersonName, Personal, PersonalValue, Unseal, Username};
use vault::VaultError;

use crate::{Room, id, now};

fn name(text: &str) -> PersonName {
    text.parse().unwrap()
}

async fn round_trip<T: PersonalValue + PartialEq + std::fmt::Debug>(room: &Room, value: T) {
    let key = room.vault.subject_key(id(1), now()).await.unwrap();
    let sealed = room.vault.seal(&key, &value);
    assert_eq!(sealed.subject(), id(1));
    let clear = STANDARD.decode(sealed.sealed()).unwrap();
    let text = value.to_text();
    assert!(!clear.windows(text.len()).any(|window| window == text.as_bytes()));
    assert_eq!(room.vault.open_personal(&sealed).await.unwrap(), Some(value));
}

#[tokio::test]
async fn what_was_sealed_opens() {
    let room = Room::new().await;
    round_trip::<Msisdn>(&room, "0712345678".parse().unwrap()).await;
    round_trip(&room, name("Ng'ang'a Müller")).await;
    round_trip::<Username>(&room, "Achieng.O".parse().unwrap()).await;
}

#[tokio::test]
async fn a_value_survives_a_restart_and_its_json_form() {
    let room = Room::new().await;
    let key = room.vault.subject_key(id(1), now()).await.unwrap();
    let sealed = room.vault.seal(&key, &name("Achieng"));
    let json = serde_json::to_string(&sealed).unwrap();
    let read: Personal<PersonName> = serde_json::from_str(&json).unwrap();
    let opened = room.another_node().await.open_personal(&read).await.unwrap();
    assert_eq!(opened, Some(name("Achieng")));
}

#[tokio::test]
async fn equal_values_have_equal_hashes_but_not_across_kinds() {
    let room = Room::new().await;
    let node = room.another_node().await;
    let keys = [
        room.vault.subject_key(id(1), now()).await.unwrap(),
        room.vault.subject_key(id(2), now()).await.unwrap(),
    ];
    let [one, two] = keys.map(|key| room.vault.seal(&key, &name("Kamau")));
    assert_eq!(one.hash(), two.hash());
    assert_eq!(one.hash(), node.look_up_hash(&name("Kamau")));
    assert_ne!(one.sealed(), two.sealed());
    assert_ne!(one.hash(), node.look_up_hash(&name("Kamau2")));

    let line: LineName = "Kamau".parse().unwrap();
    assert_ne!(one.hash(), node.look_up_hash(&line));
    let [lower, upper]: [Username; 2] = ["kamau", "KAMAU"].map(|text| text.parse().unwrap());
    assert_eq!(node.look_up_hash(&lower), node.look_up_hash(&upper));
    assert_eq!(one.hash().len(), 64);
}

#[tokio::test]
async fn hashes_depend_on_the_master_key() {
    let (one, other) = (Room::new().await, Room::new().await);
    let phone: Msisdn = "0712345678".parse().unwrap();
    assert_ne!(one.vault.look_up_hash(&phone), other.vault.look_up_hash(&phone));
}

#[tokio::test]
async fn a_value_cannot_be_altered_or_given_to_somebody_else() {
    let room = Room::new().await;
    let key = room.vault.subject_key(id(1), now()).await.unwrap();
    room.vault.subject_key(id(2), now()).await.unwrap();
    let sealed = room.vault.seal(&key, &name("Achieng"));

    let mut bytes = STANDARD.decode(sealed.sealed()).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    for (subject, text) in [
        (1, STANDARD.encode(bytes)),
        (2, sealed.sealed().to_owned()),
        (1, "not base64".to_owned()),
        (1, String::new()),
    ] {
        let false_one = Personal::<PersonName>::from_parts(id(subject), text, String::new());
        let refused = room.vault.open_personal(&false_one).await.unwrap_err();
        assert!(
            matches!(refused, VaultError::NotOpened { subject: whose } if whose == id(subject)),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn a_value_does_not_pass_for_another_kind() {
    let room = Room::new().await;
    let key = room.vault.subject_key(id(1), now()).await.unwrap();
    let sealed = room.vault.seal(&key, &name("Achieng"));
    let as_line = Personal::<LineName>::from_parts(
        sealed.subject(),
        sealed.sealed().to_owned(),
        sealed.hash().to_owned(),
    );
    let refused = room.vault.open_personal(&as_line).await.unwrap_err();
    assert!(matches!(refused, VaultError::NotThatKind { kind: "line", .. }), "{refused}");
}

#[tokio::test]
async fn another_masters_vault_does_not_open_it() {
    let (room, other) = (Room::new().await, Room::new().await);
    let key = room.vault.subject_key(id(1), now()).await.unwrap();
    let sealed = room.vault.seal(&key, &name("Achieng"));

    let refused = other.vault.open_personal(&sealed).await.unwrap_err();
    assert!(matches!(refused, VaultError::KeyMissing { .. }), "{refused}");
    other.vault.subject_key(id(1), now()).await.unwrap();
    let refused = other.vault.open_personal(&sealed).await.unwrap_err();
    assert!(matches!(refused, VaultError::NotOpened { .. }), "{refused}");
}

#[tokio::test]
async fn a_batch_opens_in_order_with_gaps_where_a_key_was_destroyed() {
    let room = Room::new().await;
    let mut sealed = Vec::new();
    for number in 1..=3 {
        let key = room.vault.subject_key(id(number), now()).await.unwrap();
        sealed.push(room.vault.seal(&key, &name(&format!("Name {number}"))));
    }
    room.vault.destroy_key(id(2), now()).await.unwrap();
    let batch: Vec<_> =
        [2, 0, 1, 0].map(|index| (sealed[index].subject(), sealed[index].sealed())).into();

    let wanted = ["Name 3", "Name 1", "", "Name 1"]
        .map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()));
    for vault in [&room.vault, &room.another_node().await] {
        let reader: &dyn Unseal = vault;
        assert_eq!(reader.unseal(&batch).await.unwrap(), wanted);
    }
    assert!(room.vault.unseal(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_batch_with_a_stranger_says_whose_key_is_missing() {
    let room = Room::new().await;
    let refused = room.vault.unseal(&[(id(9), "AAAA")]).await.unwrap_err();
    assert!(refused.to_string().contains(&id::<()>(9).to_string()), "{refused}");
}
