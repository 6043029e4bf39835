//! Somebody says that they have paid: the payment is found by its receipt, and they are recognised by
//! the phone that paid it ([ADR 24](../../../docs/decisions/0024-a-receipt-and-the-phone-that-paid.md)).

use std::time::Duration;

use domain::codes::Receipt;
use domain::hold::{About, HoldStage};
use domain::payment::Status;
use domain::personal::PayerHandle;
use domain::recognition::{LinePaid, LoginPhone, Opens, Paid, PaidBy};
use domain::{CustomerId, Msisdn, PaymentId};
use event_store::{feed, stock};
use projections::payments::{Payment, PaymentFilter, PaymentOrder, PaymentProgress, Road};
use projections::payments::{get, list, open_holds_of_receipt};

use super::enquire::{enquire_soon, pull_soon};
use super::initiate::{IntoId, first_line};
use crate::limits::TooMany;
use crate::{App, auth, holds};

/// How often one phone or one receipt may be named: whoever has one of the two must not find the other
/// by trying.
const TRIES_MAX: u32 = 10;
/// How often one address may try; a hotspot's customers share one.
const TRIES_FROM_AN_ADDRESS_MAX: u32 = 300;
/// In what time.
const TRIES_WITHIN: Duration = Duration::from_secs(600);
/// One phone has one prompt at a time; a few more may still be without an outcome.
const ASKED_ABOUT_MAX: i64 = 5;

/// What somebody has of a payment.
#[derive(Debug)]
pub struct Find {
    /// The receipt, from M-Pesa's message.
    pub receipt: Receipt,
    /// The phone that paid.
    pub phone: Msisdn,
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// What became of the money.
    pub standing: Standing,
    /// The payment, if whoever asked may see it.
    pub payment: Option<Payment>,
    /// The customer, if that is who asked.
    pub customer_id: Option<CustomerId>,
}

/// What became of the money of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is here, and not yet spent or set aside.
    Arrived,
    /// It bought time that runs now.
    Connected,
    /// It bought time that is over.
    Ended,
    /// It stays in the wallet.
    InWallet,
    /// It is here, and nobody knows for whom.
    InSuspense,
    /// It was reported, and Safaricom is asked whether that is true.
    Verifying,
    /// It went back to whoever paid it.
    Returned,
}

impl Standing {
    /// The shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Arrived => "ARRIVED",
            Self::Connected => "CONNECTED",
            Self::Ended => "ENDED",
            Self::InWallet => "IN_WALLET",
            Self::InSuspense => "IN_SUSPENSE",
            Self::Verifying => "VERIFYING",
            Self::Returned => "RETURNED",
        }
    }

    fn of(payment: &Payment, now: domain::Timestamp) -> Self {
        match payment.progress(now) {
            PaymentProgress::Connected
                if payment.subscription.as_ref().is_some_and(|bought| bought.is_active(now)) =>
            {
                Self::Connected
            }
            PaymentProgress::Connected => Self::Ended,
            PaymentProgress::Paid if payment.kept_in_wallet.is_some() => Self::InWallet,
            // A merged payment's receipt is that of the payment which has its money.
            PaymentProgress::Paid | PaymentProgress::Merged => Self::Arrived,
            PaymentProgress::Unallocated => Self::InSuspense,
            PaymentProgress::Reversed => Self::Returned,
            PaymentProgress::Requested
            | PaymentProgress::Prompted
            | PaymentProgress::Confirming
            | PaymentProgress::Failed
            | PaymentProgress::Expired => Self::Verifying,
        }
    }
}

