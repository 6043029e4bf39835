//! What can go wrong in the vault. No text here holds a secret or a personal value.

use domain::id::{CustomerId, UserId};

/// The vault could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The database failed.
    #[error(
        "the vault could not {doing}: check that Postgres is reachable and that the migrations have been run"
    )]
    Storage {
        /// What was tried.
        doing: &'static str,
        /// What the database said.
        #[source]
        source: sqlx::Error,
    },
    /// The configuration holds another master key than the one this database was begun with.
    #[error(
        "DAFTARI_MASTER_KEY is not the master key that this database was begun with, so nothing sealed in it could be opened; set DAFTARI_MASTER_KEY to that key, or use another database"
    )]
    OtherMasterKey,
    /// The person was erased.
    #[error(
        "the key of customer {subject} was destroyed when they were erased; nothing more can be sealed for them"
    )]
    KeyDestroyed {
        /// Whose key.
        subject: CustomerId,
    },
    /// Something was sealed for a person, but the vault knows no key of theirs.
    #[error(
        "the vault has no key of customer {subject}, although something was sealed with it; restore table vault.customer_keys from the same backup as the events"
    )]
    KeyMissing {
        /// Whose key.
        subject: CustomerId,
    },
    /// A customer's key does not unwrap.
    #[error(
        "the key of customer {subject} cannot be unwrapped, because its row in vault.customer_keys was altered; restore it from a backup"
    )]
    KeyAltered {
        /// Whose key.
        subject: CustomerId,
    },
    /// A sealed value does not open under its person's key.
    #[error(
        "a sealed value of customer {subject} cannot be opened, because it was altered or sealed for somebody else; run `daftari verify`"
    )]
    NotOpened {
        /// Whose value.
        subject: CustomerId,
    },
    /// A sealed value opened, but is of another kind or not well-formed.
    #[error("a sealed value of customer {subject} is not a {kind}, as it should be")]
    NotThatKind {
        /// Whose value.
        subject: CustomerId,
        /// The kind that was wanted.
        kind: &'static str,
    },
    /// A sealed delivery does not open.
    #[error("a stored delivery cannot be opened, because its bytes were altered")]
    DeliveryNotOpened,
    /// A sealed statement does not open.
    #[error("a stored statement cannot be opened, because its bytes were altered; import it again")]
    StatementNotOpened,
    /// Another user signs in by that name or number.
    #[error(
        "the user name or phone number of user {user} already signs in another user; choose another one"
    )]
    LoginTaken {
        /// Who wanted it.
        user: UserId,
    },
    /// More people are signing in than can wait.
    #[error("too many sign-ins are waiting at this moment; try again in a few seconds")]
    Busy,
    /// Argon2 failed, for example for want of memory.
    #[error("a password could not be hashed; check that the machine has memory to spare")]
    PasswordHashing {
        /// What it said.
        #[source]
        source: argon2::password_hash::Error,
    },
    /// The thread that hashed a password ended before it was done.
    #[error("hashing a password was broken off; try again")]
    PasswordHashingBrokenOff {
        /// How it ended.
        #[source]
        source: tokio::task::JoinError,
    },
    /// A stored password hash cannot be read.
    #[error(
        "the password of user {user} is stored in a form that cannot be read; set a new password for them"
    )]
    PasswordAltered {
        /// Whose password.
        user: UserId,
    },
}

/// Names what was tried when the database failed.
pub(crate) fn storage(doing: &'static str) -> impl FnOnce(sqlx::Error) -> VaultError {
    move |source| VaultError::Storage { doing, source }
}
