//! The ledger: each rule by itself, and then what holds after any history.

mod rules;
mod shop;

use std::collections::BTreeMap;

use domain::ledger::{Account, AccountCode, Ledger, Terms};
use domain::{Money, PackageId};
use proptest::prelude::*;

use crate::samples::DAY;
use shop::{CUSTOMERS, PACKAGES, Shop, Step, Story};

/// Debits less credits, by account.
fn balances(story: &Story) -> BTreeMap<Account, i64> {
    let mut balances = BTreeMap::new();
    for entry in story.entries() {
        for posting in entry.postings() {
            *balances.entry(posting.account).or_insert(0) += posting.amount.cents();
        }
    }
    balances
}

fn balance_of(balances: &BTreeMap<Account, i64>, code: AccountCode) -> i64 {
    balances.iter().filter(|(account, _)| account.code() == code).map(|(_, cents)| cents).sum()
}

fn step() -> impl Strategy<Value = Step> {
    let customer = 0..CUSTOMERS;
    prop_oneof![
        3 => (customer.clone(), 1_i64..200_000)
            .prop_map(|(customer, cents)| Step::Pay { customer, cents }),
        1 => (customer.clone(), 1_i64..9_000, 1_i64..9_000).prop_map(
            |(customer, confirmed, found)| Step::ConfirmThenFind { customer, confirmed, found }
        ),
        1 => (customer.clone(), 1_i64..200_000, any::<bool>()).prop_map(
            |(customer, cents, allocated)| Step::PayToNobody { customer, cents, allocated }
        ),
        1 => (customer.clone(), 1_i64..9_000)
            .prop_map(|(customer, cents)| Step::PayThenMerge { customer, cents }),
        2 => (0_usize..20).prop_map(|which| Step::Reverse { which }),
        1 => (customer.clone(), 1_i64..9_000, any::<bool>())
            .prop_map(|(customer, cents, paid)| Step::Refund { customer, cents, paid }),
        4 => (customer, 0..PACKAGES).prop_map(|(customer, package)| Step::Buy { customer, package }),
        1 => (1_i64..900, 1_i64..90_000)
            .prop_map(|(charged, swept)| Step::Statement { charged, swept }),
        1 => (0_usize..8).prop_map(|which| Step::Arrive { which }),
        1 => Just(Step::CloseMonth),
        1 => (0_u16..300, 0_u16..300).prop_map(|(vat, excise)| Step::SetTaxes { vat, excise }),
        4 => (1_i64..3 * DAY).prop_map(Step::Wait),
        1 => (3 * DAY..40 * DAY).prop_map(Step::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn after_any_history_the_books_agree_with_what_they_are_about(
        steps in prop::collection::vec(step(), 1..60)
    ) {
        let mut shop = Shop::default();
        for step in steps {
            shop.take(&step);
            let balances = balances(&shop.story);
            prop_assert_eq!(balances.values().sum::<i64>(), 0);
            for customer in 0..CUSTOMERS {
                let (id, holds) = shop.holds(customer);
                let in_books = balances.get(&Account::wallet(id)).copied().unwrap_or(0);
                prop_assert_eq!(-in_books, holds.cents(), "the wallet of customer {}", customer);
            }
            for (key, term) in shop.story.ledger.terms.open() {
                let deferred = term.deferred().unwrap();
                prop_assert!(Money::ZERO < deferred && deferred <= term.net, "{key:?} {term:?}");
            }
            let deferred = shop.story.ledger.terms.deferred().unwrap();
            prop_assert_eq!(
                -balance_of(&balances, AccountCode::DeferredRevenue), deferred.cents()
            );
            let waiting = -balance_of(&balances, AccountCode::UnallocatedReceipts);
            prop_assert_eq!(waiting, shop.waiting_cents);
            prop_assert_eq!(
                balance_of(&balances, AccountCode::MpesaAwaitingReceipt), shop.never_found_cents
            );
            prop_assert_eq!(balance_of(&balances, AccountCode::Mpesa), shop.came_cents);
            prop_assert_eq!(
                balance_of(&balances, AccountCode::CustomerReceivable), shop.owed_cents
            );
            prop_assert_eq!(balance_of(&balances, AccountCode::RefundsPayable), 0);
            prop_assert_eq!(balance_of(&balances, AccountCode::MpesaCharges), shop.charged_cents);
            prop_assert_eq!(balance_of(&balances, AccountCode::InTransitToBank), shop.swept_cents);
            prop_assert_eq!(balance_of(&balances, AccountCode::Bank), shop.banked_cents);
            for (ended_at, held) in &shop.closed {
                prop_assert_eq!(&shop.held_before(*ended_at), held, "a closed month has changed");
            }
        }
        shop.until_everything_is_over();
        let balances = balances(&shop.story);
        prop_assert_eq!(balance_of(&balances, AccountCode::DeferredRevenue), 0);
        let earned: BTreeMap<PackageId, i64> = shop.earned_cents();
        let taxes = [AccountCode::VatPayable, AccountCode::ExcisePayable];
        let [vat, excise] = taxes.map(|code| -balance_of(&balances, code));
        prop_assert!(vat >= 0 && excise >= 0);
        let income = -balance_of(&balances, AccountCode::InternetRevenue);
        prop_assert_eq!(income + vat + excise, earned.values().sum::<i64>());
        for (package, cents) in earned.into_iter().filter(|_| !shop.is_taxed) {
            let in_books = balances.get(&Account::revenue(package)).copied().unwrap_or(0);
            prop_assert_eq!(-in_books, cents, "what was earned with {}", package);
        }
    }

    #[test]
    fn who_goes_on_from_the_open_terms_makes_the_same_entries(
        steps in prop::collection::vec(step(), 1..60)
    ) {
        let mut shop = Shop::default();
        for step in &steps {
            shop.take(step);
        }
        let mut whole = Ledger::default();
        let mut resumed = Ledger::default();
        for event in shop.story.events() {
            prop_assert_eq!(whole.post(event.fact()), resumed.post(event.fact()));
            let open: Vec<_> = resumed.terms.open().map(|(key, term)| (key, *term)).collect();
            let Ledger { open_from, taxes, .. } = resumed;
            resumed = Ledger { terms: Terms::new(open), open_from, taxes };
        }
    }
}
