use std::collections::BTreeMap;

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{InvoiceNumber, KraPin};
use crate::aggregate::Decide;
use crate::id::{PackageId, SubscriptionId, UserId};
use crate::time::Timestamp;

/// Whoever says that more documents were numbered elsewhere has mistyped it: numbers beyond it would not
/// fit what others store them in.
pub const LAST_NUMBER_MAX: InvoiceNumber = 1_000_000_000;

/// The id of the one stream.
pub const TAX_REGISTER: Uuid = Uuid::from_u128(0x0195_d1f0_5a3c_7000_8000_0000_0000_7a10);

/// Whose invoices they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    /// The provider's own PIN; that of a business is printed on every invoice.
    pub pin: KraPin,
    /// Which of its branches, two digits; `00` is the head office.
    pub branch: String,
}

/// Whose invoices are drawn, and which number comes next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRegister {
    opened: Option<Opened>,
    last_number: InvoiceNumber,
    items: BTreeMap<PackageId, u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Opened {
    seller: Seller,
    at: Timestamp,
}

/// What can be asked of the register.
#[derive(Debug, Clone)]
pub enum TaxRegisterCommand {
    /// Lets everything that is sold from now on be invoiced.
    Open {
        /// Whose invoices they are.
        seller: Seller,
        /// The last number that was used elsewhere; 0 if none was.
        last_number: InvoiceNumber,
        /// Who opens it.
        by: UserId,
        /// The moment now.
        now: Timestamp,
    },
    /// Gives a package its number among the items. One that has it is success and no event.
    NumberItem {
        /// Which package.
        package_id: PackageId,
    },
    /// Uses the next numbers.
    TakeNumbers {
        /// How many.
        count: u32,
        /// For the documents of which subscription.
        subscription_id: SubscriptionId,
    },
}

/// What happened to the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaxRegisterEvent {
    /// What is sold from now on is invoiced.
    TaxRegisterOpened {
        /// Whose invoices they are.
        seller: Seller,
        /// The last number that was used elsewhere.
        last_number: InvoiceNumber,
        /// Who opened it.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// A package has a number among the items.
    TaxItemNumbered {
        /// Which package.
        package_id: PackageId,
        /// Its number.
        item_number: u32,
    },
    /// Numbers were used.
    TaxNumbersTaken {
        /// The first of them.
        first: InvoiceNumber,
        /// How many.
        count: u32,
        /// For the documents of which subscription.
        subscription_id: SubscriptionId,
    },
}

/// Why something cannot be done with the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxRegisterError {
    /// It is not open.
    #[error("no tax invoices are drawn yet; open the register first")]
    NotOpen,
    /// It is open already.
    #[error("the register is open already; a business has one, and it is not opened anew")]
    OpenBefore,
    /// A branch that is none.
    #[error("a branch has two digits, such as 00 for the head office")]
    BadBranch,
    /// A number that no business has come to.
    #[error("the last number used elsewhere is at most {LAST_NUMBER_MAX}")]
    BadNumber,
    /// There are no more numbers.
    #[error("the register has no more numbers")]
    Full,
}

impl TaxRegister {
    /// Whose invoices they are, once it is open.
    pub fn seller(&self) -> Option<&Seller> {
        self.opened.as_ref().map(|opened| &opened.seller)
    }

    /// From when on what is sold is invoiced, once it is open.
    pub fn opened_at(&self) -> Option<Timestamp> {
        self.opened.as_ref().map(|opened| opened.at)
    }

    /// Whether what happened at that moment is invoiced.
    pub fn is_open_at(&self, moment: Timestamp) -> bool {
        self.opened.as_ref().is_some_and(|opened| opened.at <= moment)
    }

    /// The number that comes next.
    pub const fn next_number(&self) -> InvoiceNumber {
        self.last_number.saturating_add(1)
    }

    /// The number of a package among the items, if it has one.
    pub fn item_number(&self, package_id: PackageId) -> Option<u32> {
        self.items.get(&package_id).copied()
    }
}

impl Decide for TaxRegister {
    const WITHOUT_CLAIMS: &'static [&'static str] =
        &["TaxRegisterOpened", "TaxItemNumbered", "TaxNumbersTaken"];

    fn decide(
        &self,
        command: TaxRegisterCommand,
    ) -> Result<Vec<TaxRegisterEvent>, TaxRegisterError> {
        match (command, &self.opened) {
            (TaxRegisterCommand::Open { .. }, Some(_)) => Err(TaxRegisterError::OpenBefore),
            (TaxRegisterCommand::Open { seller, last_number, by, now }, None) => {
                let branch = seller.branch.as_bytes();
                if branch.len() != 2 || !branch.iter().all(u8::is_ascii_digit) {
                    return Err(TaxRegisterError::BadBranch);
                }
                if last_number > LAST_NUMBER_MAX {
                    return Err(TaxRegisterError::BadNumber);
                }
                Ok(vec![TaxRegisterEvent::TaxRegisterOpened { seller, last_number, by, at: now }])
            }
            (_, None) => Err(TaxRegisterError::NotOpen),
            (TaxRegisterCommand::NumberItem { package_id }, Some(_)) => {
                if self.items.contains_key(&package_id) {
                    return Ok(vec![]);
                }
                let count = u32::try_from(self.items.len()).ok();
                let item_number =
                    count.and_then(|count| count.checked_add(1)).ok_or(TaxRegisterError::Full)?;
                Ok(vec![TaxRegisterEvent::TaxItemNumbered { package_id, item_number }])
            }
            (TaxRegisterCommand::TakeNumbers { count: 0, .. }, Some(_)) => Ok(vec![]),
            (TaxRegisterCommand::TakeNumbers { count, subscription_id }, Some(_)) => {
                self.last_number.checked_add(u64::from(count)).ok_or(TaxRegisterError::Full)?;
                let first = self.next_number();
                Ok(vec![TaxRegisterEvent::TaxNumbersTaken { first, count, subscription_id }])
            }
        }
    }

    fn decides_claims(&self) -> bool {
        false
    }
}

impl Aggregate for TaxRegister {
    const TYPE: &'static str = "tax_register";
    type Command = TaxRegisterCommand;
    type Event = TaxRegisterEvent;
    type Error = TaxRegisterError;
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
            TaxRegisterEvent::TaxRegisterOpened { seller, last_number, by: _, at } => {
                self.opened = Some(Opened { seller, at });
                self.last_number = last_number;
            }
            TaxRegisterEvent::TaxItemNumbered { package_id, item_number } => {
                self.items.insert(package_id, item_number);
            }
            TaxRegisterEvent::TaxNumbersTaken { count, .. } => {
                self.last_number = self.last_number.saturating_add(u64::from(count));
            }
        }
    }
}

impl DomainEvent for TaxRegisterEvent {
    fn event_type(&self) -> String {
        match self {
            Self::TaxRegisterOpened { .. } => "TaxRegisterOpened",
            Self::TaxItemNumbered { .. } => "TaxItemNumbered",
            Self::TaxNumbersTaken { .. } => "TaxNumbersTaken",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
