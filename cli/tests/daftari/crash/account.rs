//! What became of each payment, as the events, the read models and Safaricom tell it together.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{PRICE_CENTS, Shop};

/// What became of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Paid once, credited once, and connected once.
    Paid,
    /// The payer would not.
    Declined,
    /// No prompt was ever sent, and the payment says so.
    NeverAsked,
    /// It was paid, but Safaricom's answer to the prompt and its callback both came when nobody
    /// listened. The payment says that nobody knows.
    Unheard,
}

/// Everything that is known of one payment.
struct Account<'a> {
    payment: Value,
    events: Vec<&'a str>,
    /// How often Safaricom was asked to prompt for it.
    prompts: usize,
    /// What Safaricom made of it.
    transaction: Option<&'a Value>,
}

/// Accounts for every payment that was acknowledged, and for nothing else.
pub(super) async fn account_for(shop: &Shop, payments: &[String]) -> Vec<Fate> {
    let events = shop.books.events().await;
    let positions = events.iter().map(|event| event.position);
    assert!(positions.eq(1..=shop.books.head().await), "positions have a gap");
    let begun = events.iter().filter(|event| event.event_type == "StkInitiated");
    let begun: BTreeSet<&str> = begun.map(|event| event.correlation_id.as_str()).collect();
    let acknowledged: BTreeSet<&str> = payments.iter().map(String::as_str).collect();
    assert_eq!(begun, acknowledged, "what was begun is what was acknowledged");

    let (requests, transactions) = (shop.requests().await, shop.transactions().await);
    let mut fates = Vec::new();
    for id in payments {
        let payment = shop.see(&format!("/api/payments/{id}/")).await;
        let reference = payment["account_reference"].clone();
        let story = events.iter().filter(|event| event.correlation_id == *id);
        let account = Account {
            events: story.map(|event| event.event_type.as_str()).collect(),
            prompts: requests.iter().filter(|request| asks_for(request, &reference)).count(),
            transaction: transactions.iter().find(|found| found["account_reference"] == reference),
            payment,
        };
        fates.push(account.fate());
    }
    let paid = fates.iter().filter(|fate| **fate == Fate::Paid).count();
    let dashboard = shop.see("/api/dashboard/").await;
    let revenue = i64::try_from(paid).unwrap() * PRICE_CENTS;
    assert_eq!(dashboard["revenue_30_days_cents"], revenue, "{dashboard}");
    fates
}

fn asks_for(request: &Value, reference: &Value) -> bool {
    // A request that was cut off has no body that could be read.
    let body: Value = serde_json::from_str(request["body"].as_str().unwrap()).unwrap_or_default();
    request["path"] == "/mpesa/stkpush/v1/processrequest" && body["AccountReference"] == *reference
}

impl Account<'_> {
    fn count(&self, event_types: &[&str]) -> usize {
        self.events.iter().filter(|found| event_types.contains(found)).count()
    }

    fn fate(&self) -> Fate {
        let told = format!("{:?}\n{}\n{:?}", self.events, self.payment, self.transaction);
        assert!(self.prompts <= 1, "prompted {} times: {told}", self.prompts);
        assert!(self.count(&["StkDispatched"]) <= 1, "{told}");
        assert_eq!(self.payment["status"], self.status(), "{told}");
        assert_eq!(self.payment["needs_a_look"], false, "{told}");
        let money = [
            self.count(&["PaymentCompleted", "PaymentConfirmed"]),
            self.count(&["WalletCredited"]),
            self.count(&["WalletDebited"]),
            self.count(&["SubscriptionActivated", "SubscriptionExtended", "SubscriptionChanged"]),
        ];
        let result = self.transaction.map(|found| found["result_code"].as_str().unwrap());
        if self.payment["status"] == "COMPLETED" {
            assert_eq!(money, [1; 4], "{told}");
            assert_eq!(result, Some("0"), "{told}");
            self.assert_connected(&told);
            return Fate::Paid;
        }
        assert_eq!(money, [0; 4], "{told}");
        match result {
            None => {
                assert_eq!(self.prompts, 0, "{told}");
                self.assert_nobody_knows(&told);
                Fate::NeverAsked
            }
            Some("0") => {
                self.assert_nobody_knows(&told);
                self.assert_was_told_in_vain(&told);
                Fate::Unheard
            }
            Some(_) if self.payment["status"] == "FAILED" => Fate::Declined,
            Some(_) => {
                self.assert_nobody_knows(&told);
                self.assert_was_told_in_vain(&told);
                Fate::Declined
            }
        }
    }

    /// What the events come to, folded apart from the program's own fold.
    fn status(&self) -> &'static str {
        if self.count(&["PaymentCompleted", "PaymentConfirmed"]) > 0 {
            "COMPLETED"
        } else if self.count(&["PaymentFailed", "StkRejected"]) > 0 {
            "FAILED"
        } else if self.count(&["PaymentExpired"]) > 0 {
            "EXPIRED"
        } else {
            "PENDING"
        }
    }

    #[track_caller]
    fn assert_connected(&self, told: &str) {
        let payment = &self.payment;
        assert_eq!(payment["progress"], "CONNECTED", "{told}");
        assert_eq!(payment["amount_paid_cents"], PRICE_CENTS, "{told}");
        let receipt = &payment["mpesa_receipt_number"];
        let theirs = self.transaction.map(|found| &found["receipt"]);
        // Only a callback tells the receipt: what was learnt by asking may lack it, but what a
        // callback told that was taken is not lost.
        let asked = self.count(&["PaymentConfirmed"]) == 1 && !self.a_callback_was_taken();
        assert!(Some(receipt) == theirs || (asked && receipt.is_null()), "{told}");
    }

    /// Holds if the payment says why its outcome is not known.
    #[track_caller]
    fn assert_nobody_knows(&self, told: &str) {
        assert_eq!(self.payment["status"], "PENDING", "{told}");
        assert_eq!(self.payment["progress"], "CONFIRMING", "{told}");
        assert_eq!(self.count(&["StkUnconfirmed"]), 1, "{told}");
    }

    /// Holds if the service has no id to ask by, and took no delivery.
    #[track_caller]
    fn assert_was_told_in_vain(&self, told: &str) {
        assert_eq!(self.count(&["StkAccepted"]), 0, "{told}");
        assert!(!self.a_callback_was_taken(), "{told}");
    }

    /// Whether the service has answered a callback.
    fn a_callback_was_taken(&self) -> bool {
        let deliveries = self.transaction.and_then(|found| found["deliveries"].as_array());
        deliveries.into_iter().flatten().any(|delivery| delivery["status"] == 200)
    }
}
