//! Lists: pages, filters, and reading what was just written.

use std::collections::BTreeSet;

use chrono::{SecondsFormat, TimeDelta};
use domain::time::Clock;
use serde_json::{Value, json};

use crate::support::TestApp;

fn ids(pages: &[Vec<Value>]) -> Vec<&str> {
    pages.iter().flatten().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn pages_show_each_payment_once_the_newest_first() {
    let app = TestApp::start_idle().await;
    let package = app.sell("An hour", 50).await;
    let mut begun = Vec::new();
    for number in 1..=7 {
        let payment = app.initiate(&app.nobody(), package, &format!("071200000{number}")).await;
        begun.push(payment["payment_id"].as_str().unwrap().to_owned());
    }
    app.read_models_are_there().await;
    let admin = app.admin().await;
    begun.reverse();
    for limit in [1, 3, 7, 200] {
        let pages = admin.pages("/api/payments/", limit).await;
        assert_eq!(ids(&pages), begun, "{limit} a page");
        assert!(pages.iter().all(|page| page.len() <= limit));
    }
    assert_eq!(admin.pages("/api/payments/", 0).await[0].len(), 1, "a page has an item at least");

    // What comes while somebody reads neither moves nor repeats what they have still to see.
    let first = admin.get("/api/payments/?limit=3").await.ok(200);
    app.initiate(&app.nobody(), package, "0712000008").await;
    app.read_models_are_there().await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = admin.get(&format!("/api/payments/?limit=200&cursor={cursor}")).await.ok(200);
    assert_eq!(ids(&[rest["items"].as_array().unwrap().clone()]), begun[3..]);
    assert_eq!(rest["next_cursor"], Value::Null);
}

#[tokio::test]
async fn pages_show_each_user_package_subscription_and_delivery_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for number in 1..=5 {
        let package = app.sell(&format!("Package {number}"), 50 + number % 2).await;
        let begun = app.initiate(&app.nobody(), package, &format!("071200000{number}")).await;
        app.progress_becomes(begun["payment_id"].as_str().unwrap(), "CONNECTED").await;
    }
    app.settles().await;
    for (path, count) in [
        ("/api/users/", 6),
        ("/api/packages/", 5),
        ("/api/subscriptions/", 5),
        ("/api/audit/inbox/", 5),
        ("/api/subscriptions/?status=ACTIVE", 5),
        ("/api/subscriptions/?status=EXPIRED", 0),
        ("/api/audit/inbox/?state=DONE", 5),
        ("/api/audit/inbox/?state=REFUSED", 0),
    ] {
        let whole = admin.pages(path, 200).await;
        assert_eq!(whole[0].len(), count, "{path}");
        let paged = admin.pages(path, 2).await;
        assert_eq!(ids(&paged), ids(&whole), "{path}");
        let distinct: BTreeSet<&str> = ids(&paged).into_iter().collect();
        assert_eq!(distinct.len(), count, "{path}");
    }
}

