//! Packages: the catalogue of what can be bought.

mod decide;
mod terms;

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};

pub use terms::{Duration, PackageSnapshot, PackageTerms, SoldAt, Unit};

use crate::aggregate::Decide;
use crate::id::PackageId;
use crate::money::Money;

/// A package: terms that may change, until it is retired.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    state: Option<State>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    package_id: PackageId,
    terms: PackageTerms,
    retired: bool,
}

/// What can be asked of a package.
#[derive(Debug, Clone)]
pub enum PackageCommand {
    /// Adds it to the catalogue.
    Create {
        /// Its id.
        package_id: PackageId,
        /// Its terms.
        terms: PackageTerms,
    },
    /// Changes its price for future purchases.
    Reprice {
        /// The new price.
        price: Money,
    },
    /// Changes its other terms for future purchases.
    Change {
        /// The new terms; their price is not looked at.
        terms: PackageTerms,
    },
    /// Takes it out of the catalogue.
    Retire,
}

/// What happened to a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackageEvent {
    /// It entered the catalogue.
    PackageCreated {
        /// Its id.
        package_id: PackageId,
        /// Its terms.
        terms: PackageTerms,
    },
    /// Its price changed.
    PackageRepriced {
        /// The new price.
        price_cents: Money,
    },
    /// Its other terms changed.
    PackageChanged {
        /// The new terms, with the price as it was.
        terms: PackageTerms,
    },
    /// It left the catalogue.
    PackageRetired {},
}

/// Why something cannot be done with a package.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// There is no such package.
    #[error("there is no such package; choose one from the list")]
    NotFound,
    /// The id is in use.
    #[error("a package with this id exists already")]
    Exists,
    /// It is no longer sold.
    #[error("this package is no longer sold; choose another from the list")]
    Retired,
    /// The terms make no sense.
    #[error("{0}")]
    BadTerms(&'static str),
}

impl Package {
    /// The package as it is sold now.
    pub fn for_sale(&self) -> Result<PackageSnapshot, PackageError> {
        match &self.state {
            None => Err(PackageError::NotFound),
            Some(state) if state.retired => Err(PackageError::Retired),
            Some(state) => {
                Ok(PackageSnapshot { package_id: state.package_id, terms: state.terms.clone() })
            }
        }
    }
}

impl Aggregate for Package {
    const TYPE: &'static str = "package";
    type Command = PackageCommand;
    type Event = PackageEvent;
    type Error = PackageError;
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
            (PackageEvent::PackageCreated { package_id, terms }, state) => {
                *state = Some(State { package_id, terms, retired: false });
            }
            (PackageEvent::PackageRepriced { price_cents }, Some(state)) => {
                state.terms.price_cents = price_cents;
            }
            (PackageEvent::PackageChanged { terms }, Some(state)) => state.terms = terms,
            (PackageEvent::PackageRetired {}, Some(state)) => state.retired = true,
            (
                PackageEvent::PackageRepriced { .. }
                | PackageEvent::PackageChanged { .. }
                | PackageEvent::PackageRetired {},
                None,
            ) => {}
        }
    }
}

impl DomainEvent for PackageEvent {
    fn event_type(&self) -> String {
        match self {
            Self::PackageCreated { .. } => "PackageCreated",
            Self::PackageRepriced { .. } => "PackageRepriced",
            Self::PackageChanged { .. } => "PackageChanged",
            Self::PackageRetired {} => "PackageRetired",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
