use domain::books::Books;
use domain::hold::Hold;
use domain::line::Line;
use domain::package::Package;
use domain::payment::Payment;
use domain::refund::Refund;
use domain::skips::Skips;
use domain::statement::Statement;
use domain::subscription::Subscription;
use domain::tax_invoice::{TaxInvoices, TaxRegister};
use domain::user::User;
use domain::wallet::Wallet;
use event_store::verify::Kind;

/// Every kind of aggregate, for whoever computes claims and kept states again.
pub fn kinds() -> Vec<Kind> {
    vec![
        Kind::of::<Books>(),
        Kind::of::<Hold>(),
        Kind::of::<Line>(),
        Kind::of::<Package>(),
        Kind::of::<Payment>(),
        Kind::of::<Refund>(),
        Kind::of::<Skips>(),
        Kind::of::<Statement>(),
        Kind::of::<Subscription>(),
        Kind::of::<TaxInvoices>(),
        Kind::of::<TaxRegister>(),
        Kind::of::<User>(),
        Kind::of::<Wallet>(),
    ]
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use event_store::verify::Kind;

    /// The folders of events that are kept for ever; a till is only told of in tests.
    #[test]
    fn no_kind_of_aggregate_is_forgotten() {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/golden");
        let mut kept: Vec<String> = std::fs::read_dir(golden)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().into_string().unwrap())
            .filter(|name| name != "till")
            .collect();
        kept.sort();
        let mut known: Vec<&str> = super::kinds().iter().map(Kind::aggregate_type).collect();
        known.sort_unstable();
        assert_eq!(known, kept);
    }
}
