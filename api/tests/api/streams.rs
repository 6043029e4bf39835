//! The live status of a payment, as server-sent events.

use serde_json::Value;

use crate::support::{Events, TestApp};

#[tokio::test]
async fn a_stream_begins_with_now_goes_on_with_changes_and_ends_at_shutdown() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 50).await;
    let begun = app.initiate(&app.nobody(), package, "0712345678").await;
    let guest = app.bearer(&begun["access"]);
    let id = begun["payment_id"].as_str().unwrap();
    let mut events = Events::of(&guest, id, &begun["position"]).await;

    let mut seen = Vec::new();
    loop {
        let payment = events.next().await.unwrap();
        assert_eq!(payment["id"], id);
        let progress = payment["progress"].as_str().unwrap().to_owned();
        let is_over = progress == "CONNECTED";
        seen.push(progress);
        if is_over {
            assert_eq!(payment, app.payment(id).await, "an event is the payment as it is read");
            break;
        }
    }
    let order = ["REQUESTED", "PROMPTED", "PAID", "CONNECTED"];
    let place = |progress: &String| order.iter().position(|known| known == progress).unwrap();
    assert!(seen.is_sorted_by_key(place), "{seen:?}");

    app.shutdown.cancel();
    while events.next().await.is_some() {}
}

#[tokio::test]
async fn a_stream_that_is_opened_afterwards_begins_with_how_it_ended() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 50).await;
    let begun = app.initiate(&app.nobody(), package, "0700000002").await;
    let id = begun["payment_id"].as_str().unwrap();
    app.progress_becomes(id, "FAILED").await;
    let guest = app.bearer(&begun["access"]);
    let first = Events::of(&guest, id, &begun["position"]).await.next().await.unwrap();
    assert_eq!(first["progress"], "FAILED");
    assert_eq!(first["failure"]["class"], "CANCELLED");
}

#[tokio::test]
async fn the_token_of_a_payment_opens_that_payment_alone() {
    let app = TestApp::start_idle().await;
    let package = app.sell("An hour", 50).await;
    let first = app.initiate(&app.nobody(), package, "0712000001").await;
    let device = app.bearer(&first["device_token"]);
    let second = app.initiate(&device, package, "0712000002").await;
    app.read_models_are_there().await;
    let id = |begun: &Value| begun["payment_id"].as_str().unwrap().to_owned();
    for tail in ["", "events/"] {
        for begun in [&first, &second] {
            device.get(&format!("/api/payments/{}/{tail}", id(begun))).await.ok(200);
        }
        let token = app.bearer(&first["access"]);
        token.get(&format!("/api/payments/{}/{tail}", id(&first))).await.ok(200);
        let other = token.get(&format!("/api/payments/{}/{tail}", id(&second))).await;
        other.problem(404, "payment_not_found");
    }
    let token = app.bearer(&first["access"]);
    let other = token.get(&format!("/api/payments/{}/stream/", id(&second))).await;
    other.problem(404, "payment_not_found");
    Events::of(&token, &id(&first), &first["position"]).await.next().await.unwrap();
}
