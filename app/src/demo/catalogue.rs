//! What the provider of the demonstration sells.

use domain::package::{Duration, PackageTerms, SoldAt, Unit};
use domain::{Money, PackageId};

/// A package before it has an id.
pub(super) struct Offer {
    name: &'static str,
    shillings: i64,
    duration: Duration,
    data_cap_mb: Option<u32>,
    megabits_down: u32,
    megabits_up: u32,
    devices_max: u32,
    sold_at: SoldAt,
}

const fn lasting(count: u32, unit: Unit) -> Duration {
    Duration { count, unit }
}

/// The hotspot's packages, the shortest first, and then the homes'.
pub(super) const OFFERS: [Offer; 9] = [
    Offer {
        name: "1 hour",
        shillings: 10,
        duration: lasting(1, Unit::Hours),
        data_cap_mb: None,
        megabits_down: 3,
        megabits_up: 1,
        devices_max: 1,
        sold_at: SoldAt::Hotspot,
    },
    Offer {
        name: "3 hours",
        shillings: 20,
        duration: lasting(3, Unit::Hours),
        data_cap_mb: None,
        megabits_down: 3,
        megabits_up: 1,
        devices_max: 1,
        sold_at: SoldAt::Hotspot,
    },
    Offer {
        name: "12 hours",
        shillings: 40,
        duration: lasting(12, Unit::Hours),
        data_cap_mb: None,
        megabits_down: 4,
        megabits_up: 2,
        devices_max: 1,
        sold_at: SoldAt::Hotspot,
    },
    Offer {
        name: "1 day, 1.5 GB",
        shillings: 30,
        duration: lasting(1, Unit::Days),
        data_cap_mb: Some(1_500),
        megabits_down: 5,
        megabits_up: 2,
        devices_max: 1,
        sold_at: SoldAt::Hotspot,
    },
    Offer {
        name: "1 day",
        shillings: 50,
        duration: lasting(1, Unit::Days),
        data_cap_mb: None,
        megabits_down: 4,
        megabits_up: 2,
        devices_max: 1,
        sold_at: SoldAt::Hotspot,
    },
    Offer {
        name: "1 week",
        shillings: 250,
        duration: lasting(1, Unit::Weeks),
        data_cap_mb: None,
        megabits_down: 4,
        megabits_up: 2,
        devices_max: 2,
        sold_at: SoldAt::Both,
    },
    Offer {
        name: "Monthly hotspot",
        shillings: 900,
        duration: lasting(1, Unit::Months),
        data_cap_mb: None,
        megabits_down: 5,
        megabits_up: 2,
        devices_max: 2,
        sold_at: SoldAt::Hotspot,
    },
    Offer {
        name: "Monthly 5 Mbps home",
        shillings: 1_500,
        duration: lasting(1, Unit::Months),
        data_cap_mb: None,
        megabits_down: 5,
        megabits_up: 5,
        devices_max: 8,
        sold_at: SoldAt::Home,
    },
    Offer {
        name: "Monthly 10 Mbps home",
        shillings: 2_500,
        duration: lasting(1, Unit::Months),
        data_cap_mb: None,
        megabits_down: 10,
        megabits_up: 10,
        devices_max: 12,
        sold_at: SoldAt::Home,
    },
];

/// Where *1 day* stands: its price changes half-way.
pub(super) const ONE_DAY: usize = 4;
/// What *1 day* costs until then.
pub(super) const ONE_DAY_FIRST_SHILLINGS: i64 = 60;
/// Where the homes' packages stand.
pub(super) const HOME_PACKAGES: [usize; 2] = [7, 8];

impl Offer {
    /// Its terms, as they stand in an event.
    pub(super) fn terms(&self) -> PackageTerms {
        PackageTerms {
            name: self.name.to_owned(),
            price_cents: Money::from_cents(self.shillings * 100),
            duration: self.duration,
            data_cap_mb: self.data_cap_mb,
            download_kbps: self.megabits_down * 1_000,
            upload_kbps: self.megabits_up * 1_000,
            devices_max: self.devices_max,
            sold_at: self.sold_at,
            renews: self.sold_at == SoldAt::Home,
        }
    }
}

/// How somebody buys at the hotspot: how likely each of its packages is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taste {
    /// An hour now and then.
    Passing,
    /// Most days.
    Regular,
    /// Long packages.
    Steady,
}

impl Taste {
    /// The weights of the hotspot's packages, in the order of [`OFFERS`].
    pub(super) const fn weights(self) -> [u32; 7] {
        match self {
            Self::Passing => [48, 30, 8, 6, 8, 0, 0],
            Self::Regular => [20, 26, 14, 12, 23, 5, 0],
            Self::Steady => [0, 4, 6, 12, 30, 42, 6],
        }
    }
}

/// The packages as they were created, in the order of [`OFFERS`].
pub(super) type Created = Vec<PackageId>;
