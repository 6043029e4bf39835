//! Personal fields: opened from the events, and gone when their key is.

use domain::line::LineEvent;
use domain::user::{Role, UserEvent};
use projections::{payments, users};

use crate::events::{Buyer, Fact};
use crate::ground::{Ground, at, sealed};

#[tokio::test]
async fn a_user_and_a_line_are_shown_with_every_change() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let customer = buyer.customer.uuid();
    ground.clock.set("2026-11-23T09:30:00Z");
    let position = ground.append(customer, buyer.registered(Role::Customer)).await;
    ground.project(position).await;

    let user = users::get(&ground.pool, customer).await.unwrap().unwrap();
    assert_eq!(user.username.as_deref(), Some("user1"));
    assert_eq!(user.name.as_deref(), Some("Wanjiku 1"));
    assert_eq!(user.phone.as_deref(), Some("254700000001"));
    assert_eq!((user.role, user.is_active, user.is_guest()), (Role::Customer, true, false));
    assert_eq!(user.created_at, at("2026-11-23T09:30:00Z"));

    let changes = vec![
        Fact::User(customer, UserEvent::RoleChanged { role: Role::Agent }),
        Fact::User(customer, UserEvent::UserDisabled {}),
        Fact::Line(
            buyer.line.uuid(),
            LineEvent::LineRenamed { name: sealed(buyer.customer, &"Home".parse().unwrap()) },
        ),
        Fact::Line(buyer.line.uuid(), LineEvent::LineClosed {}),
    ];
    let position = ground.append(customer, changes).await;
    ground.project(position).await;

    let user = users::get(&ground.pool, customer).await.unwrap().unwrap();
    assert_eq!((user.role, user.is_active), (Role::Agent, false));
    assert_eq!(user.name.as_deref(), Some("Wanjiku 1"), "what did not change stays");
    let lines = users::lines_of(&ground.pool, customer).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].name.as_deref(), lines[0].is_closed), (Some("Home"), true));
    let number = buyer.account_number();
    let found = users::line_by_account_number(&ground.pool, number.as_str()).await.unwrap();
    assert_eq!(found.as_ref(), lines.first());
    assert_eq!(users::line(&ground.pool, buyer.line.uuid()).await.unwrap(), found);
    assert_eq!(users::line_by_account_number(&ground.pool, "1000009").await.unwrap(), None);
}

#[tokio::test]
async fn what_was_sealed_under_a_destroyed_key_is_null_and_nothing_else_is() {
    let ground = Ground::new().await;
    let (erased, kept) = (Buyer::new(1), Buyer::new(2));
    for buyer in [erased, kept] {
        let story = [buyer.registered(Role::Customer), buyer.whole_story(1, "2026-11-23")].concat();
        ground.append(buyer.payment(1).uuid(), story).await;
    }
    ground.keys.destroy(erased.customer);
    ground.project(18).await;

    let user = users::get(&ground.pool, erased.customer.uuid()).await.unwrap().unwrap();
    assert_eq!((user.username, user.name, user.phone), (None, None, None));
    let lines = users::lines_of(&ground.pool, erased.customer.uuid()).await.unwrap();
    assert_eq!(lines[0].name, None);
    let payment = payments::get(&ground.pool, erased.payment(1).uuid()).await.unwrap().unwrap();
    assert_eq!((payment.phone, payment.customer_name), (None, None));
    assert_eq!(payment.receipt.as_deref(), Some("UK00000101"), "what is not personal stays");

    let user = users::get(&ground.pool, kept.customer.uuid()).await.unwrap().unwrap();
    assert_eq!(user.name.as_deref(), Some("Wanjiku 2"));
    let payment = payments::get(&ground.pool, kept.payment(1).uuid()).await.unwrap().unwrap();
    assert_eq!(payment.phone.as_deref(), Some("254700000002"));
}
