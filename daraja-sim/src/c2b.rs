//! Payments that customers begin: the addresses that a business registers, the validation that it may
//! answer, and the confirmation that it gets.

mod notification;
mod payment;
mod register;
mod simulate;

pub(crate) use payment::{Payment, begin, confirm};
pub(crate) use register::{Registrations, register_v1, register_v2};
pub(crate) use simulate::{simulate_v1, simulate_v2};

use crate::{config::C2bVersions, errors::Fault};

/// The version of the call that registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    V2,
}

impl Version {
    /// Holds if the application was given this version.
    fn check(self, given: C2bVersions) -> Result<(), Fault> {
        match (self, given) {
            (_, C2bVersions::Both) | (Self::V1, C2bVersions::V1) | (Self::V2, C2bVersions::V2) => {
                Ok(())
            }
            (Self::V1, C2bVersions::V2) | (Self::V2, C2bVersions::V1) => Err(Fault::NoProductMatch),
        }
    }
}
