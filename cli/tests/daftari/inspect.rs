//! Commands beside a running `daftari up`, which they find by themselves.

use std::os::unix::fs::PermissionsExt as _;

use projections::Projection;
use serde_json::Value;

use crate::support::{Program, Shop};

const PHONE: &str = "254712345678";

/// What happened, and how many events of the payment itself stand before it.
const STORY: [&str; 11] = [
    "UserRegistered",
    "LineAdded",
    "StkInitiated",
    "StkDispatched",
    "StkAccepted",
    "CallbackReceived",
    "PaymentCompleted",
    "WalletCredited",
    "WalletDebited",
    "SubscriptionActivated",
    "PackageTaken",
];

#[tokio::test]
async fn commands_find_a_running_product_and_say_what_happened_in_it() {
    let mut shop = Shop::open().await;
    let payment = shop.initiate(PHONE, "one").await.expect("it runs");
    shop.progress_becomes(&payment, "CONNECTED").await;

    a_story_is_told_with_its_causes(&shop, &payment).await;
    programs_are_told_the_same(&shop, &payment).await;
    a_payment_that_is_not_there_is_said_to_be_not_there(&shop).await;
    somebody_who_was_added_signs_in(&shop).await;
    the_environment_names_a_database_too(&shop, &payment).await;

    the_read_models_are_compared_and_built_again(&shop).await;
    the_past_is_built_for_a_look_and_dropped(&shop).await;

    a_new_version_of_a_read_model_is_filled_by_migrate(&shop).await;
    let up_to_date = shop.folder.run(&["migrate"]).await.well();
    assert_eq!(up_to_date, "The database is up to date.\n");

    // From another folder, by the option.
    let data_dir = shop.folder.data_dir();
    let arguments = ["inspect", "payment", &payment, "--data-dir", data_dir.to_str().unwrap()];
    let elsewhere = shop.folder.daftari(&arguments).current_dir("/").output().await.unwrap();
    assert!(elsewhere.status.success(), "{elsewhere:?}");

    shop.press_ctrl_c().await;
    shop.ends().await.well();
    let fault = shop.folder.run(&["inspect", "payment", &payment]).await.with_code(2);
    for said in
        ["DATABASE_URL is not set", "daftari up", "--data-dir", "DAFTARI_MASTER_KEY is not set"]
    {
        assert!(fault.contains(said), "{said} in {fault}");
    }
}

async fn the_read_models_are_compared_and_built_again(shop: &Shop) {
    let equal = shop.folder.run(&["replay", "--check"]).await.well();
    assert_eq!(equal.matches(" equal at position ").count(), Projection::ALL.len(), "{equal}");
    let rebuilt = shop.folder.run(&["replay", "--projection", "payments", "--json"]).await.well();
    let rebuilt: Value = serde_json::from_str(&rebuilt).unwrap();
    assert_eq!(rebuilt[0]["projection"], "payments");
    assert_eq!(rebuilt[0]["live_at"], shop.books.head().await, "{rebuilt}");
    assert_eq!(rebuilt[0]["old_stays"], Value::Null, "{rebuilt}");
    // The service, which did not make these tables, may read them.
    let seen = shop.see("/api/payments/").await;
    assert_eq!(seen["items"].as_array().unwrap().len(), 1, "{seen}");
    let fault = shop.folder.run(&["replay", "--projection", "journals"]).await.with_code(2);
    assert!(fault.contains("there are users, packages"), "{fault}");
}