#[tokio::test]
async fn payments_are_found_by_each_of_their_marks() {
    let app = TestApp::start_without_callbacks().await;
    let (cheap, dear) = (app.sell("An hour", 50).await, app.sell("A fast hour", 80).await);
    let (paid, _) = app.prompt(cheap, "0712000001").await;
    app.deliver(&paid, &paid.paid("UKN1EEEEE1", app.clock.now())).await;
    let (failed, _) = app.prompt(dear, "0712000002").await;
    app.deliver(&failed, &failed.ended(1032, "Request canceled by user.")).await;
    app.settles().await;
    let later = app.clock.now();
    app.clock.forward(TimeDelta::seconds(5));
    let (odd, _) = app.prompt(cheap, "0712000003").await;
    app.deliver(&odd, &odd.paid_with(70, "UKN1EEEEE3", app.clock.now())).await;
    app.settles().await;
    let (pending, _) = app.prompt(cheap, "0712000004").await;

    let later = later.to_rfc3339_opts(SecondsFormat::Micros, true);
    let everything = [&pending, &odd, &failed, &paid];
    let found: [(String, &[&crate::support::Prompt]); 17] = [
        (String::new(), &everything),
        ("status=COMPLETED".to_owned(), &[&odd, &paid]),
        ("status=FAILED".to_owned(), &[&failed]),
        ("status=PENDING".to_owned(), &[&pending]),
        ("status=EXPIRED".to_owned(), &[]),
        ("status=".to_owned(), &everything),
        ("receipt=ukn1eeeee1".to_owned(), &[&paid]),
        ("receipt=UKN1".to_owned(), &[]),
        ("phone=0712+000+002".to_owned(), &[&failed]),
        ("phone=%2B254712000002".to_owned(), &[&failed]),
        ("phone=0799999999".to_owned(), &[]),
        ("amount_cents=8000".to_owned(), &[&failed]),
        ("amount_cents=7000".to_owned(), &[&odd]),
        ("needs_a_look=true".to_owned(), &[&odd]),
        ("needs_a_look=false&amount_cents=5000".to_owned(), &[&pending, &paid]),
        (format!("from={later}"), &[&pending, &odd]),
        (format!("to={later}&status=COMPLETED"), &[&paid]),
    ];
    let admin = app.admin().await;
    for (query, expected) in found {
        let expected: Vec<&str> = expected.iter().map(|it| it.payment_id.as_str()).collect();
        assert_eq!(admin.ids(&format!("/api/payments/?{query}")).await, expected, "{query}");
    }
    // What it brought counts: KSh 80 that failed, KSh 70 for an hour of KSh 50, KSh 50 twice.
    let sorted: [(&str, [&crate::support::Prompt; 4]); 4] = [
        ("NEWEST", [&pending, &odd, &failed, &paid]),
        ("OLDEST", [&paid, &failed, &odd, &pending]),
        ("LARGEST", [&failed, &odd, &pending, &paid]),
        ("SMALLEST", [&paid, &pending, &odd, &failed]),
    ];
    for (sort, expected) in sorted {
        let expected = expected.map(|it| it.payment_id.as_str());
        let pages = admin.pages(&format!("/api/payments/?sort={sort}"), 1).await;
        assert_eq!(ids(&pages), expected, "{sort}");
    }
    admin.get("/api/payments/?sort=DEAREST").await.problem(422, "invalid_sort");
}

#[tokio::test]
async fn a_customer_sees_their_own_alone() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 50).await;
    let (asha, asha_id) = app.customer("asha", "0712000001").await;
    let (baraka, baraka_id) = app.customer("baraka", "0712000002").await;
    let guest = app.initiate(&app.nobody(), package, "0712000003").await;
    let mut own = Vec::new();
    for (caller, phone) in [(&asha, "0712000001"), (&baraka, "0712000002")] {
        let begun = app.initiate(caller, package, phone).await;
        own.push(begun["payment_id"].as_str().unwrap().to_owned());
    }
    own.push(guest["payment_id"].as_str().unwrap().to_owned());
    for id in &own {
        app.progress_becomes(id, "CONNECTED").await;
    }
    app.settles().await;
    let device = app.bearer(&guest["device_token"]);
    for (caller, payment) in [&asha, &baraka, &device].into_iter().zip(&own) {
        assert_eq!(caller.ids("/api/payments/").await, [payment.as_str()]);
        // Nobody sees more by asking for it.
        for other in [&asha_id, &baraka_id] {
            let path = format!("/api/subscriptions/?customer_id={other}");
            let seen = caller.pages(&path, 200).await;
            assert_eq!(seen[0].len(), 1);
            let payment = caller.get(&format!("/api/payments/{payment}/")).await.ok(200);
            assert_eq!(seen[0][0]["id"], payment["subscription"]["id"]);
        }
        for other in own.iter().filter(|other| *other != payment) {
            for tail in ["", "events/", "stream/"] {
                let path = format!("/api/payments/{other}/{tail}");
                caller.get(&path).await.problem(404, "payment_not_found");
            }
        }
        // Raw deliveries are for staff.
        let story = caller.get(&format!("/api/payments/{payment}/events/")).await.ok(200);
        assert_eq!(story["deliveries"], json!([]));
        assert_eq!(
            story["items"].as_array().unwrap().last().unwrap()["event_type"],
            "PackageTaken"
        );
    }
}

