//! What the service and readers may do in Postgres, and what they may not.

use event_store::{roles, schema};
use sqlx::{Connection as _, PgConnection};
use testing::TestDatabase;

use crate::support::audit::audited;
use crate::support::commands::credit;
use crate::support::store::{Store, new_id};

/// Postgres's word for: this role may not.
const MAY_NOT: &str = "42501";

async fn opened() -> Store {
    let store = Store::open().await;
    roles::grant(&store.pool).await.unwrap();
    store.node.submit(credit(new_id(), 1)).await.unwrap();
    store
}

async fn in_role(store: &Store, role: &str) -> PgConnection {
    let options = store.options.clone().options([("role", role)]);
    PgConnection::connect_with(&options).await.unwrap()
}

async fn refusal(connection: &mut PgConnection, statement: &str) -> String {
    match sqlx::raw_sql(statement).execute(connection).await {
        Err(sqlx::Error::Database(error)) => error.code().unwrap().into_owned(),
        other => panic!("{statement} is not refused: {other:?}"),
    }
}

#[tokio::test]
async fn the_service_cannot_change_what_is_recorded() {
    let store = opened().await;
    let mut service = in_role(&store, roles::SERVICE).await;
    for statement in [
        "UPDATE events SET payload = '{}'",
        "DELETE FROM events",
        "TRUNCATE events",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP TRIGGER events_are_for_ever ON events",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
        "ALTER TABLE events RENAME TO others",
        "DROP TABLE events",
        "UPDATE store SET store_id = gen_random_uuid()",
        "UPDATE command_log SET response = '{}'",
        "DELETE FROM command_log",
        "DELETE FROM _sqlx_migrations",
        "UPDATE _sqlx_migrations SET success = false",
        "INSERT INTO _sqlx_migrations SELECT 9999, '', now(), true, '', 0",
        "SELECT grant_roles()",
    ] {
        assert_eq!(refusal(&mut service, statement).await, MAY_NOT, "{statement}");
    }
    assert_eq!(audited(&store.pool).await.len(), 1);
}

#[tokio::test]
async fn the_owner_is_refused_by_triggers() {
    let store = opened().await;
    let mut owner = store.connect().await;
    for statement in ["UPDATE events SET payload = '{}'", "DELETE FROM events", "TRUNCATE events"] {
        assert_eq!(refusal(&mut owner, statement).await, MAY_NOT, "{statement}");
    }
}

#[tokio::test]
async fn the_lane_works_in_the_role_of_the_service() {
    let store = opened().await;
    let options = roles::as_service(store.options.clone()).await.unwrap();
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    let user: String =
        sqlx::query_scalar("SELECT current_user::text").fetch_one(&mut connection).await.unwrap();
    assert_eq!(user, roles::SERVICE);
    let node = store.node_through(options).await;
    assert_eq!(node.submit(credit(new_id(), 1)).await.unwrap().position, 2);
    assert_eq!(audited(&store.pool).await.len(), 2);
}

#[tokio::test]
async fn a_reader_sees_the_events_and_no_secret() {
    let store = opened().await;
    let mut reader = in_role(&store, roles::READER).await;
    let seen: i64 =
        sqlx::query_scalar("SELECT count(*) FROM events").fetch_one(&mut reader).await.unwrap();
    assert_eq!(seen, 1);
    for statement in [
        "INSERT INTO checkpoints (projection, version, position) VALUES ('x', 1, 0)",
        "DELETE FROM claims",
        "SELECT * FROM command_log",
        "SELECT * FROM inbox",
        "SELECT * FROM vault.credentials",
        "SELECT * FROM vault.customer_keys",
    ] {
        assert_eq!(refusal(&mut reader, statement).await, MAY_NOT, "{statement}");
    }
}

#[tokio::test]
async fn databases_of_one_cluster_are_granted_side_by_side() {
    let one = async || {
        let database = TestDatabase::create().await;
        schema::migrate(database.pool()).await.unwrap();
        for _ in 0..2 {
            roles::grant(database.pool()).await.unwrap();
        }
        database
    };
    // A database is dropped with its value, which stops everything else of this test meanwhile.
    let _all = tokio::join!(one(), one(), one(), one());
}
