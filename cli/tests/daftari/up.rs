//! `daftari up`: what it says, how it ends, and what it refuses.

use std::net::{Ipv4Addr, TcpListener};

use nix::sys::signal::Signal;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Folder, Program, Shop, after, http_client, steady_port};

/// Every variable that `serve` cannot do without.
const REQUIRED: [&str; 8] = [
    "DATABASE_URL",
    "DAFTARI_MASTER_KEY",
    "DARAJA_BASE_URL",
    "DARAJA_CONSUMER_KEY",
    "DARAJA_CONSUMER_SECRET",
    "DARAJA_SHORT_CODE",
    "DARAJA_PASSKEY",
    "MPESA_CALLBACK_URL",
];

/// Starts the whole product as a newcomer does.
async fn start(folder: &Folder, port: u16) -> (Program, String) {
    let arguments = ["up", "--port", &port.to_string(), "--sim-port", &steady_port().to_string()];
    let mut up = Program::start(&mut folder.daftari(&arguments));
    let said = up.says("Ctrl-C ends it").await;
    (up, said)
}

async fn signs_in(home: &str, password: &str) -> bool {
    let credentials = json!({ "username": "admin", "password": password });
    let asked = http_client()
        .post(format!("{home}api/auth/login/"))
        .header("content-type", "application/json")
        .body(credentials.to_string());
    asked.send().await.unwrap().status() == StatusCode::OK
}

