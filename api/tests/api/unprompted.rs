//! Money that customers send by hand, as Safaricom tells of it.

use chrono::TimeDelta;
use domain::time::{Clock, in_nairobi};
use domain::user::Role;
use serde_json::{Value, json};
use testing::wait_until;

use crate::support::{Answer, Caller, PATIENCE, SHORT_CODE, TestApp};

const PHONE: &str = "0712345678";

/// The body of a confirmation or a validation.
pub(crate) fn paid(app: &TestApp, receipt: &str, shillings: &str, account: &str) -> Value {
    let at = in_nairobi(app.clock.now() - TimeDelta::seconds(5));
    json!({
        "TransactionType": "Pay Bill",
        "TransID": receipt,
        "TransTime": at.format("%Y%m%d%H%M%S").to_string(),
        "TransAmount": shillings,
        "BusinessShortCode": SHORT_CODE,
        "BillRefNumber": account,
        "InvoiceNumber": "",
        "OrgAccountBalance": "49197.00",
        "ThirdPartyTransID": "",
        "MSISDN": "2547 ***** 126",
        "FirstName": "NICHOLAS",
    })
}

async fn post(app: &TestApp, secret: &str, kind: &str, body: &Value) -> Answer {
    app.nobody().post(&format!("/api/c2b/{secret}/{kind}/"), body).await
}

pub(crate) async fn confirm(app: &TestApp, body: &Value) {
    let secret = app.app.ledger.vault.c2b_secret().to_owned();
    let answer = post(app, &secret, "confirmation", body).await;
    assert_eq!(answer.ok(200), json!({"ResultCode": 0, "ResultDesc": "Accepted"}));
}

async fn verdict(app: &TestApp, body: &Value) -> Value {
    let secret = app.app.ledger.vault.c2b_secret().to_owned();
    post(app, &secret, "validation", body).await.ok(200)["ResultCode"].clone()
}

/// The one payment with that receipt, once it has come that far.
async fn payment_with(app: &TestApp, receipt: &str, status: &str) -> Value {
    let admin = app.admin().await;
    wait_until(&format!("{receipt} to be {status}"), PATIENCE, async || {
        let page = admin.get(&format!("/api/payments/?receipt={receipt}")).await.ok(200);
        let found = page["items"].as_array().unwrap().clone();
        assert!(found.len() <= 1, "{found:?}");
        found.into_iter().find(|payment| payment["status"] == status)
    })
    .await
}

/// A customer with a home, and its account number.
async fn home(app: &TestApp) -> (Caller, String, String) {
    let (caller, id) = app.customer("wanjiku", PHONE).await;
    let number = app.home_of(&id).await;
    (caller, id, number)
}

async fn balance_cents(caller: &Caller) -> i64 {
    let page = caller.get("/api/wallets/").await.ok(200);
    page["items"][0]["balance_cents"].as_i64().unwrap_or(0)
}

#[tokio::test]
async fn money_for_an_account_number_is_its_customers_and_renews_what_the_line_had() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 50).await;
    let (customer, id, number) = home(&app).await;
    // Nothing was ever bought for this line, so the first payment stays in the wallet.
    confirm(&app, &paid(&app, "UKN1AAAAA1", "30.00", &format!("acc {number}"))).await;
    let first = payment_with(&app, "UKN1AAAAA1", "COMPLETED").await;
    assert_eq!((&first["road"], &first["customer_id"]), (&json!("C2B"), &json!(id)));
    assert_eq!(first["payer_handle"], "2547 ***** 126");
    assert_eq!((&first["payer_name"], &first["phone_number"]), (&json!("NICHOLAS"), &Value::Null));
    app.settles().await;
    assert_eq!(
        payment_with(&app, "UKN1AAAAA1", "COMPLETED").await["kept_in_wallet"],
        "NOTHING_TO_RENEW"
    );
    assert_eq!(balance_cents(&customer).await, 3_000);

    // The customer buys by prompt; then a payment by hand renews the same.
    let wish = json!({"package_id": package, "phone_number": PHONE, "account_number": number});
    let begun = customer.post("/api/payments/initiate/", &wish).await.ok(202);
    app.progress_becomes(begun["payment_id"].as_str().unwrap(), "CONNECTED").await;
    app.settles().await;
    app.clock.forward(TimeDelta::seconds(30));
    confirm(&app, &paid(&app, "UKN1AAAAA2", "20.00", &number)).await;
    payment_with(&app, "UKN1AAAAA2", "COMPLETED").await;
    app.settles().await;
    let little = payment_with(&app, "UKN1AAAAA2", "COMPLETED").await;
    assert_eq!(little["kept_in_wallet"], "TOO_LITTLE");
    confirm(&app, &paid(&app, "UKN1AAAAA3", "30.00", &number)).await;
    payment_with(&app, "UKN1AAAAA3", "COMPLETED").await;
    app.settles().await;
    let renewed = payment_with(&app, "UKN1AAAAA3", "COMPLETED").await;
    assert_eq!(renewed["progress"], "CONNECTED", "{renewed}");
    assert_eq!(balance_cents(&customer).await, 0);
}