async fn the_past_is_built_for_a_look_and_dropped(shop: &Shop) {
    let built = shop.folder.run(&["replay", "--until", "2"]).await.well();
    for said in [
        "As of event 2, recorded ",
        "payments_v6_past_2\n",
        "PGOPTIONS='-c search_path=public,dashboard_v1_past_2,history_v2_past_2,",
        "daftari replay --drop-scratch",
    ] {
        assert!(built.contains(said), "{said} in {built}");
    }
    let users = ["--json", "replay", "--projection", "users", "--until", "2"];
    let told: Value = serde_json::from_str(&shop.folder.run(&users).await.well()).unwrap();
    assert_eq!(told["position"], 2);
    assert_eq!(told["search_path"], "public,users_v1_past_2");
    assert_eq!(told["schemas"][0]["schema"], "users_v1_past_2");
    // The same, by when it was recorded.
    let moment = told["recorded_at"].as_str().unwrap();
    let by_time = ["--json", "replay", "--projection", "users", "--until", moment];
    let by_time: Value = serde_json::from_str(&shop.folder.run(&by_time).await.well()).unwrap();
    assert_eq!(by_time, told);

    let head = shop.books.head().await;
    let beyond = (head + 1).to_string();
    for (until, why) in [
        (beyond.as_str(), format!("there is no event {beyond}: the last one is {head}")),
        ("0", "positions begin at 1".to_owned()),
        ("-1", "positions begin at 1".to_owned()),
        ("yesterday", "neither a position, such as 1200, nor a moment".to_owned()),
        ("2999-01-01T00:00:00Z", "in the future".to_owned()),
        ("1999-01-01T00:00:00Z", "nothing had been recorded by".to_owned()),
    ] {
        let fault = shop.folder.run(&["replay", "--until", until]).await.with_code(2);
        assert!(fault.contains(&why), "{why} in {fault}");
    }
    let both = shop.folder.run(&["replay", "--check", "--until", "2"]).await.with_code(2);
    assert!(both.contains("cannot be used with"), "{both}");

    let dropped = shop.folder.run(&["replay", "--drop-scratch"]).await.well();
    assert_eq!(dropped.matches("_past_2 is dropped.\n").count(), Projection::ALL.len());
    let again = shop.folder.run(&["replay", "--drop-scratch", "--drop-old"]).await.well();
    assert_eq!(again, "Nothing was left to drop.\n");
    shop.see("/api/payments/").await;
}

async fn a_new_version_of_a_read_model_is_filled_by_migrate(shop: &Shop) {
    shop.books.settle().await;
    shop.books.make_earlier("packages").await;
    let head = shop.books.head().await;
    let migrated = shop.folder.run(&["migrate"]).await.well();
    let filled = format!("The new read model packages shows everything up to event {head}.\n");
    assert_eq!(migrated, format!("{filled}The database is up to date.\n"));
    let seen = shop.see("/api/packages/").await;
    assert_eq!(seen["items"].as_array().unwrap().len(), 1, "{seen}");
    let kept = shop.folder.run(&["replay", "--drop-old"]).await.well();
    assert!(kept.starts_with("packages_v0 is kept: it shows everything"), "{kept}");
}

async fn a_story_is_told_with_its_causes(shop: &Shop, payment: &str) {
    let story = shop.folder.run(&["inspect", "payment", payment]).await.well();
    assert!(story.starts_with(&format!("Payment {payment}\n")), "{story}");
    let mut rest = story.as_str();
    for event_type in STORY {
        let (_, after) =
            rest.split_once(event_type).unwrap_or_else(|| panic!("{event_type}: {story}"));
        rest = after;
    }
    for said in [
        "by anonymous through api, because of a request",
        "by service through stk_dispatch, because of event:",
        "by safaricom through inbox, because of delivery:",
        "through policy, because of event:",
        "2547•••••678",
        "After event 5 of 5 (PaymentCompleted): COMPLETED, brought KSh 50",
    ] {
        assert!(story.contains(said), "{said} in {story}");
    }
    assert!(!story.contains(PHONE), "a number is shown whole: {story}");

    let before = ["inspect", "payment", payment, "--at-sequence", "2"];
    let story = shop.folder.run(&before).await.well();
    let said = "After event 2 of 5 (StkDispatched): PENDING, brought KSh 0";
    assert!(story.contains(said), "{said} in {story}");
}