#[tokio::test]
async fn what_it_says_is_so_and_is_so_again_after_ctrl_c() {
    let folder = Folder::new();
    let port = steady_port();
    let (up, said) = start(&folder, port).await;
    let home = after(&said, "Portal");
    assert_eq!(home, format!("http://127.0.0.1:{port}/"));
    for place in ["Portal", "Admin", "API", "Simulator", "Tax"] {
        let answer = http_client().get(after(&said, place)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{place}");
    }
    let password = after(&said, "admin      password").to_owned();
    assert!(signs_in(home, &password).await);
    assert!(!signs_in(home, "something else").await);

    // Another one on the same directory.
    let other = folder.run(&["up", "--port", &steady_port().to_string()]).await;
    let refusal = other.with_code(3);
    let holder = format!("is in use by another daftari (process {})", up.pid());
    assert!(refusal.contains(&holder), "{refusal}");
    assert!(refusal.contains("choose another data directory"), "{refusal}");

    up.signal(Signal::SIGINT);
    let ended = up.ends().await.well();
    assert!(ended.contains("what is under way is finished first"), "{ended}");
    assert_eq!(folder.postgres(), None, "its Postgres runs on");
    assert!(!folder.data_dir().join("connection").exists(), "it leads nowhere any more");

    let (up, said) = start(&folder, port).await;
    assert!(!said.contains(&password), "a password that is known is shown again: {said}");
    assert!(!said.contains("left running"), "{said}");
    let kept = std::fs::read_to_string(after(&said, "password in")).unwrap();
    assert_eq!(kept.trim(), password);
    assert!(signs_in(after(&said, "Portal"), &password).await);
    up.signal(Signal::SIGTERM);
    up.ends().await.well();
}

#[tokio::test]
async fn ctrl_c_waits_for_the_answer_to_a_prompt_and_the_payment_goes_on_at_the_next_start() {
    let mut shop = Shop::open().await;
    let head = shop.books.head().await;
    shop.freeze_simulator();
    let payment = shop.initiate("254712345678", "one").await.expect("it runs");
    shop.books.wait_for("StkDispatched", head).await;
    shop.press_ctrl_c().await;
    shop.thaw_simulator();
    shop.ends().await.well();
    assert_eq!(shop.folder.postgres(), None, "its Postgres runs on");
    // The callback comes while nobody listens.
    shop.simulator_is_done().await;
    let transactions = shop.transactions().await;
    assert_eq!(transactions.len(), 1);
    assert!(transactions[0]["deliveries"][0]["status"].is_null(), "{transactions:?}");

    shop.start_again().await;
    shop.progress_becomes(&payment, "CONNECTED").await;
    let events = shop.books.events().await;
    let story: Vec<&str> = events
        .iter()
        .filter(|event| event.correlation_id == payment)
        .map(|event| event.event_type.as_str())
        .collect();
    assert_eq!(
        story,
        [
            "UserRegistered",
            "LineAdded",
            "StkInitiated",
            "StkDispatched",
            // Its answer was waited for, so that Safaricom could be asked afterwards.
            "StkAccepted",
            "CallbackReceived",
            "PaymentConfirmed",
            "WalletCredited",
            "WalletDebited",
            "SubscriptionActivated",
            "PackageTaken",
        ]
    );
    assert_eq!(shop.transactions().await.len(), 1);
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_with_a_way_out() {
    let folder = Folder::new();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let free = steady_port().to_string();

    let refusal = folder.run(&["up", "--port", &port]).await.with_code(3);
    assert!(refusal.contains(&format!("127.0.0.1:{port}")), "{refusal}");
    assert!(refusal.contains("choose another with --port"), "{refusal}");
    assert!(!folder.data_dir().exists(), "nothing was begun");

    let refusal = folder.run(&["sim", "--port", &port]).await.with_code(3);
    assert!(refusal.contains("choose another with --port"), "{refusal}");

    let refusal = folder.run(&["up", "--port", &free, "--sim-port", &port]).await.with_code(3);
    assert!(refusal.contains(&format!("127.0.0.1:{port}")), "{refusal}");
    assert!(refusal.contains("choose another with --sim-port"), "{refusal}");
    assert_eq!(folder.postgres(), None, "its Postgres runs on");
}

#[tokio::test]
async fn everything_that_is_missing_is_said_at_once() {
    let folder = Folder::new();
    let fault = folder.run(&["serve"]).await.with_code(2);
    for name in REQUIRED {
        let lines = fault.lines().filter(|line| line.trim().starts_with(&format!("{name} ")));
        assert_eq!(lines.count(), 1, "{name} in {fault}");
    }

    let mut wrong = folder.daftari(&["serve"]);
    wrong
        .env("DAFTARI_MASTER_KEY", "not-a-key")
        .env("DARAJA_SHORT_CODE_TYPE", "bank")
        .env("DAFTARI_CALLBACK_ALLOW", "196.201.214.0/99")
        .env("DAFTARI_ASK_AFTER_SECONDS", "30,-1");
    let fault = Program::start(&mut wrong).ends().await.with_code(2);
    for said in [
        "DAFTARI_MASTER_KEY is not 64 hexadecimal digits",
        "DARAJA_SHORT_CODE_TYPE is neither `paybill` nor `till`",
        "`196.201.214.0/99` is not a network",
        "`-1` is not a number of seconds",
        "DATABASE_URL is not set",
    ] {
        assert!(fault.contains(said), "{said} in {fault}");
    }
    assert!(!fault.contains("not-a-key"), "a secret must not be repeated: {fault}");
}

#[tokio::test]
async fn a_database_that_is_out_of_reach_is_named() {
    let folder = Folder::new();
    let nobody = format!("postgres://nobody:secret-word@127.0.0.1:{}/none", steady_port());
    let mut migrate = folder.daftari(&["migrate"]);
    let fault = Program::start(migrate.env("DATABASE_URL", nobody)).ends().await.with_code(3);
    assert!(fault.contains("the database is out of reach; check DATABASE_URL"), "{fault}");
    assert!(!fault.contains("secret-word"), "{fault}");
}

#[tokio::test]
async fn a_demonstration_that_was_killed_in_the_making_is_made_anew_at_the_next_start() {
    let folder = Folder::new();
    let (port, sim_port) = (steady_port().to_string(), steady_port().to_string());
    let arguments = ["up", "--demo", "--port", &port, "--sim-port", &sim_port];
    let killed = Program::start(&mut folder.daftari(&arguments));
    killed.warns("500 payments made").await;
    killed.signal(Signal::SIGKILL);
    assert_eq!(killed.ends().await.code, None);

    let mut up = Program::start(&mut folder.daftari(&arguments));
    let said = up.says("Ctrl-C ends it").await;
    assert!(said.contains("left running by an earlier process"), "{said}");
    assert!(signs_in(after(&said, "Portal"), "demo-admin-password").await);
    up.signal(Signal::SIGINT);
    let ended = up.ends().await;
    assert!(ended.errors.contains("What it left is thrown away"), "{ended:?}");
    ended.well();

    // Made once, it is kept.
    let mut up = Program::start(&mut folder.daftari(&arguments));
    let said = up.says("Ctrl-C ends it").await;
    assert!(signs_in(after(&said, "Portal"), "demo-admin-password").await);
    up.signal(Signal::SIGINT);
    let ended = up.ends().await;
    assert!(!ended.errors.contains("thrown away"), "{ended:?}");
    assert!(!ended.errors.contains("payments made"), "{ended:?}");
    ended.well();
}
