//! The secret in each payment's callback address: made from a key and the payment's id whenever
//! it is needed, and stored nowhere.
//!
//! It is written in hexadecimal, which cannot spell the words that Safaricom refuses in addresses
//! (such as `mpesa` or `sql`).

use domain::id::PaymentId;
use subtle::{Choice, ConstantTimeEq};

use crate::master::MasterKey;
use crate::{Vault, cipher};

/// The callback keys, oldest first; the last is in use. To rotate, add one: addresses that
/// Safaricom was given before stay valid.
const KEY_IDS: [&str; 1] = ["1"];

/// The keys of the addresses to which unprompted payments are sent, oldest first; the last is in
/// use. Safaricom takes those addresses once only, so one is added only with a new registration,
/// and none is ever taken away.
const C2B_KEY_IDS: [&str; 1] = ["1"];

/// What the secret of those addresses is made of: they are the same for every payment.
const C2B_ADDRESS: &[u8] = b"c2b";

/// The secrets of the addresses to which unprompted payments are sent, the one in use last.
pub(crate) struct C2bSecrets(Vec<String>);

impl C2bSecrets {
    pub(crate) fn derive(master: &MasterKey) -> Self {
        Self::with_ids(master, &C2B_KEY_IDS)
    }

    fn with_ids(master: &MasterKey, ids: &[&str]) -> Self {
        let secret = |id: &&str| {
            let key = master.subkey(&format!("c2b key {id}"));
            hex::encode(cipher::keyed_hash(&key, &[C2B_ADDRESS]))
        };
        Self(ids.iter().map(secret).collect())
    }

    fn current(&self) -> &str {
        self.0.last().expect("there is at least one key for unprompted payments")
    }

    fn holds(&self, offered: &str) -> bool {
        // None is skipped, so that the time taken does not tell which one came close.
        self.0
            .iter()
            .map(|secret| secret.as_bytes().ct_eq(offered.as_bytes()))
            .fold(Choice::from(0), |any, this| any | this)
            .into()
    }
}

/// The callback keys by id, the one in use last.
pub(crate) struct CallbackKeys {
    earlier: Vec<(&'static str, [u8; 32])>,
    current: (&'static str, [u8; 32]),
}

impl CallbackKeys {
    pub(crate) fn derive(master: &MasterKey) -> Self {
        Self::with_ids(master, &KEY_IDS)
    }

    fn with_ids(master: &MasterKey, ids: &[&'static str]) -> Self {
        let derive = |id: &&'static str| (*id, master.subkey(&format!("callback key {id}")));
        let (current, earlier) = ids.split_last().expect("there is at least one callback key");
        Self { earlier: earlier.iter().map(derive).collect(), current: derive(current) }
    }

    fn all(&self) -> impl Iterator<Item = &(&'static str, [u8; 32])> {
        self.earlier.iter().chain([&self.current])
    }

    fn secret(&self, key_id: &str, payment: PaymentId) -> Option<String> {
        self.all().find(|(id, _)| *id == key_id).map(|(_, key)| secret(key, payment))
    }

    fn holds(&self, payment: PaymentId, offered: &str) -> bool {
        // No key is skipped, so that the time taken does not tell which one came close.
        self.all()
            .map(|(_, key)| secret(key, payment).as_bytes().ct_eq(offered.as_bytes()))
            .fold(Choice::from(0), |any, this| any | this)
            .into()
    }
}

fn secret(key: &[u8; 32], payment: PaymentId) -> String {
    hex::encode(cipher::keyed_hash(key, &[payment.uuid().as_bytes()]))
}

impl Vault {
    /// The id of the callback key in use, to be kept with the payment.
    pub fn callback_key_id(&self) -> &str {
        self.inner.callback.current.0
    }

    /// The secret of that payment's callback address under that key, or none if there is no such
    /// key.
    pub fn callback_secret(&self, key_id: &str, payment: PaymentId) -> Option<String> {
        self.inner.callback.secret(key_id, payment)
    }

    /// The secret with which the addresses of unprompted payments are registered.
    pub fn c2b_secret(&self) -> &str {
        self.inner.c2b.current()
    }

    /// Whether the secret in an address of unprompted payments is ours, now or once. The time it
    /// takes says nothing about how much of it was right.
    pub fn c2b_secret_holds(&self, offered: &str) -> bool {
        self.inner.c2b.holds(offered)
    }

    /// Whether the secret that came with a callback is that payment's, under any key. The time it
    /// takes says nothing about how much of it was right.
    pub fn callback_secret_holds(&self, payment: PaymentId, offered: &str) -> bool {
        self.inner.callback.holds(payment, offered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn addresses_that_were_registered_once_stay_valid() {
        let master = MasterKey::generate();
        let before = C2bSecrets::with_ids(&master, &["1"]);
        let after = C2bSecrets::with_ids(&master, &["1", "2"]);
        assert_ne!(before.current(), after.current());
        assert!(after.holds(before.current()) && after.holds(after.current()));
        assert!(before.holds(before.current()) && !before.holds(after.current()));
        let other = C2bSecrets::with_ids(&MasterKey::generate(), &["1"]);
        assert!(!other.holds(before.current()) && !before.holds("") && !before.holds("guess"));
    }

    #[test]
    fn after_a_rotation_earlier_secrets_still_hold() {
        let master = MasterKey::generate();
        let payment = PaymentId::new(Uuid::from_u128(1));
        let before = CallbackKeys::with_ids(&master, &["1"]);
        let after = CallbackKeys::with_ids(&master, &["1", "2"]);
        let given = before.secret("1", payment).unwrap();
        assert_eq!(after.secret("1", payment).unwrap(), given);
        assert!(after.holds(payment, &given));

        assert_eq!(after.current.0, "2");
        let new = after.secret("2", payment).unwrap();
        assert_ne!(new, given);
        assert!(after.holds(payment, &new));
        assert!(!before.holds(payment, &new));
        assert_eq!(before.secret("2", payment), None);
    }
}
