use app::clock::SystemClock;
use domain::time::{Clock as _, nairobi_day};
use nix::sys::signal::Signal;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use testing::wait_until;

use super::{Books, Ended, Folder, PATIENCE, Program, steady_port};

/// How much faster than a real payer the simulated one is: three seconds become a tenth of one.
const SPEED: &str = "30";
/// The price of what is sold.
pub(crate) const PRICE_CENTS: i64 = 5_000;

/// A product that runs: `daftari up` on a private database, and a simulator that is a process of
/// its own and outlives it, as Safaricom does.
pub(crate) struct Shop {
    up: Option<Program>,
    simulator: Program,
    client: Client,
    port: u16,
    simulator_port: u16,
    pub(crate) database_url: String,
    pub(crate) books: Books,
    admin: String,
    package: String,
    asks: Asks,
    pub(crate) folder: Folder,
}

/// What the service asks Safaricom of its own accord.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// To prompt, and what became of prompts.
    Prompts,
    /// For refunds and pulled payments besides.
    Everything,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::open_after(Asks::Prompts, &[]).await
    }

    /// A product that asks for everything, and that opens when those phones have paid KSh 50 each by
    /// hand, of which nobody has told it.
    pub(crate) async fn open_whole(payers: &[String]) -> Self {
        Self::open_after(Asks::Everything, payers).await
    }

    async fn open_after(asks: Asks, payers: &[String]) -> Self {
        let folder = Folder::new();
        let (port, simulator_port) = (steady_port(), steady_port());
        let number = simulator_port.to_string();
        let mut arguments = vec!["sim", "--port", &number, "--sim-speed", SPEED];
        if asks == Asks::Everything {
            // Enough to pay out of.
            arguments.extend(["--sim-opening-shillings", "100000"]);
        }
        let mut simulator = Program::start(&mut folder.daftari(&arguments));
        simulator.says("answers on").await;
        for payer in payers {
            pay_by_hand(simulator_port, payer).await;
        }
        let (up, said) = start(&folder, asks, port, simulator_port).await;
        let database_url = after(&said, "Database").to_owned();
        let mut shop = Self {
            up: Some(up),
            simulator,
            client: http_client(),
            port,
            simulator_port,
            books: Books::at(&database_url),
            database_url,
            admin: String::new(),
            package: String::new(),
            asks,
            folder,
        };
        shop.admin = shop.sign_in("admin", after(&said, "admin      password")).await;
        shop.package = shop.sell().await;
        shop
    }

    /// Starts the service again, and returns what it says.
    pub(crate) async fn start_again(&mut self) -> String {
        assert!(self.up.is_none(), "it runs");
        let (up, said) = start(&self.folder, self.asks, self.port, self.simulator_port).await;
        self.up = Some(up);
        said
    }

    /// Begins a start without waiting for it.
    pub(crate) fn begin_start(&mut self) {
        assert!(self.up.is_none(), "it runs");
        self.up = Some(begin(&self.folder, self.asks, self.port, self.simulator_port));
    }

    /// Ends the service as a power cut would. Its Postgres stays.
    pub(crate) fn strike(&self) {
        self.up.as_ref().expect("it runs").signal(Signal::SIGKILL);
    }

    /// Waits until the service that was struck is gone.
    pub(crate) async fn is_dead(&mut self) {
        let ended = self.up.take().expect("it was struck").ends().await;
        assert_eq!(ended.code, None, "it ended by itself: {ended:?}");
    }

    /// Presses Ctrl-C, and waits until the service has heard it.
    pub(crate) async fn press_ctrl_c(&mut self) {
        let up = self.up.as_mut().expect("it runs");
        up.signal(Signal::SIGINT);
        up.says("Ending").await;
    }

    /// Waits until the service has ended by itself.
    pub(crate) async fn ends(&mut self) -> Ended {
        self.up.take().expect("it runs").ends().await
    }

    /// Safaricom does nothing from now on; what it is asked waits.
    pub(crate) fn freeze_simulator(&self) {
        self.simulator.signal(Signal::SIGSTOP);
    }

    pub(crate) fn thaw_simulator(&self) {
        self.simulator.signal(Signal::SIGCONT);
    }

    /// Somebody who never bought before asks to pay. None if there was no answer.
    pub(crate) async fn initiate(&self, phone: &str, key: &str) -> Option<String> {
        let wish = json!({ "package_id": self.package, "phone_number": phone });
        let asked = self
            .request(Method::POST, "/api/payments/initiate/")
            .header("idempotency-key", key)
            .body(wish.to_string());
        let answer = asked.send().await.ok()?;
        let status = answer.status();
        // The answer may be cut off in its middle.
        let body = answer.text().await.ok()?;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
        let begun: Value = serde_json::from_str(&body).ok()?;
        Some(begun["payment_id"].as_str().unwrap().to_owned())
    }

    /// What an admin sees there.
    pub(crate) async fn see(&self, path: &str) -> Value {
        let asked = self.request(Method::GET, path).bearer_auth(&self.admin);
        let answer = asked.send().await.unwrap();
        let status = answer.status();
        let body = answer.text().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Waits until an admin sees that a payment has come that far.
    pub(crate) async fn progress_becomes(&self, id: &str, progress: &str) {
        wait_until(&format!("{id} to be {progress}"), PATIENCE, async || {
            let path = format!("/api/payments/{id}/");
            let asked = self.request(Method::GET, &path).bearer_auth(&self.admin);
            let answer = asked.send().await.unwrap();
            // The read model may not have it yet.
            let seen: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
            (seen["progress"] == progress).then_some(())
        })
        .await;
    }

    /// What an admin asks for there, under that key. None if there was no answer.
    pub(crate) async fn ask(&self, path: &str, key: &str, wish: &Value) -> Option<Value> {
        let asked = self
            .request(Method::POST, path)
            .bearer_auth(&self.admin)
            .header("idempotency-key", key)
            .body(wish.to_string());
        let answer = asked.send().await.ok()?;
        let status = answer.status();
        // The answer may be cut off in its middle.
        let body = answer.text().await.ok()?;
        assert!(status.is_success(), "{path}: {status} {body}");
        serde_json::from_str(&body).ok()
    }

    /// The access token of somebody who signs in.
    pub(crate) async fn sign_in(&self, username: &str, password: &str) -> String {
        let credentials = json!({ "username": username, "password": password });
        let asked = self.request(Method::POST, "/api/auth/login/").body(credentials.to_string());
        let answer = asked.send().await.unwrap();
        let status = answer.status();
        let body = answer.text().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{username}: {body}");
        let session: Value = serde_json::from_str(&body).unwrap();
        session["access"].as_str().unwrap().to_owned()
    }

    async fn sell(&self) -> String {
        let terms = json!({
            "name": "An hour",
            "price_cents": PRICE_CENTS,
            "duration": { "unit": "HOURS", "count": 1 },
            "download_kbps": 5_000,
            "upload_kbps": 1_000,
        });
        let asked = self.request(Method::POST, "/api/packages/").bearer_auth(&self.admin);
        let answer = asked.body(terms.to_string()).send().await.unwrap();
        let status = answer.status();
        let body = answer.text().await.unwrap();
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let written: Value = serde_json::from_str(&body).unwrap();
        written["id"].as_str().unwrap().to_owned()
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("http://127.0.0.1:{}{path}", self.port))
            .header("content-type", "application/json")
    }

    /// Gives a number something else to play than success.
    pub(crate) async fn let_play(&self, phone: &str, scenario: &str) {
        let address = self.simulator_address(&format!("/sim/scenarios/{phone}"));
        let asked = self.client.put(address).body(json!(scenario).to_string());
        assert_eq!(asked.send().await.unwrap().status(), StatusCode::OK);
    }

    /// What Safaricom was asked: every request, in order.
    pub(crate) async fn requests(&self) -> Vec<Value> {
        self.remembered("/sim/requests").await
    }

    /// The prompts that Safaricom took.
    pub(crate) async fn transactions(&self) -> Vec<Value> {
        self.remembered("/sim/transactions").await
    }

    /// What moved on the paybill, in Safaricom's books.
    pub(crate) async fn entries(&self) -> Vec<Value> {
        self.remembered("/sim/entries").await
    }

    /// Somebody pays KSh 50 by hand, and nobody tells of it.
    pub(crate) async fn pay_by_hand(&self, payer: &str) {
        pay_by_hand(self.simulator_port, payer).await;
    }

    /// The statement of yesterday, today and tomorrow that Safaricom's portal exports, once so many
    /// payments stand on it.
    pub(crate) async fn statement(&self, payments: usize) -> Vec<u8> {
        wait_until("the money to move", PATIENCE, async || {
            (self.entries().await.len() == payments).then_some(())
        })
        .await;
        let today = nairobi_day(SystemClock.now());
        let (from, to) = (today.pred_opt().unwrap(), today.succ_opt().unwrap());
        let path = format!("/sim/statement?layout=new&format=csv&from={from}&to={to}");
        let answer = self.client.get(self.simulator_address(&path)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.unwrap().to_vec()
    }

    /// Waits until Safaricom has nothing more to do.
    pub(crate) async fn simulator_is_done(&self) {
        wait_until("the simulator to be done", PATIENCE, async || {
            let transactions = self.transactions().await;
            let over = |transaction: &Value| {
                transaction["callbacks_due"] == 0 && !transaction["finished_at"].is_null()
            };
            transactions.iter().all(over).then_some(())
        })
        .await;
    }

    /// Delivers what the simulator delivered in vain.
    pub(crate) async fn tell_again(&self, transaction: &Value) {
        let address = transaction["callback_url"].as_str().unwrap();
        let body = json!({ "Body": { "stkCallback": {
            "MerchantRequestID": transaction["merchant_request_id"],
            "CheckoutRequestID": transaction["checkout_request_id"],
            "ResultCode": 0,
            "ResultDesc": "The service request is processed successfully.",
            "CallbackMetadata": { "Item": [
                { "Name": "Amount", "Value": transaction["amount_shillings"] },
                { "Name": "MpesaReceiptNumber", "Value": transaction["receipt"] },
            ] },
        } } });
        let asked = self.client.post(address).header("content-type", "application/json");
        let answer = asked.body(body.to_string()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
    }

    async fn remembered(&self, path: &str) -> Vec<Value> {
        let answer = self.client.get(self.simulator_address(path)).send().await.unwrap();
        let mut remembered: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!(remembered["forgotten"], 0, "the simulator has forgotten some");
        serde_json::from_value(remembered["items"].take()).unwrap()
    }

    /// Where the service answers.
    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where its Safaricom answers.
    pub(crate) fn simulator_base(&self) -> String {
        self.simulator_address("")
    }

    fn simulator_address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.simulator_port)
    }
}

