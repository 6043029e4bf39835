//! Passwords, and the slow hashing of them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::thread;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use tokio::task;

use crate::error::VaultError;
use crate::random;

/// Argon2id with 19 MiB, two passes and one lane, as OWASP's Password Storage Cheat Sheet asks.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
const OUTPUT_BYTES: usize = 32;

/// Each takes its memory and a processor for some 30 ms; more of them would only be slower.
const AT_ONCE_MAX: usize = 4;

/// Those who wait here wait for a second or two. More than these are told to come again.
const WAITING_MAX: usize = 64;

const CHARACTERS_MIN: usize = 10;
/// Nobody types more, and hashing must not be a way to keep the machine busy.
const CHARACTERS_MAX: usize = 128;

/// A password as it was typed.
#[derive(Clone)]
pub struct Password(String);

/// A text that is too short or too long for a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password has {CHARACTERS_MIN} to {CHARACTERS_MAX} characters")]
pub struct NotPassword;

impl FromStr for Password {
    type Err = NotPassword;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (CHARACTERS_MIN..=CHARACTERS_MAX).contains(&text.chars().count());
        if fits { Ok(Self(text.to_owned())) } else { Err(NotPassword) }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Hashes passwords off the threads that serve requests, a few at a time.
pub(crate) struct PasswordWork {
    turns: Arc<Semaphore>,
    places: Semaphore,
    /// Stands in for the password of somebody unknown: nothing matches it, and checking against
    /// it takes as long as against a real one.
    nobody: PasswordHash,
}

impl PasswordWork {
    pub(crate) fn new() -> Self {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let at_once = processors.min(AT_ONCE_MAX);
        Self {
            turns: Arc::new(Semaphore::new(at_once)),
            places: Semaphore::new(at_once + WAITING_MAX),
            nobody: nobody(),
        }
    }

    /// The text to store for a password.
    pub(crate) async fn hash(&self, password: &Password) -> Result<String, VaultError> {
        let password = password.clone();
        let hashed = self.in_turn(move || hash(&password)).await?;
        hashed.map_err(|source| VaultError::PasswordHashing { source })
    }

    /// Whether the password is the one that was stored; without a stored one it is not, after the
    /// same work.
    pub(crate) async fn check(
        &self,
        password: &Password,
        stored: Option<PasswordHash>,
    ) -> Result<bool, VaultError> {
        let somebody = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let password = password.clone();
        match self.in_turn(move || argon2().verify_password(password.0.as_bytes(), &stored)).await?
        {
            Ok(()) => Ok(somebody),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(source) => Err(VaultError::PasswordHashing { source }),
        }
    }

    async fn in_turn<R: Send + 'static>(
        &self,
        work: impl FnOnce() -> R + Send + 'static,
    ) -> Result<R, VaultError> {
        let _place = self.places.try_acquire().map_err(|_| VaultError::Busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.expect("nobody closes the semaphore");
        // The turn goes along, because the work goes on when the one who asked for it goes away.
        task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        })
        .await
        .map_err(|source| VaultError::PasswordHashingBrokenOff { source })
    }
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params())
}

fn params() -> Params {
    Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT_BYTES))
        .expect("these parameters are within the algorithm's bounds")
}

fn hash(password: &Password) -> Result<String, password_hash::Error> {
    let salt: [u8; SALT_BYTES] = random::bytes();
    Ok(argon2().hash_password_with_salt(password.0.as_bytes(), &salt)?.to_string())
}

fn nobody() -> PasswordHash {
    let salt: [u8; SALT_BYTES] = random::bytes();
    let output: [u8; OUTPUT_BYTES] = random::bytes();
    PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params()).expect("its parameters are three short numbers"),
        salt: Some(Salt::new(&salt).expect("16 bytes are a salt's usual length")),
        hash: Some(Output::new(&output).expect("32 bytes are an output's usual length")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        text.parse().unwrap()
    }

    #[test]
    fn a_password_has_10_to_128_characters_whatever_their_bytes() {
        for text in ["123456789", "", &"é".repeat(129)] {
            assert_eq!(text.parse::<Password>().unwrap_err(), NotPassword);
        }
        for text in ["0123456789", "ééééééééé ", &"é".repeat(128)] {
            assert!(text.parse::<Password>().is_ok());
        }
        assert_eq!(NotPassword.to_string(), "a password has 10 to 128 characters");
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", password("correct horse")), "Password(…)");
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let somebody = PasswordHash::new(&hash(&password("correct horse")).unwrap()).unwrap();
        let nobody = nobody();
        assert_eq!(nobody.algorithm, somebody.algorithm);
        assert_eq!(nobody.version, somebody.version);
        assert_eq!(nobody.params, somebody.params);
        assert_eq!(
            nobody.hash.map(|hash| hash.as_bytes().len()),
            somebody.hash.map(|hash| hash.as_bytes().len()),
        );
        assert!(somebody.to_string().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    #[tokio::test]
    async fn when_too_many_wait_the_next_is_told_so() {
        let work = PasswordWork::new();
        let places = work.places.available_permits();
        let taken = work.places.acquire_many(u32::try_from(places).unwrap()).await.unwrap();
        let refused = work.hash(&password("correct horse")).await.unwrap_err();
        assert!(matches!(refused, VaultError::Busy));
        drop(taken);
        assert!(work.hash(&password("correct horse")).await.is_ok());
    }
}
