//! Read models built again beside the live ones: compared with them, and put in their place while
//! the service goes on.

use domain::user::Role;
use projections::rebuild::{Checked, How, Replay};
use projections::{Projection, payments, standings};
use testing::wait_until;
use uuid::Uuid;

use crate::events::Buyer;
use crate::ground::{Ground, LONG};

const BUYERS: u32 = 10;

async fn append_many(ground: &Ground, from: u32) -> i64 {
    let mut position = 0;
    for number in from..from + BUYERS {
        let buyer = Buyer::new(number);
        let story = [buyer.registered(Role::Customer), buyer.whole_story(1, "2026-11-23")].concat();
        position = ground.append(buyer.payment(1).uuid(), story).await;
    }
    position
}

async fn filled() -> (Ground, i64) {
    let ground = Ground::new().await;
    ground.append(Uuid::nil(), vec![Buyer::new(1).created_package()]).await;
    let position = append_many(&ground, 1).await;
    ground.project(position).await;
    (ground, position)
}

fn replay(ground: &Ground) -> Replay {
    Replay::new(ground.pool.clone(), ground.keys.clone())
}

async fn schemas(ground: &Ground) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT nspname::text FROM pg_namespace WHERE nspname ~ '_v[0-9]+' ORDER BY 1",
    )
    .fetch_all(&ground.pool)
    .await
    .unwrap()
}

/// Every index and constraint of the live read models.
async fn structure(ground: &Ground) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT indexdef FROM pg_indexes WHERE schemaname ~ '_v[0-9]+$'
         UNION ALL
         SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(c.oid)
         FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
         WHERE n.nspname ~ '_v[0-9]+$'
         ORDER BY 1",
    )
    .fetch_all(&ground.pool)
    .await
    .unwrap()
}

async fn run(ground: &Ground, statement: &str) {
    sqlx::raw_sql(statement).execute(&ground.pool).await.unwrap();
}

fn of(checked: &[Checked], projection: Projection) -> &Checked {
    checked.iter().find(|one| one.projection == projection).unwrap()
}

#[tokio::test]
async fn a_check_finds_live_equal_to_replay_and_leaves_nothing_behind() {
    let (ground, position) = filled().await;
    let before = schemas(&ground).await;

    let replay = replay(&ground);
    let checked = replay.check(&Projection::ALL).await.unwrap();

    assert_eq!(checked.len(), Projection::ALL.len());
    for one in &checked {
        assert!(one.is_equal(), "{one:?}");
        assert_eq!(one.position, position, "{one:?}");
    }
    let payments = of(&checked, Projection::Payments);
    let rows = |name: &str| payments.tables.iter().find(|one| one.table == name).unwrap().live_rows;
    assert_eq!(rows("payments"), Some(i64::from(BUYERS)));
    assert_eq!(rows("timeline"), Some(position));
    assert_eq!(replay.meter().done(), replay.meter().total());
    assert_eq!(schemas(&ground).await, before);
}

#[tokio::test]
async fn a_check_names_each_row_that_differs_and_in_what_way() {
    let (ground, _) = filled().await;
    let (one, other) = (Buyer::new(1).payment(1).uuid(), Buyer::new(2).payment(1).uuid());
    run(
        &ground,
        &format!(
            "UPDATE payments SET amount_cents = 1 WHERE payment_id = '{one}';
             DELETE FROM payments WHERE payment_id = '{other}';
             INSERT INTO receipts VALUES ('NOBODYS', '{one}', 5);
             DELETE FROM timeline"
        ),
    )
    .await;
    let before = ground.digest().await;

    let checked = replay(&ground).check(&[Projection::Payments]).await.unwrap();

    let [payments] = checked.as_slice() else { panic!("{checked:?}") };
    assert!(!payments.is_equal());
    let table = |name: &str| payments.tables.iter().find(|one| one.table == name).unwrap();
    let found = |name: &str| -> Vec<(String, How)> {
        table(name).rows.iter().map(|row| (row.key.clone(), row.how)).collect()
    };
    let mut expected = vec![
        (format!("payment_id={one}"), How::OtherValues),
        (format!("payment_id={other}"), How::OnlyReplayed),
    ];
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(found("payments"), expected);
    assert_eq!(found("receipts"), [("receipt=NOBODYS".to_owned(), How::OnlyLive)]);
    let timeline = table("timeline");
    assert_eq!(timeline.live_rows, Some(0));
    assert_eq!(timeline.differing, timeline.replayed_rows, "all are counted");
    assert_eq!(timeline.rows.len(), 20, "and some are named");
    assert_eq!(ground.digest().await, before, "nothing is changed");
}

