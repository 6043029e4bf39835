//! Wallets: one a customer; all money goes there first.

use std::collections::BTreeSet;

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};

use crate::aggregate::Decide;
use crate::claim::{ClaimChange, ClaimKind};
use crate::codes::Receipt;
use crate::id::{CustomerId, PaymentId, RefundId, SubscriptionId};
use crate::money::Money;

/// What a customer has with the provider. Never below zero.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wallet {
    balance: Money,
    /// The keys of the payments' credits that are in it. A claim keeps other wallets from taking
    /// the same credit, but not this one from taking it twice.
    credited: BTreeSet<String>,
}

/// Why a wallet grew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CreditCause {
    /// A payment was completed.
    Payment {
        /// Which payment.
        payment_id: PaymentId,
        /// Its receipt, or none while the receipt is to follow.
        receipt: Option<Receipt>,
        /// Why nothing was bought with it, if so.
        kept: Option<KeptReason>,
    },
    /// What was left of a package that was changed or ended early.
    UnusedValue {
        /// Of which subscription.
        subscription_id: SubscriptionId,
    },
    /// A refund that was asked for was not paid.
    RefundFailed {
        /// Which refund.
        refund_id: RefundId,
    },
}

/// Why the money of a payment stays in the wallet instead of buying what was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeptReason {
    /// It was learnt of so late that the customer may no longer be there.
    LearntLate,
    /// The customer has bought again since.
    BoughtAgain,
    /// The wallet does not cover the price.
    TooLittle,
    /// The line was closed.
    LineClosed,
    /// It is more than was asked, or a second receipt of the same payment.
    Extra,
    /// The purchase itself was refused; a person should look.
    Refused,
    /// It came unprompted, and the line has never had a package.
    NothingToRenew,
    /// It came unprompted, and the customer does not want that to renew the line.
    RenewalOff,
    /// It came unprompted, and what the line had is no longer sold.
    PackageRetired,
}

impl KeptReason {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LearntLate => "LEARNT_LATE",
            Self::BoughtAgain => "BOUGHT_AGAIN",
            Self::TooLittle => "TOO_LITTLE",
            Self::LineClosed => "LINE_CLOSED",
            Self::Extra => "EXTRA",
            Self::Refused => "REFUSED",
            Self::NothingToRenew => "NOTHING_TO_RENEW",
            Self::RenewalOff => "RENEWAL_OFF",
            Self::PackageRetired => "PACKAGE_RETIRED",
        }
    }
}

/// Why a wallet shrank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DebitCause {
    /// A package was bought.
    Purchase {
        /// Which subscription was begun or extended.
        subscription_id: SubscriptionId,
    },
    /// What an unprompted payment had brought turned out to be a push's, which brings it instead.
    Merged {
        /// The payment that no longer brings it.
        payment_id: PaymentId,
    },
    /// It is paid out to the customer.
    Refund {
        /// By which refund.
        refund_id: RefundId,
    },
    /// Safaricom gave it back to whoever had paid it.
    Reversed {
        /// Which payment had brought it.
        payment_id: PaymentId,
        /// With which receipt.
        receipt: Receipt,
    },
}

/// What can be asked of a wallet.
#[derive(Debug, Clone)]
pub enum WalletCommand {
    /// Adds money. The same credit of a payment again is success and no event.
    Credit {
        /// Whose wallet.
        customer_id: CustomerId,
        /// How much.
        amount: Money,
        /// Why.
        cause: CreditCause,
    },
    /// Takes money that is gone already: as much as there is, and what is short is owed.
    Take {
        /// Whose wallet.
        customer_id: CustomerId,
        /// How much.
        amount: Money,
        /// Why.
        cause: DebitCause,
    },
    /// Takes money for a purchase.
    Debit {
        /// Whose wallet.
        customer_id: CustomerId,
        /// How much.
        amount: Money,
        /// Why.
        cause: DebitCause,
    },
}

/// What happened to a wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WalletEvent {
    /// It grew.
    WalletCredited {
        /// Whose wallet.
        customer_id: CustomerId,
        /// By how much.
        amount_cents: Money,
        /// To how much.
        balance_cents: Money,
        /// Why.
        cause: CreditCause,
    },
    /// It shrank.
    WalletDebited {
        /// Whose wallet.
        customer_id: CustomerId,
        /// By how much.
        amount_cents: Money,
        /// To how much.
        balance_cents: Money,
        /// Why.
        cause: DebitCause,
    },
    /// Money was taken that was not there any more: the customer owes it.
    WalletShort {
        /// Whose wallet.
        customer_id: CustomerId,
        /// How much was short.
        amount_cents: Money,
        /// Why it was taken.
        cause: DebitCause,
    },
}

