//! Lines: where service is delivered.

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};

use crate::aggregate::Decide;
use crate::claim::{ClaimChange, ClaimKind};
use crate::codes::AccountNumber;
use crate::id::{CustomerId, LineId, PackageId};
use crate::personal::{LineName, Personal};
use crate::wallet::KeptReason;

/// A home connection or a hotspot device of one customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    state: Option<State>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    customer_id: CustomerId,
    kind: LineKind,
    name: Personal<LineName>,
    closed: bool,
    /// What was last bought for it.
    package_id: Option<PackageId>,
    on_payment: OnPayment,
}

/// What sort of line it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineKind {
    /// A device at a hotspot.
    Hotspot {},
    /// A home connection.
    Home {
        /// The number that its customer pays to by hand.
        account_number: AccountNumber,
    },
}

/// What an unprompted payment for a line does besides filling the wallet: the customer's rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OnPayment {
    /// It buys again what the line has, or had last, if the wallet then covers it.
    #[default]
    RenewSame,
    /// It stays in the wallet.
    KeepInWallet,
}

impl OnPayment {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RenewSame => "RENEW_SAME",
            Self::KeepInWallet => "KEEP_IN_WALLET",
        }
    }
}

/// What can be asked of a line.
#[derive(Debug, Clone)]
pub enum LineCommand {
    /// Adds a line to a customer.
    Add {
        /// Its id.
        line_id: LineId,
        /// Whose it is.
        customer_id: CustomerId,
        /// What sort of line.
        kind: LineKind,
        /// What its customer calls it.
        name: Personal<LineName>,
    },
    /// Calls it something else.
    Rename {
        /// The new name.
        name: Personal<LineName>,
    },
    /// Notes what was bought for it. The same package again is success and no event.
    NotePackage {
        /// Which package.
        package_id: PackageId,
    },
    /// Sets what an unprompted payment does.
    SetOnPayment {
        /// The customer's rule.
        on_payment: OnPayment,
    },
    /// Ends service there for good.
    Close,
}

/// What happened to a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineEvent {
    /// A customer has a line.
    LineAdded {
        /// Its id.
        line_id: LineId,
        /// Whose it is.
        customer_id: CustomerId,
        /// What sort of line.
        kind: LineKind,
        /// What its customer calls it.
        name: Personal<LineName>,
    },
    /// It is called something else.
    LineRenamed {
        /// The new name.
        name: Personal<LineName>,
    },
    /// Another package than before was bought for it.
    PackageTaken {
        /// Which package.
        package_id: PackageId,
    },
    /// The customer said what an unprompted payment does.
    OnPaymentSet {
        /// The rule.
        on_payment: OnPayment,
    },
    /// Service there ended for good.
    LineClosed {},
}

/// Why something cannot be done with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// There is no such line.
    #[error("there is no such line; choose one of the customer's lines")]
    NotFound,
    /// The id is in use.
    #[error("a line with this id exists already")]
    Exists,
    /// It was closed.
    #[error("this line was closed; choose another of the customer's lines")]
    Closed,
}

impl Line {
    /// Whose line it is, open or closed.
    pub fn customer_id(&self) -> Option<CustomerId> {
        self.state.as_ref().map(|state| state.customer_id)
    }

    /// What an unprompted payment renews, given what serves the line now; or why it renews nothing.
    pub fn to_renew(&self, serving: Option<PackageId>) -> Result<PackageId, KeptReason> {
        let state = self.state.as_ref().ok_or(KeptReason::NothingToRenew)?;
        match state.on_payment {
            OnPayment::KeepInWallet => Err(KeptReason::RenewalOff),
            OnPayment::RenewSame => serving.or(state.package_id).ok_or(KeptReason::NothingToRenew),
        }
    }

    /// Whose open line it is.
    pub fn open_for(&self) -> Result<CustomerId, LineError> {
        match &self.state {
            None => Err(LineError::NotFound),
            Some(state) if state.closed => Err(LineError::Closed),
            Some(state) => Ok(state.customer_id),
        }
    }
}

