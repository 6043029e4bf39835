//! Typed ids. Each is a UUIDv7 made outside the domain and given to it.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// An id of one kind of thing; ids of two kinds cannot be mixed up.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

/// The kinds of things that have ids.
pub mod kind {
    /// A payment.
    #[derive(Debug)]
    pub enum Payment {}
    /// A user, and so also a customer.
    #[derive(Debug)]
    pub enum User {}
    /// A line.
    #[derive(Debug)]
    pub enum Line {}
    /// A subscription.
    #[derive(Debug)]
    pub enum Subscription {}
    /// A package.
    #[derive(Debug)]
    pub enum Package {}
    /// A refund.
    #[derive(Debug)]
    pub enum Refund {}
    /// A report of money that is held.
    #[derive(Debug)]
    pub enum Hold {}
    /// A statement.
    #[derive(Debug)]
    pub enum Statement {}
    /// A difference between a statement and the books.
    #[derive(Debug)]
    pub enum Break {}
    /// A raw delivery in the inbox.
    #[derive(Debug)]
    pub enum Delivery {}
}

/// Names a payment.
pub type PaymentId = Id<kind::Payment>;
/// Names a user: a login, or a guest's device.
pub type UserId = Id<kind::User>;
/// Names a customer, who is a user that buys; also names the customer's wallet and key.
pub type CustomerId = UserId;
/// Names a line.
pub type LineId = Id<kind::Line>;
/// Names a subscription.
pub type SubscriptionId = Id<kind::Subscription>;
/// Names a package.
pub type PackageId = Id<kind::Package>;
/// Names a refund.
pub type RefundId = Id<kind::Refund>;
/// Names a report of money that is held until Safaricom confirms it.
pub type HoldId = Id<kind::Hold>;
/// Names a statement.
pub type StatementId = Id<kind::Statement>;
/// Names a difference between a statement and the books.
pub type BreakId = Id<kind::Break>;
/// Names a raw delivery.
pub type DeliveryId = Id<kind::Delivery>;

impl<K> Id<K> {
    /// The id with that UUID.
    pub const fn new(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// Its UUID.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.uuid)
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.uuid)
    }
}
impl<K> FromStr for Id<K> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self::new)
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::new)
    }
}
