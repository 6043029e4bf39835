//! What is asked of Safaricom now and answered later: status, balance, reversal, refund.

use async_trait::async_trait;

use super::{
    Conversation, Delivered, NotDone, OriginatorConversationId, Party, ResultAddresses, Unreadable,
};
use crate::codes::Receipt;
use crate::money::Money;
use crate::msisdn::Msisdn;
use crate::time::Timestamp;

/// Asks what became of a movement of money.
#[async_trait]
pub trait TransactionStatus: Send + Sync {
    /// Asks; the report is delivered.
    async fn ask_status(&self, question: &StatusQuestion) -> Result<Conversation, NotDone>;
    /// Reads a delivered report.
    fn decode_status(&self, body: &[u8]) -> Result<Delivered<StatusReport>, Unreadable>;
}

/// A question about a movement of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusQuestion {
    /// Which movement.
    pub subject: StatusSubject,
    /// Why it is asked; at most a hundred characters.
    pub remarks: String,
    /// Where the report goes.
    pub addresses: ResultAddresses,
}

/// Which movement of money a question is about. A prompt's id is none of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusSubject {
    /// The one with that receipt.
    Receipt(Receipt),
    /// The refund that we asked for under that id.
    Refund(OriginatorConversationId),
}

/// What became of a movement of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReport {
    /// Its receipt.
    pub receipt: Option<Receipt>,
    /// How it stands.
    pub state: MovementState,
    /// How much.
    pub amount: Option<Money>,
    /// When it began.
    pub initiated_at: Option<Timestamp>,
    /// When it ended.
    pub finalised_at: Option<Timestamp>,
    /// Who paid. Safaricom may name two.
    pub debit_parties: Vec<Party>,
    /// Who was paid.
    pub credit_parties: Vec<Party>,
    /// What kind of movement it is, in Safaricom's words.
    pub reason_type: Option<String>,
}

/// How a movement of money stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MovementState {
    /// The money has moved.
    Completed,
    /// It may still move.
    Pending,
    /// It will not move.
    Ended,
    /// In words that we do not know, as they came; empty where nothing is said.
    Other(String),
}

/// Asks for the balances of the organisation's accounts.
#[async_trait]
pub trait AccountBalance: Send + Sync {
    /// Asks; the report is delivered. `remarks` has at most a hundred characters.
    async fn ask_balance(
        &self,
        remarks: &str,
        addresses: &ResultAddresses,
    ) -> Result<Conversation, NotDone>;
    /// Reads a delivered report.
    fn decode_balance(&self, body: &[u8]) -> Result<Delivered<BalanceReport>, Unreadable>;
}

/// The balances of all accounts at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceReport {
    /// One for each account.
    pub accounts: Vec<OrganisationAccount>,
    /// The moment.
    pub at: Option<Timestamp>,
}

impl BalanceReport {
    /// The account of that kind, if there is just one.
    pub fn account(&self, kind: OrganisationAccountKind) -> Option<&OrganisationAccount> {
        let mut of_kind = self.accounts.iter().filter(|account| account.kind == kind);
        of_kind.next().filter(|_| of_kind.next().is_none())
    }
}

/// One account of the organisation. `current` is `available` and `reserved` together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationAccount {
    /// What it is for.
    pub kind: OrganisationAccountKind,
    /// Its name, in Safaricom's words.
    pub name: String,
    /// The balance; negative for charges.
    pub current: Money,
    /// What may be spent.
    pub available: Money,
    /// What is set aside.
    pub reserved: Money,
    /// What has not arrived for good.
    pub uncleared: Money,
}

/// What an account of the organisation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrganisationAccountKind {
    /// Pays out by hand.
    Working,
    /// Takes customers' payments, and pays out by B2C.
    Utility,
    /// Safaricom's charges, never above zero.
    ChargesPaid,
    /// On the way to the bank.
    Settlement,
    /// Airtime and other floats.
    Float,
    /// A till's.
    Merchant,
    /// A name that we do not know.
    Other,
}

/// Gives a customer's payment back.
#[async_trait]
pub trait Reversal: Send + Sync {
    /// Asks, once: it is not idempotent. The result is delivered.
    async fn ask_reversal(&self, request: &ReversalRequest) -> Result<Conversation, NotDone>;
    /// Reads a delivered result.
    fn decode_reversal(&self, body: &[u8]) -> Result<Delivered<ReversalReport>, Unreadable>;
}

/// A payment to be given back. Only what customers paid in can be; a refund cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReversalRequest {
    /// The receipt of the payment.
    pub receipt: Receipt,
    /// How much, in whole shillings.
    pub amount: Money,
    /// Why; 2 to 100 characters.
    pub remarks: String,
    /// Where the result goes.
    pub addresses: ResultAddresses,
}

/// A payment that was given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReversalReport {
    /// The receipt of the reversal itself.
    pub receipt: Option<Receipt>,
    /// The receipt of the payment that was given back.
    pub original: Option<Receipt>,
    /// How much.
    pub amount: Option<Money>,
    /// When.
    pub completed_at: Option<Timestamp>,
}

/// Pays a customer from the organisation's account (B2C).
#[async_trait]
pub trait Refund: Send + Sync {
    /// Asks. The same id again never pays twice, so what is not known may be asked again. The
    /// result is delivered.
    async fn ask_refund(&self, request: &RefundRequest) -> Result<RefundTaken, NotDone>;
    /// Reads a delivered result.
    fn decode_refund(&self, body: &[u8]) -> Result<Delivered<RefundReport>, Unreadable>;
}

/// A customer to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    /// Our id of it, so that it is paid once.
    pub id: OriginatorConversationId,
    /// Who is paid.
    pub payee: Msisdn,
    /// How much: whole shillings, 10 to 250,000.
    pub amount: Money,
    /// Why; 2 to 100 characters, which the customer may see.
    pub remarks: String,
    /// Where the result goes.
    pub addresses: ResultAddresses,
}

/// A refund that Safaricom took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundTaken {
    /// It was taken now.
    Now(Conversation),
    /// It had been taken before, and is not paid again. Its result is delivered, or has been.
    Before,
}

/// A customer who was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundReport {
    /// The receipt.
    pub receipt: Option<Receipt>,
    /// How much.
    pub amount: Option<Money>,
    /// When.
    pub completed_at: Option<Timestamp>,
    /// Who was paid.
    pub payee: Option<Party>,
    /// What the organisation's utility account has left.
    pub utility_balance: Option<Money>,
}

/// Reads the news that a request waited too long in Safaricom's queue. That is not a result: the
/// request may still be done, so its status has to be asked for.
pub trait QueueTimeouts: Send + Sync {
    /// Which request it is about, as far as it says.
    fn decode_timeout(&self, body: &[u8]) -> Result<Conversation, Unreadable>;
}

/// All that Safaricom is asked now and answers later.
pub trait Asynchronous:
    TransactionStatus + AccountBalance + Reversal + Refund + QueueTimeouts
{
}

impl<T> Asynchronous for T where
    T: TransactionStatus + AccountBalance + Reversal + Refund + QueueTimeouts
{
}