#[tokio::test]
async fn the_same_confirmation_again_and_again_credits_once() {
    let app = TestApp::start().await;
    let (customer, _, number) = home(&app).await;
    let body = paid(&app, "UKN1BBBBB1", "30.00", &number);
    futures::future::join_all((0..8).map(|_| confirm(&app, &body))).await;
    app.settles().await;
    payment_with(&app, "UKN1BBBBB1", "COMPLETED").await;
    assert_eq!(balance_cents(&customer).await, 3_000);
}

#[tokio::test]
async fn money_for_nobody_known_waits_until_finance_allocates_it() {
    let app = TestApp::start().await;
    let (customer, id, number) = home(&app).await;
    let mut wrong = number.clone().into_bytes();
    let last = wrong.len() - 1;
    wrong[last] = b'0' + (wrong[last] - b'0' + 1) % 10;
    let wrong = String::from_utf8(wrong).unwrap();
    confirm(&app, &paid(&app, "UKN1CCCCC1", "30.00", &wrong)).await;
    let suspense = payment_with(&app, "UKN1CCCCC1", "UNALLOCATED").await;
    assert_eq!(suspense["unallocated_reason"], "WRONG_CHECK_DIGIT");
    assert_eq!(suspense["account_reference"], json!(wrong), "as it was typed");
    assert_eq!(suspense["customer_id"], Value::Null);
    let finance = app.staff("finance", Role::Finance).await;
    let waiting = finance.get("/api/payments/?status=UNALLOCATED").await.ok(200);
    assert_eq!(waiting["items"][0]["id"], suspense["id"]);

    let path = format!("/api/payments/{}/allocate/", suspense["id"].as_str().unwrap());
    let wish = json!({"account_number": number, "reason": "The payer read out the receipt"});
    for refused in [
        json!({"reason": "Whom?"}),
        json!({"account_number": wrong, "reason": "A typo"}),
        json!({"account_number": number, "reason": ""}),
        json!({"customer_id": uuid::Uuid::nil(), "reason": "Nobody"}),
    ] {
        assert_eq!(finance.post(&path, &refused).await.status, 422, "{refused}");
    }
    for _ in 0..2 {
        finance.post(&path, &wish).await.ok(200);
    }
    app.settles().await;
    let allocated = payment_with(&app, "UKN1CCCCC1", "COMPLETED").await;
    assert_eq!(allocated["customer_id"], json!(id));
    assert_eq!(balance_cents(&customer).await, 3_000);
    let (_, other) = app.customer("otieno", "0712345679").await;
    let again = json!({"customer_id": other, "reason": "No, theirs"});
    finance.post(&path, &again).await.problem(409, "not_in_suspense");
}

