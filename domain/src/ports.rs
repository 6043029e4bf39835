//! What the application needs of Safaricom, without knowing how Daraja is spelt.

mod circuit;
mod payer;
mod pull;
mod qr_code;
mod request;
mod results;
mod statement;
mod tax_authority;

use std::fmt;

use async_trait::async_trait;

use crate::c2b::{C2bAddresses, C2bNotice, Registered, Verdict};
use crate::codes::AccountReference;
use crate::money::Money;
use crate::msisdn::Msisdn;
use crate::outcome::{QueryAnswer, StkOutcome};
use crate::personal::CheckoutRequestId;

pub use self::circuit::{Circuit, CircuitState, Circuits};
pub use self::payer::Party;
pub use self::pull::{PullTransactions, PulledPage, PulledPayment};
pub use self::qr_code::{QrCode, QrRequest};
pub use self::request::{
    Conversation, Delivered, Ended, NotDone, OriginatorConversationId, ResultAddresses,
    ResultClass, ResultFailure,
};
pub use self::results::{
    AccountBalance, Asynchronous, BalanceReport, MovementState, OrganisationAccount,
    OrganisationAccountKind, QueueTimeouts, Refund, RefundReport, RefundRequest, RefundTaken,
    Reversal, ReversalReport, ReversalRequest, StatusQuestion, StatusReport, StatusSubject,
    TransactionStatus,
};
pub use self::statement::{NotStatement, STATEMENT_BYTES_MAX, StatementReader};
pub use self::tax_authority::{NotSigned, TaxAuthority, TaxDocument};

/// A prompt to be sent. Its `Debug` leaves out the callback's address, which is a secret.
#[derive(Clone)]
pub struct StkRequest {
    /// Whose phone shows it.
    pub payer: Msisdn,
    /// Whole shillings, at least one.
    pub amount: Money,
    /// What the customer sees as the account.
    pub account_reference: AccountReference,
    /// What is bought, at most thirteen characters.
    pub description: String,
    /// Where the callback goes; a secret.
    pub callback_url: String,
}

impl fmt::Debug for StkRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StkRequest")
            .field("payer", &self.payer)
            .field("amount", &self.amount)
            .field("account_reference", &self.account_reference)
            .field("description", &self.description)
            .finish_non_exhaustive()
    }
}

/// What became of sending a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StkSent {
    /// Safaricom took it; the phone shows it soon.
    Accepted {
        /// Safaricom's id of our request.
        merchant_request_id: String,
        /// Safaricom's id of the prompt.
        checkout_request_id: CheckoutRequestId,
    },
    /// Safaricom said no: nothing will be paid.
    Rejected {
        /// Its code.
        code: String,
        /// Its message, with nothing secret in it.
        message: String,
    },
    /// Nobody knows whether the phone shows a prompt. It must not be sent again.
    Unconfirmed {
        /// Why, for people.
        why: String,
    },
}

/// The part of Daraja that prompts customers.
#[async_trait]
pub trait Stk: Send + Sync {
    /// Sends one prompt, once.
    async fn push(&self, request: &StkRequest) -> StkSent;
    /// Asks what became of a prompt.
    async fn query(&self, checkout_request_id: &CheckoutRequestId) -> QueryAnswer;
    /// Reads the bytes of a callback.
    fn decode_callback(&self, body: &[u8]) -> Result<CallbackContent, Unreadable>;
}

/// The part of Daraja that tells of unprompted payments.
#[async_trait]
pub trait C2b: Send + Sync {
    /// Reads the bytes of a validation or a confirmation, which have one shape. Whatever the payer
    /// typed, and whichever fields are missing or masked, it is read as far as it can be: money
    /// that came is only unreadable without its receipt, amount, short code or time.
    fn decode_c2b(&self, body: &[u8]) -> Result<C2bNotice, Unreadable>;
    /// The body of the answer to a validation.
    fn validation_answer(&self, verdict: Verdict) -> String;
    /// Tells Safaricom where to send unprompted payments to that short code's owner.
    async fn register_c2b(&self, addresses: &C2bAddresses) -> Registered;
}

/// What a callback says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackContent {
    /// Safaricom's id of the prompt that it is about.
    pub checkout_request_id: Option<CheckoutRequestId>,
    /// What became of it.
    pub outcome: StkOutcome,
}

/// Bytes that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unreadable {
    /// What is wrong with them, for people, without personal values.
    pub reason: String,
}