/// Why a wallet cannot do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WalletError {
    /// There is less than was asked for.
    #[error("the wallet holds {balance}, and {asked} is needed; pay the rest by M-Pesa first")]
    TooLow {
        /// What it holds.
        balance: Money,
        /// What was asked for.
        asked: Money,
    },
    /// An amount that is nothing, negative or beyond counting.
    #[error("{0} cannot be moved in or out of a wallet")]
    BadAmount(Money),
}

impl Wallet {
    /// What it holds.
    pub fn balance(&self) -> Money {
        self.balance
    }
}

impl Decide for Wallet {
    const WITHOUT_CLAIMS: &'static [&'static str] = &["WalletDebited", "WalletShort"];

    fn decide(&self, command: WalletCommand) -> Result<Vec<WalletEvent>, WalletError> {
        match command {
            WalletCommand::Credit { customer_id, amount, cause } => {
                if payment_credit(&cause).is_some_and(|key| self.credited.contains(&key)) {
                    return Ok(vec![]);
                }
                let balance = self
                    .balance
                    .plus(amount)
                    .filter(|_| amount.is_positive())
                    .ok_or(WalletError::BadAmount(amount))?;
                Ok(vec![WalletEvent::WalletCredited {
                    customer_id,
                    amount_cents: amount,
                    balance_cents: balance,
                    cause,
                }])
            }
            WalletCommand::Take { customer_id, amount, cause } => {
                let debited = amount.min(self.balance);
                let left = self
                    .balance
                    .minus(debited)
                    .zip(amount.minus(debited))
                    .filter(|_| amount.is_positive());
                let (balance, short) = left.ok_or(WalletError::BadAmount(amount))?;
                let debit = debited.is_positive().then(|| WalletEvent::WalletDebited {
                    customer_id,
                    amount_cents: debited,
                    balance_cents: balance,
                    cause: cause.clone(),
                });
                let owed = short.is_positive().then_some(WalletEvent::WalletShort {
                    customer_id,
                    amount_cents: short,
                    cause,
                });
                Ok(debit.into_iter().chain(owed).collect())
            }
            WalletCommand::Debit { customer_id, amount, cause } => {
                let balance = self
                    .balance
                    .minus(amount)
                    .filter(|_| amount.is_positive())
                    .ok_or(WalletError::BadAmount(amount))?;
                if balance < Money::ZERO {
                    return Err(WalletError::TooLow { balance: self.balance, asked: amount });
                }
                Ok(vec![WalletEvent::WalletDebited {
                    customer_id,
                    amount_cents: amount,
                    balance_cents: balance,
                    cause,
                }])
            }
        }
    }

    fn claim_changes(&self, event: &WalletEvent) -> Vec<ClaimChange> {
        match event {
            WalletEvent::WalletCredited { cause, .. } => payment_credit(cause)
                .map(|key| ClaimChange::take(ClaimKind::Credit, key))
                .into_iter()
                .collect(),
            WalletEvent::WalletDebited { .. } | WalletEvent::WalletShort { .. } => vec![],
        }
    }

    fn decides_claims(&self) -> bool {
        false
    }
}

fn payment_credit(cause: &CreditCause) -> Option<String> {
    match cause {
        CreditCause::Payment { payment_id, receipt, .. } => {
            Some(credit_key(*payment_id, receipt.as_ref()))
        }
        CreditCause::UnusedValue { .. } | CreditCause::RefundFailed { .. } => None,
    }
}

/// The key under which one credit of one payment is claimed.
pub fn credit_key(payment_id: PaymentId, receipt: Option<&Receipt>) -> String {
    let what = receipt.map_or("confirmed", Receipt::as_str);
    format!("{payment_id}/{what}")
}

impl Aggregate for Wallet {
    const TYPE: &'static str = "wallet";
    type Command = WalletCommand;
    type Event = WalletEvent;
    type Error = WalletError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        match event {
            WalletEvent::WalletCredited { balance_cents, cause, .. } => {
                self.balance = balance_cents;
                self.credited.extend(payment_credit(&cause));
            }
            WalletEvent::WalletDebited { balance_cents, .. } => self.balance = balance_cents,
            WalletEvent::WalletShort { .. } => {}
        }
    }
}

impl DomainEvent for WalletEvent {
    fn event_type(&self) -> String {
        match self {
            Self::WalletCredited { .. } => "WalletCredited",
            Self::WalletDebited { .. } => "WalletDebited",
            Self::WalletShort { .. } => "WalletShort",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
