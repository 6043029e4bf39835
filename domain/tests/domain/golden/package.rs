//! Events of packages.

use domain::Money;
use domain::package::{Package, PackageEvent};

use super::{Sample, case, check, home_month, hotspot_half_hour, id, sample};

fn stored_name(event: &PackageEvent) -> &'static str {
    match event {
        PackageEvent::PackageCreated { .. } => "PackageCreated.v1",
        PackageEvent::PackageRepriced { .. } => "PackageRepriced.v1",
        PackageEvent::PackageChanged { .. } => "PackageChanged.v1",
        PackageEvent::PackageRetired {} => "PackageRetired.v1",
    }
}

fn samples() -> Vec<Sample<PackageEvent>> {
    vec![
        sample(PackageEvent::PackageCreated { package_id: id("b001"), terms: home_month().terms }),
        case(
            "hotspot",
            PackageEvent::PackageCreated {
                package_id: id("b002"),
                terms: hotspot_half_hour().terms,
            },
        ),
        sample(PackageEvent::PackageRepriced { price_cents: Money::from_cents(260_000) }),
        sample(PackageEvent::PackageChanged { terms: home_month().terms }),
        sample(PackageEvent::PackageRetired {}),
    ]
}

#[test]
fn events_of_packages_are_read_and_written_as_they_always_were() {
    check::<Package>(&samples(), stored_name);
}
