use super::{Package, PackageCommand, PackageError, PackageEvent, PackageTerms};
use crate::aggregate::Decide;
use crate::money::Money;

/// M-Pesa's limit for one payment, KSh 250,000 (Safaricom's portal, M-Pesa Express FAQ 5).
const PRICE_CENTS_MAX: i64 = 25_000_000;

fn check(terms: &PackageTerms) -> Result<(), PackageError> {
    let name_length = terms.name.trim().chars().count();
    if name_length == 0 || name_length > 60 || terms.name.chars().any(char::is_control) {
        return Err(PackageError::BadTerms("a package's name has 1 to 60 characters"));
    }
    check_price(terms.price_cents)?;
    if terms.duration.count == 0 || terms.duration.count > 100_000 {
        return Err(PackageError::BadTerms(
            "a package lasts at least one minute and at most 100,000 of its units",
        ));
    }
    if terms.download_kbps == 0 || terms.upload_kbps == 0 || terms.devices_max == 0 {
        return Err(PackageError::BadTerms("rates and devices must be more than zero"));
    }
    if terms.data_cap_mb == Some(0) {
        return Err(PackageError::BadTerms(
            "a data cap must be more than zero; leave it out for no cap",
        ));
    }
    Ok(())
}

fn check_price(price: Money) -> Result<(), PackageError> {
    let whole = price.whole_shillings().is_some();
    if whole && price.is_positive() && price.cents() <= PRICE_CENTS_MAX {
        Ok(())
    } else {
        Err(PackageError::BadTerms(
            "a price is whole shillings, from 1 to 250,000, because M-Pesa takes nothing else",
        ))
    }
}

impl Decide for Package {
    const WITHOUT_CLAIMS: &'static [&'static str] =
        &["PackageCreated", "PackageRepriced", "PackageChanged", "PackageRetired"];

    fn decide(&self, command: PackageCommand) -> Result<Vec<PackageEvent>, PackageError> {
        match (command, &self.state) {
            (PackageCommand::Create { package_id, terms }, None) => {
                check(&terms)?;
                Ok(vec![PackageEvent::PackageCreated { package_id, terms }])
            }
            (PackageCommand::Create { .. }, Some(_)) => Err(PackageError::Exists),
            (_, None) => Err(PackageError::NotFound),
            (PackageCommand::Retire, Some(state)) if state.retired => Ok(vec![]),
            (PackageCommand::Retire, Some(_)) => Ok(vec![PackageEvent::PackageRetired {}]),
            (_, Some(state)) if state.retired => Err(PackageError::Retired),
            (PackageCommand::Reprice { price }, Some(state)) => {
                check_price(price)?;
                let same = price == state.terms.price_cents;
                Ok(if same {
                    vec![]
                } else {
                    vec![PackageEvent::PackageRepriced { price_cents: price }]
                })
            }
            (PackageCommand::Change { terms }, Some(state)) => {
                let terms = PackageTerms { price_cents: state.terms.price_cents, ..terms };
                check(&terms)?;
                let same = terms == state.terms;
                Ok(if same { vec![] } else { vec![PackageEvent::PackageChanged { terms }] })
            }
        }
    }
}