#[tokio::test]
async fn a_table_dropped_by_hand_is_named_and_built_again_beside_a_running_service() {
    let (ground, _) = filled().await;
    let runner = ground.run();
    run(&ground, "DROP TABLE receipts").await;
    let missing = projections::missing_tables(&ground.pool).await.unwrap();
    assert_eq!(missing, [(Projection::Payments, "receipts".to_owned())]);

    // The next payment needs it: its projection stops, and says what to do.
    let position = append_many(&ground, 100).await;
    let because = wait_until("the projection to stop", LONG, async || {
        let all = standings(&ground.pool).await.unwrap();
        let one = all.into_iter().find(|one| one.projection == Projection::Payments)?;
        one.stopped_because
    })
    .await;
    assert!(because.contains("receipts"), "{because}");
    assert!(because.contains("daftari replay --projection payments"), "{because}");

    let checked = replay(&ground).check(&[Projection::Payments]).await.unwrap();
    let receipts = of(&checked, Projection::Payments);
    let receipts = receipts.tables.iter().find(|one| one.table == "receipts").unwrap();
    assert_eq!(receipts.live_rows, None);
    let rebuilt = replay(&ground).rebuild(&[Projection::Payments]).await.unwrap();

    let [one] = rebuilt.as_slice() else { panic!("{rebuilt:?}") };
    assert!(one.old_stays.is_none(), "{one:?}");
    assert!(runner.progress().wait_for_all(&Projection::ALL, position, LONG).await);
    assert_eq!(projections::missing_tables(&ground.pool).await.unwrap(), []);
    let checked = replay(&ground).check(&Projection::ALL).await.unwrap();
    assert!(checked.iter().all(Checked::is_equal), "{checked:?}");
}

#[tokio::test]
async fn readers_and_writers_go_on_through_a_swap_and_lose_nothing() {
    let (ground, _) = filled().await;
    let defined = structure(&ground).await;
    let runner = ground.run();
    // Connections that have prepared their statements long before.
    let first = Buyer::new(1).payment(1).uuid();
    let mut readers = tokio::task::JoinSet::new();
    let done = tokio_util::sync::CancellationToken::new();
    for _ in 0..3 {
        let (pool, done) = (ground.pool.clone(), done.clone());
        readers.spawn(async move {
            let mut reads = 0;
            while !done.is_cancelled() {
                let payment = payments::get(&pool, first).await.unwrap();
                assert!(payment.is_some(), "after {reads} reads");
                reads += 1;
            }
            reads
        });
    }
    let writing = async {
        let mut position = 0;
        for round in 1..=4 {
            position = append_many(&ground, round * 1_000).await;
        }
        position
    };
    let replay = replay(&ground);
    let swapping = async {
        for _ in 0..3 {
            let rebuilt = replay.rebuild(&Projection::ALL).await.unwrap();
            assert_eq!(rebuilt.len(), Projection::ALL.len());
            assert!(rebuilt.iter().all(|one| one.old_stays.is_none()), "{rebuilt:?}");
        }
    };
    let (position, ()) = tokio::join!(writing, swapping);
    assert!(runner.progress().wait_for_all(&Projection::ALL, position, LONG).await);
    done.cancel();
    for reads in readers.join_all().await {
        assert!(reads > 0);
    }

    let all = standings(&ground.pool).await.unwrap();
    assert!(all.iter().all(|one| one.stopped_because.is_none()), "{all:?}");
    let checked = replay.check(&Projection::ALL).await.unwrap();
    assert!(checked.iter().all(|one| one.is_equal() && one.position == position), "{checked:?}");
    let expected: Vec<String> = {
        let mut names = Projection::ALL.map(|one| {
            let reader = one.reader();
            format!("{}_v{}", reader.name, reader.version)
        });
        names.sort();
        names.to_vec()
    };
    assert_eq!(schemas(&ground).await, expected, "the replaced ones are dropped");
    assert_eq!(structure(&ground).await, defined, "what was rebuilt is indexed as it was defined");
}

#[tokio::test]
async fn a_replay_that_was_killed_is_begun_anew_and_two_do_not_meet() {
    let (ground, position) = filled().await;
    let live = ground.digest().await;
    run(
        &ground,
        "CREATE SCHEMA users_v1_rebuild; CREATE TABLE users_v1_rebuild.users (half int);
         CREATE SCHEMA users_v1_old; CREATE TABLE users_v1_old.users (half int)",
    )
    .await;
    let other = replay(&ground);
    let (one, other) = {
        let one = replay(&ground);
        tokio::join!(async move { one.rebuild(&Projection::ALL).await }, async move {
            other.rebuild(&Projection::ALL).await
        },)
    };
    let (rebuilt, refused) = match (one, other) {
        (Ok(rebuilt), Err(refused)) | (Err(refused), Ok(rebuilt)) => (rebuilt, refused),
        both => panic!("{both:?}"),
    };
    assert!(refused.to_string().contains("another replay"), "{refused}");
    assert!(rebuilt.iter().all(|one| one.position == position), "{rebuilt:?}");
    assert_eq!(ground.digest().await, live);
}

#[tokio::test]
async fn who_may_not_make_tables_is_told_so_and_changes_nothing() {
    let (ground, _) = filled().await;
    event_store::roles::grant(&ground.pool).await.unwrap();
    let live = ground.digest().await;
    let options = ground.pool.connect_options().as_ref().clone();
    let options = options.options([("role", event_store::roles::SERVICE)]);
    let service = event_store::pool::options().connect_with(options).await.unwrap();

    let replay = Replay::new(service, ground.keys.clone());
    let refused = replay.rebuild(&[Projection::Payments]).await.unwrap_err();

    assert!(!refused.may_pass(), "{refused:?}");
    assert!(refused.to_string().contains("the login that runs `daftari migrate`"), "{refused}");
    assert_eq!(ground.digest().await, live);
}