#[tokio::test]
async fn users_are_found_by_role_and_phone() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    let (_, asha) = app.customer("asha", "0712000001").await;
    let (_, baraka) = app.customer("baraka", "0712000002").await;
    app.read_models_are_there().await;
    assert_eq!(admin.ids("/api/users/?role=customer").await, [baraka.clone(), asha.clone()]);
    assert_eq!(admin.ids("/api/users/?role=ADMIN").await.len(), 1);
    assert_eq!(admin.ids("/api/users/?phone=%2B254+712+000+001").await, [asha]);
    assert_eq!(admin.ids("/api/users/?phone=0712000002&role=FINANCE").await, [""; 0]);
}

#[tokio::test]
async fn staff_see_what_is_no_longer_sold_and_others_do_not() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    let (sold, retired) = (app.sell("An hour", 50).await, app.sell("A day", 80).await);
    let gone = admin.delete(&format!("/api/packages/{retired}/")).await.ok(200);
    let path = format!("/api/packages/?min_position={}", gone["position"]);
    assert_eq!(app.nobody().ids(&path).await, [sold.to_string()]);
    assert_eq!(admin.ids(&path).await.len(), 2);
}

#[tokio::test]
async fn a_writer_reads_its_own_write() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    let package = app.sell("An hour", 50).await;
    app.read_models_are_there().await;
    for price in 51..=60 {
        let path = format!("/api/packages/{package}/");
        let changed = admin.patch(&path, &json!({"price_cents": price * 100})).await.ok(200);
        let list = format!("/api/packages/?min_position={}", changed["position"]);
        assert_eq!(admin.read(&list).await["items"][0]["price_cents"], price * 100);
    }
    let begun = app.initiate(&app.nobody(), package, "0712345678").await;
    let guest = app.bearer(&begun["access"]);
    let id = begun["payment_id"].as_str().unwrap();
    let path = format!("/api/payments/{id}/?min_position={}", begun["position"]);
    assert_eq!(guest.read(&path).await["progress"], "REQUESTED");

    let ahead = app.head().await + 1;
    for path in ["/api/packages/", "/api/payments/", "/api/users/", "/api/dashboard/", "/api/me/"] {
        let answer = admin.get(&format!("{path}?min_position={ahead}")).await;
        answer.problem(202, "not_yet");
    }
}

#[tokio::test]
async fn a_package_is_changed_right_after_it_was_made() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    for number in 0..10 {
        let terms = json!({
            "name": format!("Package {number}"), "price_cents": 5_000, "data_cap_mb": 1_000,
            "duration": {"unit": "HOURS", "count": 1}, "download_kbps": 5_000, "upload_kbps": 1_000
        });
        let made = admin.post("/api/packages/", &terms).await.ok(201);
        let path = format!("/api/packages/{}/", made["id"].as_str().unwrap());
        admin.patch(&path, &json!({"download_kbps": 9_000})).await.ok(200);
        let last =
            admin.patch(&path, &json!({"price_cents": 6_000, "data_cap_mb": 0})).await.ok(200);
        let list = format!("/api/packages/?limit=200&min_position={}", last["position"]);
        let list = admin.read(&list).await;
        let items = list["items"].as_array().unwrap();
        let shown = items.iter().find(|item| item["id"] == made["id"]).unwrap();
        assert_eq!(shown["price_cents"], 6_000);
        assert_eq!(shown["download_kbps"], 9_000, "what is left out stays");
        assert_eq!(shown["data_cap_mb"], Value::Null, "zero takes the cap away");
        assert_eq!(shown["devices_max"], 1);
    }
}
