use daraja_sim::{Config, ExpiresIn, TokenPolicy};
use serde_json::json;

use crate::support::{Daraja, PAYER, PUSH, QUERY, SOMEWHERE, fast, push_body, query_body, send};

const GENERATE: &str = "/oauth/v1/generate?grant_type=client_credentials";

#[tokio::test]
async fn a_token_has_28_characters_and_a_lifetime_in_text() {
    let daraja = Daraja::start(fast()).await;
    let answer = send(daraja.get(GENERATE).basic_auth("demo", Some("demo"))).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.field("access_token").len(), 28);
    assert_eq!(answer.json()["expires_in"], json!("3599"));
}

#[tokio::test]
async fn the_lifetime_can_be_a_number() {
    let config = Config { expires_in: ExpiresIn::Number, ..fast() };
    let daraja = Daraja::start(config).await;
    let answer = send(daraja.get(GENERATE).basic_auth("demo", Some("demo"))).await;
    assert_eq!(answer.json()["expires_in"], json!(3599));
}

#[tokio::test]
async fn a_wrong_key_or_secret_is_answered_with_nothing() {
    let daraja = Daraja::start(fast()).await;
    for (key, secret) in [("demo", "wrong"), ("wrong", "demo"), ("", "")] {
        let answer = send(daraja.get(GENERATE).basic_auth(key, Some(secret))).await;
        assert_eq!((answer.status, answer.text.as_str()), (400, ""));
    }
}

#[tokio::test]
async fn what_is_not_basic_is_refused() {
    let daraja = Daraja::start(fast()).await;
    let none = daraja.get(GENERATE);
    let bearer = daraja.get(GENERATE).bearer_auth("demo");
    let unreadable = daraja.get(GENERATE).header("Authorization", "Basic ???");
    let without_colon = daraja.get(GENERATE).header("Authorization", "Basic ZGVtbw==");
    for request in [none, bearer, unreadable, without_colon] {
        send(request).await.assert_refused(400, "400.008.01", "Invalid Authentication passed");
    }
}

#[tokio::test]
async fn another_grant_type_is_refused() {
    let daraja = Daraja::start(fast()).await;
    for path in ["/oauth/v1/generate", "/oauth/v1/generate?grant_type=password"] {
        send(daraja.get(path).basic_auth("demo", Some("demo"))).await.assert_refused(
            400,
            "400.008.02",
            "Invalid grant type passed",
        );
    }
}

#[tokio::test]
async fn each_product_says_in_its_own_way_that_a_token_is_bad() {
    let daraja = Daraja::start(fast()).await;
    let push = push_body(PAYER, SOMEWHERE);
    let asked = daraja.client.post(daraja.url(PUSH)).json(&push);
    send(asked.bearer_auth("nonsense")).await.assert_refused(
        404,
        "404.001.03",
        "Invalid Access Token",
    );

    let asked = daraja.client.post(daraja.url(QUERY)).json(&query_body("x"));
    send(asked.bearer_auth("nonsense")).await.assert_refused(
        400,
        "400.003.01",
        "Invalid Access Token",
    );

    for path in [PUSH, QUERY] {
        send(daraja.client.post(daraja.url(path)).json(&push)).await.assert_refused(
            404,
            "404.001.04",
            "Invalid Authentication Header",
        );
    }
}

#[tokio::test]
async fn several_tokens_are_good_at_once_unless_only_the_newest_is() {
    for (token_policy, status) in [(TokenPolicy::Independent, 200), (TokenPolicy::NewestOnly, 404)]
    {
        let config = Config { token_policy, ..fast() };
        let daraja = Daraja::start(config).await;
        daraja.new_token().await;
        let with_the_first = daraja.push(&push_body(PAYER, SOMEWHERE)).await;
        assert_eq!(with_the_first.status, status, "{token_policy:?}");
    }
}
