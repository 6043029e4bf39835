//! The subcommands, one file each.

pub(crate) mod as_of;
pub(crate) mod c2b;
pub(crate) mod check_proof;
pub(crate) mod doctor;
pub(crate) mod etims;
pub(crate) mod export;
pub(crate) mod inspect;
pub(crate) mod migrate;
pub(crate) mod openapi;
pub(crate) mod projections;
pub(crate) mod prove;
pub(crate) mod reconcile;
pub(crate) mod replay;
pub(crate) mod serve;
pub(crate) mod sim;
pub(crate) mod trial_balance;
pub(crate) mod up;
pub(crate) mod user;
pub(crate) mod verify;
pub(crate) mod what_if;
pub(crate) mod work;
