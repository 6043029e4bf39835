//! Prompts as the simulated Safaricom has them, and callbacks delivered by hand.

use app::payments::initiate::{Buyer, Initiate, initiate};
use domain::context::{Actor, Context, Source};
use domain::payment::Again;
use domain::time::in_nairobi;
use domain::{PackageId, PaymentId, Timestamp};
use serde_json::{Value, json};
use testing::wait_until;
use uuid::Uuid;

use super::{Answer, Caller, PATIENCE, TestApp};

/// A prompt that Safaricom has taken.
#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    pub(crate) payment_id: String,
    /// Where its callbacks go, secret and all.
    pub(crate) callback_path: String,
    merchant_request_id: String,
    checkout_request_id: String,
    shillings: i64,
}

impl Prompt {
    /// The body of a callback that says it was paid as asked.
    pub(crate) fn paid(&self, receipt: &str, at: Timestamp) -> Value {
        self.paid_with(self.shillings, receipt, at)
    }

    /// The body of a callback that says it was paid with that many shillings.
    pub(crate) fn paid_with(&self, shillings: i64, receipt: &str, at: Timestamp) -> Value {
        let date: i64 = in_nairobi(at).format("%Y%m%d%H%M%S").to_string().parse().unwrap();
        let mut body = self.ended(0, "The service request is processed successfully.");
        body["Body"]["stkCallback"]["CallbackMetadata"] = json!({"Item": [
            {"Name": "Amount", "Value": shillings},
            {"Name": "MpesaReceiptNumber", "Value": receipt},
            {"Name": "Balance"},
            {"Name": "TransactionDate", "Value": date},
            {"Name": "PhoneNumber", "Value": 254_712_345_678_u64},
        ]});
        body
    }

    /// The body of a callback with that result and no more.
    pub(crate) fn ended(&self, code: i64, description: &str) -> Value {
        json!({"Body": {"stkCallback": {
            "MerchantRequestID": self.merchant_request_id,
            "CheckoutRequestID": self.checkout_request_id,
            "ResultCode": code,
            "ResultDesc": description,
        }}})
    }
}

impl TestApp {
    /// Asks to pay, as that caller.
    pub(crate) async fn initiate(&self, caller: &Caller, package: Uuid, phone: &str) -> Value {
        let wish = json!({"package_id": package, "phone_number": phone});
        caller.post("/api/payments/initiate/", &wish).await.ok(202)
    }

    /// Asks to pay as a new guest, without HTTP, where one address may not ask so often.
    pub(crate) async fn initiate_as_guest(&self, package: Uuid, phone: &str) -> Value {
        let wish = Initiate {
            buyer: Buyer::NewGuest,
            package_id: PackageId::new(package),
            payer: phone.parse().unwrap(),
            again: Again::Ask,
        };
        let context = |payment_id: PaymentId| Context {
            actor: Actor::Anonymous,
            correlation_id: payment_id.uuid(),
            causation_id: None,
            source: Source::Api,
            request_id: None,
        };
        let begun = initiate(&self.app.ledger, wish, context, None).await.unwrap().reply;
        json!({"payment_id": begun.payment_id})
    }

    /// Asks to pay as a new guest, and waits until Safaricom has taken the prompt.
    pub(crate) async fn prompt(&self, package: Uuid, phone: &str) -> (Prompt, Value) {
        let begun = self.initiate(&self.nobody(), package, phone).await;
        (self.prompt_of(&begun).await, begun)
    }

    /// The prompt of a payment, once its acceptance is recorded.
    pub(crate) async fn prompt_of(&self, begun: &Value) -> Prompt {
        let payment_id = begun["payment_id"].as_str().unwrap().to_owned();
        let path = format!("/api/payments/{payment_id}/");
        wait_until("Safaricom's answer to be recorded", PATIENCE, async || {
            // Where Safaricom is asked often, it may be paid by the next look.
            let answer = self.admin().await.get(&path).await;
            // One that was just begun may not be in the read model yet.
            (answer.status != 404 && answer.ok(200)["progress"] != "REQUESTED").then_some(())
        })
        .await;
        let prompts = self.transactions().await;
        let of_this = |prompt: &&Value| text(prompt, "callback_url").contains(&payment_id);
        let prompt = prompts.iter().find(of_this).expect("Safaricom has the prompt");
        let address = text(prompt, "callback_url");
        let path = &address[address.find("/api/").unwrap()..];
        Prompt {
            callback_path: path.to_owned(),
            merchant_request_id: text(prompt, "merchant_request_id"),
            checkout_request_id: text(prompt, "checkout_request_id"),
            shillings: prompt["amount_shillings"].as_i64().unwrap(),
            payment_id,
        }
    }

    /// Delivers a callback by hand, as Safaricom would.
    pub(crate) async fn deliver(&self, prompt: &Prompt, body: &Value) -> Answer {
        let answer = self.nobody().post(&prompt.callback_path, body).await;
        assert_eq!(answer.ok(200), json!({"ResultCode": 0, "ResultDesc": "Accepted"}));
        answer
    }

    /// What Safaricom knows of every prompt, the oldest first.
    pub(crate) async fn transactions(&self) -> Vec<Value> {
        self.of_simulator("/sim/transactions").await
    }

    /// What Safaricom was asked for at that path.
    pub(crate) async fn requests_for(&self, path: &str) -> usize {
        let asked = self.of_simulator("/sim/requests").await;
        asked.iter().filter(|request| request["path"] == path).count()
    }

    /// What Safaricom remembers at that path, all of it.
    pub(crate) async fn of_simulator(&self, path: &str) -> Vec<Value> {
        let simulator = self.elsewhere(&self.simulator_url);
        let mut remembered = simulator.get(path).await.ok(200);
        assert_eq!(remembered["forgotten"], 0);
        serde_json::from_value(remembered["items"].take()).unwrap()
    }

    /// Waits until Safaricom has made every delivery that it is going to make.
    pub(crate) async fn simulator_is_done(&self) {
        wait_until("the simulator's last delivery", PATIENCE, async || {
            let prompts = self.transactions().await;
            let done =
                |prompt: &Value| prompt["callbacks_due"] == 0 && prompt["finished_at"].is_string();
            prompts.iter().all(done).then_some(())
        })
        .await;
    }
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no text {field} in {value}")).to_owned()
}