impl Decide for Line {
    const WITHOUT_CLAIMS: &'static [&'static str] =
        &["LineRenamed", "PackageTaken", "OnPaymentSet", "LineClosed"];

    fn decide(&self, command: LineCommand) -> Result<Vec<LineEvent>, LineError> {
        match (command, &self.state) {
            (LineCommand::Add { line_id, customer_id, kind, name }, None) => {
                Ok(vec![LineEvent::LineAdded { line_id, customer_id, kind, name }])
            }
            (LineCommand::Add { .. }, Some(_)) => Err(LineError::Exists),
            (_, None) => Err(LineError::NotFound),
            (LineCommand::NotePackage { package_id }, Some(state)) => {
                let known = state.package_id == Some(package_id);
                Ok(if known { vec![] } else { vec![LineEvent::PackageTaken { package_id }] })
            }
            (LineCommand::SetOnPayment { .. }, Some(state)) if state.closed => {
                Err(LineError::Closed)
            }
            (LineCommand::SetOnPayment { on_payment }, Some(state)) => {
                let known = state.on_payment == on_payment;
                Ok(if known { vec![] } else { vec![LineEvent::OnPaymentSet { on_payment }] })
            }
            (LineCommand::Close, Some(state)) if state.closed => Ok(vec![]),
            (LineCommand::Close, Some(_)) => Ok(vec![LineEvent::LineClosed {}]),
            (LineCommand::Rename { .. }, Some(state)) if state.closed => Err(LineError::Closed),
            (LineCommand::Rename { name }, Some(state)) if name == state.name => Ok(vec![]),
            (LineCommand::Rename { name }, Some(_)) => Ok(vec![LineEvent::LineRenamed { name }]),
        }
    }

    fn claim_changes(&self, event: &LineEvent) -> Vec<ClaimChange> {
        match event {
            LineEvent::LineAdded { kind: LineKind::Home { account_number }, .. } => {
                vec![ClaimChange::take(ClaimKind::AccountNumber, account_number.as_str())]
            }
            // A closed line keeps its number: money may still be sent to it.
            LineEvent::LineAdded { kind: LineKind::Hotspot {}, .. }
            | LineEvent::LineRenamed { .. }
            | LineEvent::PackageTaken { .. }
            | LineEvent::OnPaymentSet { .. }
            | LineEvent::LineClosed {} => vec![],
        }
    }

    fn decides_claims(&self) -> bool {
        false
    }
}

impl Aggregate for Line {
    const TYPE: &'static str = "line";
    type Command = LineCommand;
    type Event = LineEvent;
    type Error = LineError;
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
        match (event, &mut self.state) {
            (LineEvent::LineAdded { line_id: _, customer_id, kind, name }, state) => {
                *state = Some(State {
                    customer_id,
                    kind,
                    name,
                    closed: false,
                    package_id: None,
                    on_payment: OnPayment::default(),
                });
            }
            (LineEvent::LineRenamed { name }, Some(state)) => state.name = name,
            (LineEvent::PackageTaken { package_id }, Some(state)) => {
                state.package_id = Some(package_id);
            }
            (LineEvent::OnPaymentSet { on_payment }, Some(state)) => state.on_payment = on_payment,
            (LineEvent::LineClosed {}, Some(state)) => state.closed = true,
            (
                LineEvent::LineRenamed { .. }
                | LineEvent::PackageTaken { .. }
                | LineEvent::OnPaymentSet { .. }
                | LineEvent::LineClosed {},
                None,
            ) => {}
        }
    }
}

impl DomainEvent for LineEvent {
    fn event_type(&self) -> String {
        match self {
            Self::LineAdded { .. } => "LineAdded",
            Self::LineRenamed { .. } => "LineRenamed",
            Self::PackageTaken { .. } => "PackageTaken",
            Self::OnPaymentSet { .. } => "OnPaymentSet",
            Self::LineClosed {} => "LineClosed",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
