//! The crate `mpesa` against the simulator, which runs as a process of its own: `DAFTARI_BIN` names the
//! built program. Where the crate is wrong, by what is known of Daraja, the test says so and the
//! simulator is not bent to it.

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use mpesa::{ApiEnvironment, Mpesa, MpesaError, MpesaResult};
use serde_json::Value;

const SHORT_CODE: &str = "174379";
const PAYER: &str = "254712345678";
/// An address that is accepted and where nobody listens.
const NOWHERE: &str = "https://127.0.0.1:9/";
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the client is to find Daraja, and the certificate that it encrypts for.
#[derive(Clone)]
struct Simulated {
    base_url: String,
    certificate: String,
}

impl ApiEnvironment for Simulated {
    fn base_url(&self) -> &str {
        &self.base_url
    }

    fn get_certificate(&self) -> &str {
        &self.certificate
    }
}

struct Simulator {
    process: Child,
    base_url: String,
}

impl Simulator {
    fn start() -> Self {
        let program = env::var("DAFTARI_BIN").expect("DAFTARI_BIN names the built program");
        let arguments =
            ["sim", "--port", "0", "--sim-speed", "1000", "--sim-opening-shillings", "1000"];
        let mut process = Command::new(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut announced = String::new();
        BufReader::new(process.stdout.as_mut().expect("standard output is piped"))
            .read_line(&mut announced)
            .expect("the simulator says where it is");
        let base_url = announced
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .expect("the simulator says where it is")
            .trim_end_matches('.')
            .to_owned();
        Self { process, base_url }
    }

    async fn entries(&self) -> Vec<Value> {
        let url = format!("{}/sim/entries", self.base_url);
        let answer: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
        answer["items"].as_array().unwrap().clone()
    }

    /// The newest entry, once there are so many.
    async fn entry(&self, count: usize) -> Value {
        let found = async {
            loop {
                let mut entries = self.entries().await;
                if entries.len() == count {
                    return entries.pop().unwrap();
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, found).await.expect("the entry is written")
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.process.kill().expect("the simulator can be ended");
        self.process.wait().expect("the simulator ends");
    }
}

/// One test, for the client keeps its token for the whole process, whatever the host.
#[tokio::test]
async fn the_client_and_the_simulator_understand_each_other() {
    let simulator = Simulator::start();
    let certificate = reqwest::get(format!("{}/sim/certificate", simulator.base_url))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let environment = Simulated { base_url: simulator.base_url.clone(), certificate };
    let stranger = Mpesa::new("demo-2", "wrong", environment.clone());
    assert!(!stranger.is_connected().await, "a wrong secret gets no token");
    let client = Mpesa::new("demo", "demo", environment);
    client.set_initiator_password("demo");
    assert!(client.is_connected().await);

    // It sends 450.0.
    let pushed = client
        .express_request(SHORT_CODE)
        .phone_number(PAYER)
        .amount(450)
        .pass_key("demo")
        .callback_url(NOWHERE)
        .account_ref("A1")
        .send()
        .await
        .unwrap();
    assert_eq!(pushed.response_code, "0");
    let paid = simulator.entry(1).await;
    assert_eq!(paid["amount_cents"], 45_000);
    let receipt = paid["receipt"].as_str().unwrap();

    // It encrypts the initiator's password itself.
    let sent = client
        .b2c("demo")
        .party_a(SHORT_CODE)
        .party_b(PAYER)
        .amount(150)
        .result_url(NOWHERE)
        .timeout_url(NOWHERE)
        .send()
        .await
        .unwrap();
    assert_eq!(sent.response_code, "0");
    assert_eq!(simulator.entry(2).await["amount_cents"], -15_000);

    let balance = client
        .account_balance("demo")
        .party_a(SHORT_CODE)
        .result_url(NOWHERE)
        .timeout_url(NOWHERE)
        .send()
        .await
        .unwrap();
    assert_eq!(balance.response_code, "0");

    let status = client
        .transaction_status("demo")
        .transaction_id(receipt)
        .party_a(SHORT_CODE)
        .result_url(NOWHERE)
        .timeout_url(NOWHERE)
        .send()
        .await
        .unwrap();
    assert!(status.conversation_id.starts_with("AG_"));

    // Wrong in the client: a reversal's party is of type 11, which it doesn't have.
    let reversal = client
        .transaction_reversal("demo")
        .transaction_id(receipt)
        .receiver_party(SHORT_CODE)
        .amount(450)
        .result_url(NOWHERE)
        .timeout_url(NOWHERE)
        .send()
        .await;
    assert_refused(reversal, "Invalid RecieverIdentifierType");

    // Wrong in the client: it waits for a key that Daraja spells otherwise, so that it can't read
    // the answer. The addresses are registered all the same.
    let registered = client
        .c2b_register()
        .short_code(SHORT_CODE)
        .confirmation_url(NOWHERE)
        .validation_url(NOWHERE)
        .send()
        .await;
    assert!(matches!(registered, Err(MpesaError::NetworkError(_))), "{registered:?}");
    let page = reqwest::get(&simulator.base_url).await.unwrap().text().await.unwrap();
    assert!(!page.contains("not registered"), "{page}");
}

#[track_caller]
fn assert_refused<T: std::fmt::Debug>(answer: MpesaResult<T>, part: &str) {
    let error = format!("{:?}", answer.expect_err("it is refused"));
    assert!(error.contains(part), "{error}");
}