async fn pay_by_hand(simulator_port: u16, payer: &str) {
    let address = format!("http://127.0.0.1:{simulator_port}/sim/payments");
    let wish = json!({
        "msisdn": payer,
        "amount_shillings": PRICE_CENTS / 100,
        "account": "by hand",
        "pin": "1234",
    });
    let asked = http_client().post(address).header("content-type", "application/json");
    let answer = asked.body(wish.to_string()).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
}

async fn start(folder: &Folder, asks: Asks, port: u16, simulator_port: u16) -> (Program, String) {
    let mut up = begin(folder, asks, port, simulator_port);
    let said = up.says("Ctrl-C ends it").await;
    (up, said)
}

fn begin(folder: &Folder, asks: Asks, port: u16, simulator_port: u16) -> Program {
    // Soon and often, so that what only a question tells is soon known.
    let ask_after: Vec<String> = (1..=300).map(|turn| (2 * turn).to_string()).collect();
    let mut command = folder.daftari(&["up", "--port", &port.to_string()]);
    command
        .env("DARAJA_BASE_URL", format!("http://127.0.0.1:{simulator_port}"))
        .env("DARAJA_CONSUMER_KEY", "demo")
        .env("DARAJA_CONSUMER_SECRET", "demo")
        .env("DARAJA_SHORT_CODE", "174379")
        .env("DARAJA_PASSKEY", "demo")
        .env("DAFTARI_CALLBACK_ALLOW", "127.0.0.1")
        .env("DAFTARI_ASK_AFTER_SECONDS", ask_after.join(","))
        .env("DAFTARI_JANITOR_EVERY_SECONDS", "0.2");
    if asks == Asks::Everything {
        command
            .env("DARAJA_INITIATOR_NAME", "demo")
            .env("DARAJA_INITIATOR_PASSWORD", "demo")
            .env("DARAJA_CERTIFICATE", daraja_sim::CERTIFICATE)
            .env("DARAJA_PULL_NUMBER", "254712345678");
    }
    Program::start(&mut command)
}

/// The word after those.
#[track_caller]
pub(crate) fn after<'a>(text: &'a str, words: &str) -> &'a str {
    let (_, rest) = text.split_once(words).unwrap_or_else(|| panic!("no {words} in {text}"));
    rest.split_whitespace().next().unwrap()
}

pub(crate) fn http_client() -> Client {
    // Nothing here speaks TLS, but the client will not be made without a provider of it. It fails
    // only if there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .tls_certs_only([])
        // No connection outlives the service that it leads to.
        .pool_max_idle_per_host(0)
        .timeout(PATIENCE)
        .build()
        .unwrap()
}
