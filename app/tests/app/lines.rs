//! Lines of customers.

use std::sync::Arc;

use app::demo::DemoClock;
use app::lines::add::{AddError, AddLine, AddRejection, Added, Wanted, add};
use app::payments::initiate::first_line;
use app::users::register::{Register, register};
use domain::UserId;
use domain::context::{Actor, Context, Source};
use domain::user::Role;
use event_store::{IdempotencyKey, SubmitError};
use uuid::Uuid;

use crate::ground::{Ground, at};

async fn ground() -> Ground {
    Ground::with_clock(Arc::new(DemoClock::at(at("2026-03-14T08:00:00Z")))).await
}

fn context(story: Uuid) -> Context {
    Context {
        actor: Actor::Operator,
        correlation_id: story,
        causation_id: None,
        source: Source::Api,
        request_id: None,
    }
}

async fn registered(ground: &Ground, name: &str, role: Role) -> UserId {
    let wish = Register {
        username: name.parse().unwrap(),
        password: "a long password".parse().unwrap(),
        phone: None,
        name: None,
        role,
    };
    let context = |id: UserId| context(id.uuid());
    register(&ground.ledger, wish, context, None).await.unwrap().reply
}

async fn home_of(
    ground: &Ground,
    customer_id: UserId,
    key: Option<IdempotencyKey>,
) -> Result<Added, AddError> {
    let wish = AddLine { customer_id, wanted: Wanted::Home, name: "House 4".parse().unwrap() };
    let added = add(&ground.ledger, wish, context(customer_id.uuid()), key).await?;
    Ok(added.reply)
}

#[tokio::test]
async fn every_home_gets_an_account_number_of_its_own() {
    let ground = ground().await;
    let customer_id = registered(&ground, "wanjiku", Role::Customer).await;
    let one = home_of(&ground, customer_id, None).await.unwrap();
    let other = home_of(&ground, customer_id, None).await.unwrap();
    assert!(one.account_number.is_some());
    assert_ne!(one.account_number, other.account_number);
    assert!(![other.line_id, first_line(customer_id)].contains(&one.line_id));
}

#[tokio::test]
async fn a_hotspot_line_has_no_account_number() {
    let ground = ground().await;
    let customer_id = registered(&ground, "wanjiku", Role::Customer).await;
    let wish = AddLine { customer_id, wanted: Wanted::Hotspot, name: "Tablet".parse().unwrap() };
    let added = add(&ground.ledger, wish, context(customer_id.uuid()), None).await.unwrap();
    assert_eq!(added.reply.account_number, None);
}

#[tokio::test]
async fn the_same_wish_under_one_key_adds_one_line() {
    let ground = ground().await;
    let customer_id = registered(&ground, "wanjiku", Role::Customer).await;
    let key = IdempotencyKey {
        actor: "operator".to_owned(),
        route: "lines/add".to_owned(),
        key: "house-4".to_owned(),
        request_hash: [7; 32],
    };
    let one = home_of(&ground, customer_id, Some(key.clone())).await.unwrap();
    let events = ground.events().await.len();
    let again = home_of(&ground, customer_id, Some(key)).await.unwrap();
    assert_eq!(one, again);
    assert_eq!(ground.events().await.len(), events);
}

#[tokio::test]
async fn staff_get_no_line() {
    let ground = ground().await;
    let agent = registered(&ground, "chebet", Role::Agent).await;
    let events = ground.events().await.len();
    let refused = home_of(&ground, agent, None).await.unwrap_err();
    assert!(
        matches!(refused, AddError::Submit(SubmitError::Rejected(AddRejection::NotCustomer))),
        "{refused}"
    );
    assert_eq!(ground.events().await.len(), events);
}