#[tokio::test]
async fn a_forged_confirmation_is_answered_as_the_real_one_and_changes_nothing() {
    let app = TestApp::start().await;
    let (_, _, number) = home(&app).await;
    app.settles().await;
    let head = app.head().await;
    let body = paid(&app, "UKN1DDDDD1", "30.00", &number);
    for secret in ["guess".to_owned(), "0".repeat(64), "z".repeat(500)] {
        let answer = post(&app, &secret, "confirmation", &body).await;
        assert_eq!(answer.ok(200), json!({"ResultCode": 0, "ResultDesc": "Accepted"}));
        let unknown = paid(&app, "UKN1DDDDD2", "30.00", "99999999");
        let answer = post(&app, &secret, "validation", &unknown).await.ok(200);
        assert_eq!(answer["ResultCode"], "0", "nobody finds out which accounts there are");
    }
    app.settles().await;
    assert_eq!(app.head().await, head);
    let seen = app.admin().await.get("/api/audit/inbox/").await.ok(200);
    for delivery in seen["items"].as_array().unwrap() {
        assert_eq!(delivery["trust"], "WRONG_SECRET", "{delivery}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_stays_visible() {
    let app = TestApp::start().await;
    let body = json!({"TransID": "UKN1EEEEE1"});
    confirm(&app, &body).await;
    app.settles().await;
    let seen = app.admin().await.get("/api/audit/inbox/?state=UNREADABLE").await.ok(200);
    let delivery = &seen["items"][0];
    assert_eq!(
        (&delivery["road"], &delivery["body"]),
        (&json!("C2B_CONFIRMATION"), &json!(body.to_string()))
    );
}

#[tokio::test]
async fn safaricom_is_told_before_the_money_moves_whether_the_account_is_ours() {
    let app = TestApp::start().await;
    let (_, _, number) = home(&app).await;
    let asked = |account: &str| paid(&app, "UKN1FFFFF1", "30.00", account);
    assert_eq!(verdict(&app, &asked(&number)).await, "0");
    assert_eq!(verdict(&app, &asked(&format!("A/C {number}"))).await, "0");
    assert_eq!(verdict(&app, &asked("")).await, "0", "it waits in suspense");
    for unknown in ["JANE", "10020031", "P00000000000"] {
        assert_eq!(verdict(&app, &asked(unknown)).await, "C2B00012", "{unknown}");
    }
    let mut other = asked(&number);
    other["BusinessShortCode"] = json!("600000");
    assert_eq!(verdict(&app, &other).await, "C2B00015");
    let head = app.head().await;
    assert_eq!(verdict(&app, &json!({})).await, "0", "what is not understood is let through");
    app.settles().await;
    assert_eq!(app.head().await, head, "a question moves no money");
    let seen = app.admin().await.get("/api/audit/inbox/?limit=50").await.ok(200);
    let notes: Vec<_> =
        seen["items"].as_array().unwrap().iter().map(|delivery| &delivery["note"]).collect();
    assert_eq!(notes.len(), 8, "{notes:?}");
    assert!(notes.iter().all(|note| !note.is_null()), "{notes:?}");
}

#[tokio::test]
async fn a_confirmation_that_carries_a_pushs_reference_is_its_outcome() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    let push = app.payment(&prompt.payment_id).await;
    let reference = push["account_reference"].as_str().unwrap();
    confirm(&app, &paid(&app, "UKN1GGGGG1", "50.00", &reference.to_lowercase())).await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    app.deliver(&prompt, &prompt.paid("UKN1GGGGG1", app.clock.now())).await;
    app.settles().await;
    let story = app.story(&prompt.payment_id).await;
    story.assert_paid_and_served_once();
    assert_eq!(app.payment(&prompt.payment_id).await["needs_a_look"], false);
}

#[tokio::test]
async fn a_callback_takes_over_what_a_till_confirmed_before_without_a_reference() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    confirm(&app, &paid(&app, "UKN1HHHHH1", "50.00", "")).await;
    let twin = payment_with(&app, "UKN1HHHHH1", "UNALLOCATED").await;
    assert_eq!(twin["unallocated_reason"], "NO_ACCOUNT");
    app.deliver(&prompt, &prompt.paid("UKN1HHHHH1", app.clock.now())).await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    app.settles().await;
    let twin = app.payment(twin["id"].as_str().unwrap()).await;
    assert_eq!(
        (&twin["status"], &twin["merged_into"]),
        (&json!("MERGED"), &json!(prompt.payment_id))
    );
    let holder = payment_with(&app, "UKN1HHHHH1", "COMPLETED").await;
    assert_eq!(holder["id"], json!(prompt.payment_id));
    app.story(&prompt.payment_id).await.assert_paid_and_served_once();
}
