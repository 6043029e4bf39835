//! Sends one request of each product to the simulator at the address that is given, so that somebody
//! else can look at what this adapter sends: `scripts/other-clients` has it judged by a validator that
//! shares no code with it. Nothing is delivered: the addresses are of a provider that there is not.

use std::error::Error;
use std::sync::Arc;
use std::time::SystemTime;

use daraja_adapter::{
    C2bVersion, Certificate, Config, Daraja, Initiator, MemoryTokens, Secret, ShortCodeType,
};
use domain::c2b::{C2bAddresses, Registered, Unanswered};
use domain::codes::AccountReference;
use domain::id::Id;
use domain::money::Money;
use domain::ports::{
    AccountBalance, C2b, PullTransactions, QrCode, QrRequest, Refund, RefundRequest,
    ResultAddresses, Reversal, ReversalRequest, StatusQuestion, StatusSubject, Stk, StkRequest,
    StkSent, TransactionStatus,
};
use domain::time::{Clock, Timestamp, seconds_later};

const PAYER: &str = "254712345678";
const RECEIPT: &str = "UKN5AAAAA1";
const PAYMENT: &str = "019ab100-0000-7000-8000-00000000a001";

struct MachineClock;

impl Clock for MachineClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the simulator compares the timestamp with the machine's clock"
    )]
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }
}

fn config(base_url: &str) -> Result<Config, Box<dyn Error>> {
    Ok(Config {
        base_url: base_url.parse()?,
        consumer_key: Secret::new("demo"),
        consumer_secret: Secret::new("demo"),
        short_code: "174379".to_owned(),
        short_code_type: ShortCodeType::Paybill,
        till_number: None,
        passkey: Secret::new("demo"),
        c2b_version: C2bVersion::V2,
        initiator: Some(Initiator {
            name: "demo".to_owned(),
            password: Secret::new("demo"),
            certificate: Certificate::parse(daraja_sim::CERTIFICATE.as_bytes())?,
        }),
        b2c_short_code: None,
    })
}

fn addresses(kind: &str) -> ResultAddresses {
    let result_url = format!("https://pay.daftari.invalid/api/results/0123456789abcdef/{kind}/");
    ResultAddresses { timeout_url: format!("{result_url}timeout/"), result_url }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let base_url = std::env::args().nth(1).ok_or("give the address of a simulator")?;
    let clock = Arc::new(MachineClock);
    let daraja = Daraja::new(config(&base_url)?, clock.clone(), Arc::new(MemoryTokens::new()))?;
    prompt(&daraja).await?;
    money_that_comes_unprompted(&daraja, clock.now()).await?;
    what_is_answered_later(&daraja).await
}

async fn prompt(daraja: &Daraja) -> Result<(), Box<dyn Error>> {
    let push = StkRequest {
        payer: PAYER.parse()?,
        amount: Money::from_cents(45_000),
        account_reference: AccountReference::of(PAYMENT.parse::<Id<_>>()?),
        description: "WiFi 1 day".to_owned(),
        callback_url: format!("https://pay.daftari.invalid/api/payments/callback/{PAYMENT}/0123/"),
    };
    match daraja.push(&push).await {
        StkSent::Accepted { checkout_request_id, .. } => {
            daraja.query(&checkout_request_id).await;
            Ok(())
        }
        other @ (StkSent::Rejected { .. } | StkSent::Unconfirmed { .. }) => {
            Err(format!("the prompt was not taken: {other:?}").into())
        }
    }
}

async fn money_that_comes_unprompted(
    daraja: &Daraja,
    now: Timestamp,
) -> Result<(), Box<dyn Error>> {
    let addresses = C2bAddresses {
        validation_url: "https://pay.daftari.invalid/api/c2b/0123456789abcdef/validation/"
            .to_owned(),
        confirmation_url: "https://pay.daftari.invalid/api/c2b/0123456789abcdef/confirmation/"
            .to_owned(),
        unanswered: Unanswered::Completes,
    };
    match daraja.register_c2b(&addresses).await {
        Registered::Now | Registered::Before => {}
        Registered::Refused { why } => return Err(why.into()),
    }
    daraja.register_pull(&PAYER.parse()?, "https://pay.daftari.invalid/api/pull/").await?;
    let hour_ago = seconds_later(now, -3_600).ok_or("an hour ago is within the calendar")?;
    daraja.pull(hour_ago, now, 0).await?;
    let picture = QrRequest {
        merchant_name: "DEMO WIFI".to_owned(),
        reference: "A1".to_owned(),
        amount: Money::from_cents(5_000),
        size_px: 300,
    };
    daraja.qr_code(&picture).await?;
    Ok(())
}

async fn what_is_answered_later(daraja: &Daraja) -> Result<(), Box<dyn Error>> {
    for subject in
        [StatusSubject::Receipt(RECEIPT.parse()?), StatusSubject::Refund(PAYMENT.parse()?)]
    {
        let addresses = addresses("status");
        let question = StatusQuestion { subject, remarks: "Is it paid".to_owned(), addresses };
        daraja.ask_status(&question).await?;
    }
    daraja.ask_balance("Balance of the day", &addresses("balance")).await?;
    let reversal = ReversalRequest {
        receipt: RECEIPT.parse()?,
        amount: Money::from_cents(45_000),
        remarks: "Paid twice".to_owned(),
        addresses: addresses("reversal"),
    };
    daraja.ask_reversal(&reversal).await?;
    let refund = RefundRequest {
        id: PAYMENT.parse()?,
        payee: PAYER.parse()?,
        amount: Money::from_cents(15_000),
        remarks: "Refund".to_owned(),
        addresses: addresses("refund"),
    };
    daraja.ask_refund(&refund).await?;
    Ok(())
}
