//! Events that concern the books, whichever stream they are of.

use domain::books::{Books, BooksEvent};
use domain::ledger::{Fact, LedgerEvent};
use domain::payment::{Payment, PaymentEvent};
use domain::refund::{Refund, RefundEvent};
use domain::statement::{Statement, StatementEvent};
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::wallet::{Wallet, WalletEvent};
use event_store::{DecodeError, Recorded};

/// An event that may concern the books.
#[derive(Debug)]
pub enum BookEvent {
    /// Of a payment.
    Payment(PaymentEvent),
    /// Of a wallet.
    Wallet(WalletEvent),
    /// Of a subscription.
    Subscription(SubscriptionEvent),
    /// Of a refund.
    Refund(RefundEvent),
    /// Of the books themselves.
    Books(BooksEvent),
    /// Of a statement.
    Statement(StatementEvent),
}

impl BookEvent {
    /// What a recorded event tells the books: nothing, if it is of another stream.
    pub fn of(recorded: &Recorded) -> Result<Vec<Self>, DecodeError> {
        let mut told = Vec::new();
        told.extend(recorded.decode::<Payment>()?.into_iter().map(Self::Payment));
        told.extend(recorded.decode::<Wallet>()?.into_iter().map(Self::Wallet));
        told.extend(recorded.decode::<Subscription>()?.into_iter().map(Self::Subscription));
        told.extend(recorded.decode::<Refund>()?.into_iter().map(Self::Refund));
        told.extend(recorded.decode::<Books>()?.into_iter().map(Self::Books));
        told.extend(recorded.decode::<Statement>()?.into_iter().map(Self::Statement));
        Ok(told)
    }

    /// The event with where and when it was recorded, as the ledger takes it.
    pub fn fact(&self, recorded: &Recorded) -> Fact<'_> {
        Fact {
            position: recorded.position,
            aggregate_id: recorded.aggregate_id,
            recorded_at: recorded.recorded_at,
            event: match self {
                Self::Payment(event) => LedgerEvent::Payment(event),
                Self::Wallet(event) => LedgerEvent::Wallet(event),
                Self::Subscription(event) => LedgerEvent::Subscription(event),
                Self::Refund(event) => LedgerEvent::Refund(event),
                Self::Books(event) => LedgerEvent::Books(event),
                Self::Statement(event) => LedgerEvent::Statement(event),
            },
        }
    }
}
