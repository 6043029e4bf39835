//! Users.

use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::UserId;
use domain::claim::ClaimKind;
use domain::personal::{PersonName, Personal, Username};
use domain::user::{Role, User, UserCommand, UserError, UserEvent};

use crate::samples::{after_events, claims_of_last, customer_id, payer, take};

fn given(events: Vec<UserEvent>) -> AggregateTestExecutor<User> {
    TestFramework::<User>::with(()).given(events)
}

fn user_id() -> UserId {
    customer_id()
}

fn username() -> Personal<Username> {
    Personal::from_parts(user_id(), "dXNlcg".into(), "hash-of-username".into())
}

fn name() -> Personal<PersonName> {
    Personal::from_parts(user_id(), "bmFtZQ".into(), "hash-of-person".into())
}

fn register(role: Role, username: Option<Personal<Username>>) -> UserCommand {
    UserCommand::Register {
        user_id: user_id(),
        role,
        username,
        phone: Some(payer()),
        name: Some(name()),
    }
}

fn registered(role: Role) -> UserEvent {
    UserEvent::UserRegistered {
        user_id: user_id(),
        role,
        username: Some(username()),
        phone: Some(payer()),
        name: Some(name()),
    }
}

fn guest() -> UserEvent {
    UserEvent::UserRegistered {
        user_id: user_id(),
        role: Role::Guest,
        username: None,
        phone: Some(payer()),
        name: None,
    }
}

#[test]
fn a_login_is_registered_and_claims_its_name_and_phone() {
    given(vec![])
        .when(register(Role::Customer, Some(username())))
        .then_expect_events(vec![registered(Role::Customer)]);
    assert_eq!(
        claims_of_last::<User>(vec![registered(Role::Customer)]),
        vec![
            take(ClaimKind::Username, "hash-of-username"),
            take(ClaimKind::Phone, "hash-of-phone"),
        ],
    );
}

#[test]
fn a_login_needs_a_user_name_and_a_guest_does_not() {
    for role in [Role::Admin, Role::Finance, Role::Agent, Role::Customer] {
        given(vec![]).when(register(role, None)).then_expect_error(UserError::NameMissing);
    }
    given(vec![])
        .when(UserCommand::Register {
            user_id: user_id(),
            role: Role::Guest,
            username: None,
            phone: Some(payer()),
            name: None,
        })
        .then_expect_events(vec![guest()]);
}

#[test]
fn the_phone_that_a_guest_typed_belongs_to_nobody() {
    assert_eq!(claims_of_last::<User>(vec![guest()]), vec![]);
}

#[test]
fn a_role_is_changed_and_the_same_role_again_is_no_event() {
    given(vec![registered(Role::Agent)])
        .when(UserCommand::ChangeRole { role: Role::Finance })
        .then_expect_events(vec![UserEvent::RoleChanged { role: Role::Finance }]);
    given(vec![registered(Role::Agent)])
        .when(UserCommand::ChangeRole { role: Role::Agent })
        .then_expect_events(vec![]);
    let user = after_events::<User>([
        registered(Role::Agent),
        UserEvent::RoleChanged { role: Role::Finance },
    ]);
    assert_eq!(user.active_role(), Ok(Role::Finance));
}

#[test]
fn a_login_never_becomes_a_guest_nor_a_guest_a_login_by_its_role() {
    given(vec![registered(Role::Customer)])
        .when(UserCommand::ChangeRole { role: Role::Guest })
        .then_expect_error(UserError::GuestRole);
    given(vec![guest()])
        .when(UserCommand::ChangeRole { role: Role::Admin })
        .then_expect_error(UserError::GuestRole);
}

#[test]
fn a_user_is_disabled_and_enabled_and_the_same_again_is_no_event() {
    let active = vec![registered(Role::Agent)];
    let disabled = vec![registered(Role::Agent), UserEvent::UserDisabled {}];
    let enabled = [disabled.clone(), vec![UserEvent::UserEnabled {}]].concat();
    given(active.clone())
        .when(UserCommand::Disable)
        .then_expect_events(vec![UserEvent::UserDisabled {}]);
    given(active).when(UserCommand::Enable).then_expect_events(vec![]);
    given(disabled.clone()).when(UserCommand::Disable).then_expect_events(vec![]);
    given(disabled.clone())
        .when(UserCommand::Enable)
        .then_expect_events(vec![UserEvent::UserEnabled {}]);
    assert_eq!(after_events::<User>(disabled).active_role(), Err(UserError::Disabled));
    assert_eq!(after_events::<User>(enabled).active_role(), Ok(Role::Agent));
}

#[test]
fn an_id_in_use_and_an_unknown_one_are_refused() {
    given(vec![registered(Role::Customer)])
        .when(register(Role::Customer, Some(username())))
        .then_expect_error(UserError::Exists);
    for command in
        [UserCommand::Disable, UserCommand::Enable, UserCommand::ChangeRole { role: Role::Agent }]
    {
        given(vec![]).when(command).then_expect_error(UserError::NotFound);
    }
    assert_eq!(User::default().active_role(), Err(UserError::NotFound));
}

#[test]
fn only_those_who_work_for_the_provider_are_staff() {
    for role in [Role::Admin, Role::Finance, Role::Agent] {
        assert!(role.is_staff(), "{}", role.as_str());
    }
    for role in [Role::Customer, Role::Guest] {
        assert!(!role.is_staff(), "{}", role.as_str());
    }
}
