//! Events of users.

use domain::user::{Role, User, UserEvent};

use super::{Sample, case, check, id, personal, sample};

fn stored_name(event: &UserEvent) -> &'static str {
    match event {
        UserEvent::UserRegistered { .. } => "UserRegistered.v1",
        UserEvent::RoleChanged { .. } => "RoleChanged.v1",
        UserEvent::KraPinChanged { .. } => "KraPinChanged.v1",
        UserEvent::UserDisabled {} => "UserDisabled.v1",
        UserEvent::UserEnabled {} => "UserEnabled.v1",
    }
}

fn samples() -> Vec<Sample<UserEvent>> {
    vec![
        sample(UserEvent::UserRegistered {
            user_id: id("c001"),
            role: Role::Customer,
            username: Some(personal("bm9uY2UgYW5kIHVzZXIgbmFtZQ==", "04f8996da763b7a9")),
            phone: Some(personal("bm9uY2UgYW5kIHBob25l", "9f86d081884c7d65")),
            name: Some(personal("bm9uY2UgYW5kIG5hbWU=", "2c26b46b68ffc68f")),
        }),
        case(
            "guest",
            UserEvent::UserRegistered {
                user_id: id("c002"),
                role: Role::Guest,
                username: None,
                phone: None,
                name: None,
            },
        ),
        sample(UserEvent::RoleChanged { role: Role::Finance }),
        sample(UserEvent::KraPinChanged {
            kra_pin: Some(personal("bm9uY2UgYW5kIHBpbg==", "7d865e959b2466918c")),
        }),
        case("taken_away", UserEvent::KraPinChanged { kra_pin: None }),
        sample(UserEvent::UserDisabled {}),
        sample(UserEvent::UserEnabled {}),
    ]
}

#[test]
fn events_of_users_are_read_and_written_as_they_always_were() {
    check::<User>(&samples(), stored_name);
}