/// Why nothing was found.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// Tried too often.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// The ledger has no such receipt, or another phone paid it: which of the two is not said.
    #[error(
        "no payment with this receipt has come from this phone so far; keep M-Pesa's message, check both, and try again in a minute"
    )]
    NotSeen,
    /// The read model.
    #[error("the payment could not be looked up")]
    Read(#[from] sqlx::Error),
    /// The customer.
    #[error("the customer could not be read")]
    Customer(#[from] feed::FeedError),
    /// A held report.
    #[error("a held report could not be read")]
    Hold(#[from] stock::StockError),
    /// The vault.
    #[error("what is held back could not be opened")]
    Vault(#[from] vault::VaultError),
}

/// Finds a payment by its receipt, for whoever paid it. Where it is not known, Safaricom is asked sooner
/// for what it has not told yet.
pub async fn find(app: &App, wish: &Find, address: &str) -> Result<Found, FindError> {
    limit(app, wish, address).await?;
    if let Some(found) = known(app, wish).await? {
        return Ok(found);
    }
    if is_held(app, wish).await? {
        return Ok(Found { standing: Standing::Verifying, payment: None, customer_id: None });
    }
    ask_soon(app, &wish.phone).await?;
    Err(FindError::NotSeen)
}

async fn limit(app: &App, wish: &Find, address: &str) -> Result<(), TooMany> {
    let address = format!("find-from/{address}");
    app.limits.check(&address, TRIES_FROM_AN_ADDRESS_MAX, TRIES_WITHIN).await?;
    // The hash and not the number: the counters may stand in Redis.
    let phone = format!("find/{}", app.ledger.vault.look_up_hash(&wish.phone));
    app.limits.check(&phone, TRIES_MAX, TRIES_WITHIN).await?;
    app.limits.check(&format!("find/{}", wish.receipt), TRIES_MAX, TRIES_WITHIN).await
}

/// The payment with that receipt, as far as it opens to whoever has that phone.
async fn known(app: &App, wish: &Find) -> Result<Option<Found>, FindError> {
    let filter =
        PaymentFilter { receipt: Some(wish.receipt.as_str().to_owned()), ..Default::default() };
    let page = list(&app.ledger.pool, &filter, PaymentOrder::Newest, None, 1).await?;
    let Some(payment) = page.items.into_iter().next() else { return Ok(None) };
    let standing = Standing::of(&payment, app.ledger.clock.now());
    let customer_id: Option<CustomerId> = payment.customer_id.map(IntoId::into_id);
    Ok(match opens(app, &payment, customer_id, &wish.phone).await? {
        Some(Opens::Customer) => Some(Found { standing, payment: Some(payment), customer_id }),
        Some(Opens::Payment) => Some(Found { standing, payment: Some(payment), customer_id: None }),
        Some(Opens::Word) => Some(Found { standing, payment: None, customer_id: None }),
        None => None,
    })
}

async fn opens(
    app: &App,
    payment: &Payment,
    customer_id: Option<CustomerId>,
    phone: &Msisdn,
) -> Result<Option<Opens>, FindError> {
    let user = match customer_id {
        Some(id) => Some(auth::state_of(&app.ledger, id).await?),
        None => None,
    };
    let login_phone = user.as_ref().and_then(domain::user::User::phone);
    let is_login_phone =
        login_phone.is_some_and(|own| own.hash() == app.ledger.vault.look_up_hash(phone));
    let is_first = customer_id.is_some_and(|id| payment.line_id == Some(first_line(id).uuid()));
    // What was erased names nobody.
    let payer: Option<Msisdn> = payment.phone.as_deref().and_then(|text| text.parse().ok());
    let handle: Option<PayerHandle> =
        payment.payer_handle.as_deref().and_then(|text| text.parse().ok());
    let by = match payment.road {
        Road::Stk => payer.as_ref().map(PaidBy::Prompt),
        Road::C2b => handle.as_ref().map(PaidBy::Hand),
    };
    Ok(by.and_then(|by| {
        let paid = Paid {
            by,
            line: if is_first { LinePaid::First } else { LinePaid::Other },
            role: user.and_then(|user| user.active_role().ok()),
            login_phone: if is_login_phone { LoginPhone::Same } else { LoginPhone::Different },
        };
        paid.opens_to(phone)
    }))
}

/// Whether that phone paid what is reported under that receipt and not believed yet. It opens nothing:
/// nobody but whoever reported it says so.
async fn is_held(app: &App, wish: &Find) -> Result<bool, FindError> {
    for hold_id in open_holds_of_receipt(&app.ledger.pool, &wish.receipt).await? {
        let hold = holds::state_of(&app.ledger, hold_id).await?;
        if !hold.stage().is_some_and(HoldStage::is_open) {
            continue;
        }
        let agrees = match hold.report().map(|report| &report.about) {
            Some(About::Push { payment_id, .. }) => {
                let payment = get(&app.ledger.pool, payment_id.uuid()).await?;
                payment.and_then(|known| known.phone).as_deref() == Some(wish.phone.as_str())
            }
            Some(About::Unprompted { payer: Some(payer), .. }) => {
                let handle = app.ledger.vault.open_personal(payer).await?;
                handle.is_some_and(|handle| PaidBy::Hand(&handle).agrees(&wish.phone))
            }
            Some(About::Unprompted { payer: None, .. }) | None => false,
        };
        if agrees {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Safaricom is asked for what it may have kept to itself: the outcome of that phone's prompts, and the
/// payments that it has not announced. Both only come sooner than they would have anyway, and both find
/// their customer as they always do.
async fn ask_soon(app: &App, phone: &Msisdn) -> Result<(), FindError> {
    let pending = PaymentFilter {
        status: Some(Status::Pending),
        phone: Some(phone.as_str().to_owned()),
        ..Default::default()
    };
    for payment in
        list(&app.ledger.pool, &pending, PaymentOrder::Newest, None, ASKED_ABOUT_MAX).await?.items
    {
        enquire_soon(app, PaymentId::new(payment.id)).await;
    }
    pull_soon(app).await;
    Ok(())
}
