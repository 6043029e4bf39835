//! A merchant, a moment, a prompt to send.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use daraja_adapter::{
    C2bVersion, Config, Daraja, MemoryTokens, Secret, ShortCodeType, Token, TokenStore,
};
use domain::codes::AccountReference;
use domain::id::PaymentId;
use domain::money::Money;
use domain::personal::CheckoutRequestId;
use domain::ports::StkRequest;
use domain::time::{Clock, Timestamp};

pub(crate) const PAYER: &str = "254712345678";
pub(crate) const CHECKOUT_REQUEST_ID: &str = "ws_CO_220920261335362712345678";
pub(crate) const CONSUMER_KEY: &str = "key-of-the-app";
pub(crate) const CONSUMER_SECRET: &str = "secret-of-the-app";
pub(crate) const PASSKEY: &str = "passkey-of-the-short-code";

/// A clock that stands where it is set.
pub(crate) struct SetClock(Mutex<Timestamp>);

impl SetClock {
    pub(crate) fn at(text: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(text.parse().unwrap())))
    }

    pub(crate) fn forward(&self, seconds: i64) {
        let mut at = self.0.lock().unwrap();
        *at = domain::time::seconds_later(*at, seconds).unwrap();
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

pub(crate) fn noon() -> Arc<SetClock> {
    SetClock::at("2026-11-23T09:00:00Z")
}

/// Always has a token, so that nothing but the product is called.
pub(crate) struct OneToken;

#[async_trait]
impl TokenStore for OneToken {
    async fn get(&self, _account: &str) -> Option<Token> {
        let expires_at = "2099-01-01T00:00:00Z".parse().unwrap();
        Some(Token::new(Secret::new("the-one-token"), expires_at))
    }
    async fn put(&self, _account: &str, _token: &Token, _keep_for: std::time::Duration) {}
    async fn forget(&self, _account: &str, _token: &Token) {}
    async fn take_lead(&self, _account: &str) -> bool {
        true
    }
    async fn step_back(&self, _account: &str) {}
}

pub(crate) fn config(base_url: &str) -> Config {
    Config {
        base_url: base_url.parse().unwrap(),
        consumer_key: Secret::new(CONSUMER_KEY),
        consumer_secret: Secret::new(CONSUMER_SECRET),
        short_code: "174379".to_owned(),
        short_code_type: ShortCodeType::Paybill,
        till_number: None,
        passkey: Secret::new(PASSKEY),
        c2b_version: C2bVersion::V2,
        initiator: None,
        b2c_short_code: None,
    }
}

pub(crate) fn daraja(base_url: &str) -> Daraja {
    Daraja::new(config(base_url), noon(), Arc::new(MemoryTokens::new())).unwrap()
}

pub(crate) fn daraja_with_a_token(base_url: &str) -> Daraja {
    Daraja::new(config(base_url), noon(), Arc::new(OneToken)).unwrap()
}

pub(crate) fn request() -> StkRequest {
    let payment: PaymentId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    StkRequest {
        payer: PAYER.parse().unwrap(),
        amount: Money::from_shillings(450).unwrap(),
        account_reference: AccountReference::of(payment),
        description: "WiFi 1 day".to_owned(),
        callback_url: "https://isp.example/api/payments/callback/1/hush/".to_owned(),
    }
}

pub(crate) fn checkout_request_id() -> CheckoutRequestId {
    CHECKOUT_REQUEST_ID.parse().unwrap()
}
