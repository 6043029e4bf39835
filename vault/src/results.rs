//! The secrets in the addresses to which Safaricom delivers results: one for each request, made
//! whenever it is needed, and stored nowhere.
//!
//! A secret begins with the id of the request, so that a result finds it even where Safaricom's
//! answer, and with it Safaricom's own id, was lost. Both parts are hexadecimal, which cannot spell
//! the words that Safaricom refuses in addresses.

use subtle::{Choice, ConstantTimeEq};
use uuid::Uuid;

use crate::master::MasterKey;
use crate::{Vault, cipher};

/// The keys of those addresses, oldest first; the last is in use. To rotate, add one: what
/// Safaricom was given before stays valid.
const KEY_IDS: [&str; 1] = ["1"];

/// How many hexadecimal digits an id has.
const ID_DIGITS: usize = 32;

/// The keys of the addresses of results, the one in use last.
pub(crate) struct ResultKeys(Vec<[u8; 32]>);

impl ResultKeys {
    pub(crate) fn derive(master: &MasterKey) -> Self {
        Self::with_ids(master, &KEY_IDS)
    }

    fn with_ids(master: &MasterKey, ids: &[&str]) -> Self {
        Self(ids.iter().map(|id| master.subkey(&format!("result key {id}"))).collect())
    }

    fn secret(&self, kind: &str, request: Uuid) -> String {
        let key = self.0.last().expect("there is at least one key for results");
        format!("{}{}", request.simple(), proof(key, kind, request))
    }

    fn request(&self, kind: &str, offered: &str) -> Option<Uuid> {
        let (id, offered) = offered.split_at_checked(ID_DIGITS)?;
        let request = Uuid::try_parse(id).ok()?;
        // No key is skipped, so that the time taken does not tell which one came close.
        let holds: bool = self
            .0
            .iter()
            .map(|key| proof(key, kind, request).as_bytes().ct_eq(offered.as_bytes()))
            .fold(Choice::from(0), |any, this| any | this)
            .into();
        holds.then_some(request)
    }
}

fn proof(key: &[u8; 32], kind: &str, request: Uuid) -> String {
    hex::encode(cipher::keyed_hash(key, &[kind.as_bytes(), request.as_bytes()]))
}

impl Vault {
    /// The secret of the address to which the result of that request goes.
    pub fn result_secret(&self, kind: &str, request: Uuid) -> String {
        self.inner.results.secret(kind, request)
    }

    /// Which request of that kind an address is about, if its secret is ours. The time it takes
    /// says nothing about how much of it was right.
    pub fn request_of_result(&self, kind: &str, offered: &str) -> Option<Uuid> {
        self.inner.results.request(kind, offered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_names_its_request_and_holds_for_its_kind_alone() {
        let keys = ResultKeys::derive(&MasterKey::generate());
        let request = Uuid::from_u128(7);
        let secret = keys.secret("reversal", request);
        assert_eq!(secret.len(), 96);
        assert_eq!(keys.request("reversal", &secret), Some(request));
        assert_eq!(keys.request("refund", &secret), None);
        let of_another = format!("{}{}", Uuid::from_u128(8).simple(), &secret[ID_DIGITS..]);
        for guess in ["", "guess", &secret[..95], &secret[..ID_DIGITS], &of_another, "é"] {
            assert_eq!(keys.request("reversal", guess), None, "{guess}");
        }
        let others = ResultKeys::derive(&MasterKey::generate());
        assert_eq!(others.request("reversal", &secret), None);
    }

    #[test]
    fn after_a_rotation_earlier_secrets_still_hold() {
        let master = MasterKey::generate();
        let before = ResultKeys::with_ids(&master, &["1"]);
        let after = ResultKeys::with_ids(&master, &["1", "2"]);
        let request = Uuid::from_u128(7);
        let (old, new) = (before.secret("status", request), after.secret("status", request));
        assert_ne!(old, new);
        assert_eq!(after.request("status", &old), Some(request));
        assert_eq!(after.request("status", &new), Some(request));
        assert_eq!(before.request("status", &new), None);
    }
}