async fn programs_are_told_the_same(shop: &Shop, payment: &str) {
    let told = shop.folder.run(&["--json", "inspect", "payment", payment]).await.well();
    let told: Value = serde_json::from_str(&told).unwrap();
    let events = told["events"].as_array().unwrap();
    let types: Vec<&str> =
        events.iter().map(|event| event["event_type"].as_str().unwrap()).collect();
    assert_eq!(types, STORY);
    let position = |index: usize| events[index]["position"].as_i64().unwrap();
    assert!((1..STORY.len()).all(|index| position(index - 1) < position(index)), "{told}");
    assert_eq!(events[3]["causation_id"], format!("event:{}", position(2)));
    assert_eq!(events[9]["causation_id"], format!("event:{}", position(6)));
    assert_eq!(events[2]["payload"]["StkInitiated"]["payer"], "2547•••••678");
    assert_eq!(told["status"], "COMPLETED");
    assert_eq!(told["brought_cents"], 5_000);
    assert_eq!(told["at_sequence"], 5);
}

async fn a_payment_that_is_not_there_is_said_to_be_not_there(shop: &Shop) {
    const NOBODYS: &str = "01890000-0000-7000-8000-000000000000";
    let ended = shop.folder.run(&["inspect", "payment", NOBODYS]).await;
    let said = ended.with_code(1);
    assert_eq!(said, format!("daftari: there is no payment {NOBODYS}; check the id\n"));

    let ended = shop.folder.run(&["--json", "inspect", "payment", NOBODYS]).await;
    let said: Value = serde_json::from_str(&ended.with_code(1)).unwrap();
    assert_eq!(said["exit_code"], 1);

    let said = shop.folder.run(&["inspect", "payment", "nonsense"]).await.with_code(2);
    assert!(said.contains("nonsense"), "{said}");
}

async fn somebody_who_was_added_signs_in(shop: &Shop) {
    let wanjiku = ["user", "add", "wanjiku", "--role", "finance"];
    let added = shop.folder.run_with_input(&wanjiku, "correct horse battery").await.well();
    assert!(added.starts_with("Added wanjiku (FINANCE), "), "{added}");
    shop.sign_in("wanjiku", "correct horse battery").await;

    let again = shop.folder.run_with_input(&wanjiku, "correct horse battery").await;
    let said = again.with_code(1);
    assert!(said.contains("taken"), "{said}");
    let short = ["user", "add", "otieno", "--role", "agent"];
    let said = shop.folder.run_with_input(&short, "short").await.with_code(2);
    assert!(said.contains("password") && !said.contains("short\n"), "{said}");
    let guest = ["user", "add", "otieno", "--role", "guest"];
    let said = shop.folder.run_with_input(&guest, "correct horse battery").await.with_code(2);
    assert!(said.contains("--role is admin, finance, agent or customer"), "{said}");
}

async fn the_environment_names_a_database_too(shop: &Shop, payment: &str) {
    let left = shop.folder.data_dir().join("connection");
    let mode = std::fs::metadata(&left).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds a password");
    let left: Value = serde_json::from_str(&std::fs::read_to_string(left).unwrap()).unwrap();
    assert_eq!(left["database_url"], shop.database_url.as_str());
    let key = std::fs::read_to_string(left["master_key_file"].as_str().unwrap()).unwrap();

    let mut inspect =
        shop.folder.daftari(&["inspect", "payment", payment, "--data-dir", "nowhere"]);
    inspect.env("DATABASE_URL", &shop.database_url);
    let said = Program::start(&mut inspect).ends().await.with_code(2);
    assert!(said.contains("DAFTARI_MASTER_KEY is not set"), "{said}");

    inspect.env("DAFTARI_MASTER_KEY", key.trim());
    Program::start(&mut inspect).ends().await.well();

    inspect.env("DAFTARI_MASTER_KEY", "0".repeat(64));
    let said = Program::start(&mut inspect).ends().await.with_code(2);
    assert!(said.contains("the vault could not be opened"), "{said}");
}

#[tokio::test]
async fn the_openapi_document_is_the_one_that_is_kept() {
    let printed = crate::support::Folder::new().run(&["openapi"]).await.well();
    let printed: Value = serde_json::from_str(&printed).unwrap();
    let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/openapi.json");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(kept).unwrap()).unwrap();
    assert!(printed == kept, "they differ; `make openapi` writes it anew");
}
