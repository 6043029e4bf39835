//! A year of the books, as other programs read it.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::books::{
    ExportFormat, Moved, OtherRule, WhatIfMonths, close_month, export, next_month, what_if,
};
use app::demo::{DemoClock, Plan, fill};
use app::statements::{Accounts, Given, SeenAtBank, apply, arrive, compare, import};
use chrono::TimeDelta;
use domain::books::{BOOKS, Month};
use domain::c2b::ShortCode;
use domain::context::{Actor, Context, Source};
use domain::ledger::{Band, ChargedFor, TaxRates};
use domain::statement::{BookedKind, Layout, LineKind, StatementFile, StatementLine};
use domain::{Money, PackageId, Timestamp, UserId};
use event_store::feed;
use futures::TryStreamExt as _;
use projections::ledger::{mpesa_movements, trial_balance};
use projections::packages;
use testing::plain_text::{
    Balances, bean_check, counted_by_beancount, counted_by_hledger, hledger,
};
use uuid::Uuid;

use crate::ground::{Ground, at};

const YEAR: Plan = Plan { days: 366, customers: 12, visits_a_day: 2, odd_every: 9, seed: 77 };
const END: &str = "2026-03-14T17:45:00Z";

async fn exported(ground: &Ground, format: ExportFormat, as_of: Timestamp) -> String {
    let parts: Vec<Vec<u8>> =
        export(&ground.ledger.pool, format, as_of).try_collect().await.unwrap();
    String::from_utf8(parts.concat()).unwrap()
}

async fn ours(ground: &Ground, as_of: Timestamp) -> Balances {
    let all = trial_balance(&ground.ledger.pool, as_of).await.unwrap();
    all.into_iter()
        .map(|one| (i64::from(one.account), one.debits_cents - one.credits_cents))
        .filter(|(_, cents)| *cents != 0)
        .collect()
}

fn by_operator(story: Uuid) -> Context {
    Context {
        actor: Actor::Operator,
        correlation_id: story,
        causation_id: None,
        source: Source::Cli,
        request_id: None,
    }
}

/// What a statement alone tells: a charge of something unknown, money that went to the bank, and the
/// charge of a payment.
async fn take_in_a_statement(ground: &Ground, at: Timestamp) {
    let line = |row: u32, kind, cents, balance| StatementLine {
        row,
        receipt: format!("UB1AAAAAA{row}").parse().unwrap(),
        at: at + TimeDelta::minutes(row.into()),
        kind,
        amount: Money::from_cents(cents),
        balance: Some(Money::from_cents(balance)),
        linked: None,
        account_typed: None,
        payer: None,
        payer_name: None,
    };
    let known = mpesa_movements(&ground.ledger.pool).await.unwrap();
    let paid = known.iter().find(|one| one.kind == BookedKind::Payment && one.at > at).unwrap();
    let file = StatementFile {
        layout: Layout::Classic,
        short_code: None,
        account: None,
        period: None,
        opening: None,
        closing: None,
        lines: vec![
            line(1, LineKind::Charge, -1_050, 98_950),
            line(2, LineKind::Sweep, -50_000, 48_950),
            StatementLine {
                receipt: paid.receipt.parse().unwrap(),
                ..line(3, LineKind::Charge, -500, 48_450)
            },
        ],
        unreadable: vec![],
        not_completed: 0,
    };
    let short_code: ShortCode = "600000".parse().unwrap();
    let accounts = Accounts { collecting: vec![short_code.clone()], payout: None };
    let account = accounts.named(&short_code).unwrap();
    let given = Given { file, sha256: "00".repeat(32), account };
    let bytes = vault::StatementFile { name: None, bytes: vec![] };
    let ledger = &ground.ledger;
    let imported = import(ledger, &given, &bytes, None, |id| by_operator(id.uuid())).await.unwrap();
    ground.project(i64::MAX).await;
    let compared = compare(&ledger.pool, &given).await.unwrap();
    let of = (imported.statement_id, &given);
    let applied = apply(ledger, &accounts, of, &compared, by_operator).await.unwrap();
    // The books have something of before: what was there at first is a question for a person.
    assert_eq!(applied.movements, 3);
}

/// The bank counts it for the third day after it left M-Pesa.
async fn the_bank_has_it(ground: &Ground) {
    let seen = SeenAtBank {
        receipt: "UB1AAAAAA2".parse().unwrap(),
        amount: Money::from_cents(50_000),
        bank_reference: "FT26035XYZ".parse().unwrap(),
        value_date: "2026-02-04".parse().unwrap(),
        by: UserId::new(Uuid::from_u128(9)),
    };
    arrive(&ground.ledger, seen, by_operator(BOOKS)).await.unwrap();
}

async fn close(ground: &Ground, month: Month) {
    let context = by_operator(BOOKS);
    let why = Some("As a test".parse().unwrap());
    let by = UserId::new(Uuid::from_u128(9));
    close_month(&ground.ledger, month, (by, why), context).await.unwrap();
}

/// Under its own rules a period is as it was booked; under others, every shilling is accounted for.
async fn what_would_have_been_is_told_and_nothing_recorded(ground: &Ground) {
    let pool = &ground.ledger.pool;
    let head = feed::head_of(pool).await.unwrap();
    let month = |text: &str| text.parse::<Month>().unwrap();
    let months = WhatIfMonths { first: month("2025-06"), last: month("2025-08") };
    let sums = |moved: &[Moved]| -> (BTreeMap<i16, i64>, BTreeMap<i16, i64>) {
        let of = |cents: fn(&Moved) -> i64| {
            let all = moved.iter().map(|one| (one.account, cents(one)));
            all.filter(|(_, cents)| *cents != 0).collect::<BTreeMap<_, _>>()
        };
        (of(|one| one.as_booked_cents), of(|one| one.as_if_cents))
    };
    let tried = async |months, rule| what_if(pool, months, rule).await.unwrap().accounts;
    let (booked, same) = sums(&tried(months, OtherRule::default()).await);
    assert_eq!(booked, same);
    assert!(booked[&4110] < 0 && booked[&1110] > 0, "{booked:?}");

    // As booked is what the trial balances say.
    let before = ours(ground, at("2025-05-31T20:59:59.999999Z")).await;
    let after = ours(ground, at("2025-08-31T20:59:59.999999Z")).await;
    for (account, cents) in &booked {
        let held = |balances: &Balances| balances.get(&i64::from(*account)).copied().unwrap_or(0);
        assert_eq!(held(&after) - held(&before), *cents, "{account}");
    }

    let rates = TaxRates { vat_per_mille: 160, excise_per_mille: 150 };
    let rule = OtherRule { taxes: Some(rates), ..OtherRule::default() };
    let (own, taxed) = sums(&tried(months, rule).await);
    assert_eq!(own, booked);
    assert_eq!(taxed.values().sum::<i64>(), 0, "{taxed:?}");
    assert!(taxed[&2310] < 0 && taxed[&2320] < 0, "{taxed:?}");
    assert_eq!(taxed[&1110], booked[&1110], "nobody pays another price");
    let ours_of = |sums: &BTreeMap<i16, i64>| {
        [2210, 2310, 2320, 4110]
            .iter()
            .map(|code| sums.get(code).copied().unwrap_or(0))
            .sum::<i64>()
    };
    assert_eq!(ours_of(&taxed), ours_of(&booked), "a tax is taken out of what is the provider's");

    let dearer = packages::list(pool, packages::Which::All, None, 50).await.unwrap();
    let prices = dearer.items.iter().map(|package| {
        (
            PackageId::new(package.id),
            package.terms.price_cents.plus(package.terms.price_cents).unwrap(),
        )
    });
    let rule = OtherRule { prices: prices.collect(), ..OtherRule::default() };
    let (_, doubled) = sums(&tried(months, rule).await);
    assert_eq!(doubled.values().sum::<i64>(), 0, "{doubled:?}");
    assert!(doubled[&4110] < booked[&4110] && doubled[&1110] > booked[&1110], "{doubled:?}");

    // KSh 10.50 and KSh 5 were charged; of the first nobody knows what it was for.
    let band =
        Band { up_to_cents: Money::from_cents(25_000_000), charge_cents: Money::from_cents(300) };
    let tariffs = BTreeMap::from([(ChargedFor::Collection, vec![band].try_into().unwrap())]);
    let february = WhatIfMonths { first: month("2026-02"), last: month("2026-02") };
    let rule = OtherRule { tariffs, ..OtherRule::default() };
    let recharged = what_if(pool, february, rule).await.unwrap();
    assert_eq!(recharged.charges_kept, 1);
    let (own, cheaper) = sums(&recharged.accounts);
    assert_eq!((own[&5110], cheaper[&5110]), (1_550, 1_350));
    assert_eq!(cheaper[&1110] - own[&1110], 200);
    assert_eq!(feed::head_of(pool).await.unwrap(), head);
}

#[tokio::test]
async fn hledger_and_beancount_accept_a_year_and_count_the_same() {
    let end = at(END);
    let clock = Arc::new(DemoClock::at(YEAR.begin(end)));
    let ground = Ground::with_clock(clock.clone()).await;
    fill(&ground.ledger, &clock, YEAR, end, &|_| ()).await.unwrap();
    ground.project(i64::MAX).await;
    let now = ground.ledger.clock.now();
    take_in_a_statement(&ground, at("2026-02-01T06:00:00Z")).await;
    the_bank_has_it(&ground).await;
    ground.project(i64::MAX).await;
    let before = ours(&ground, now).await;
    assert!(before.len() >= 6, "{before:?}");
    assert!(before[&4110] < 0 && before[&1110] > 0, "{before:?}");
    assert_eq!((before.get(&1120), before.get(&1190)), (Some(&50_000), None));
    // All months but the last are closed: nothing of them moves by it.
    while let Some(month) = next_month(&ground.ledger).await.unwrap()
        && month.ends_at().unwrap() <= now
    {
        close(&ground, month).await;
        ground.project(i64::MAX).await;
    }
    assert_eq!(ours(&ground, now).await, before);

    what_would_have_been_is_told_and_nothing_recorded(&ground).await;

    let halfway = at("2025-09-30T20:59:59Z");
    for as_of in [now, halfway] {
        let counted = ours(&ground, as_of).await;
        let journal = exported(&ground, ExportFormat::Hledger, as_of).await;
        let checked = hledger(&journal, &["check", "ordereddates"]);
        assert!(checked.status.success(), "{checked:?}");
        assert_eq!(counted_by_hledger(&journal), counted);
        let journal = exported(&ground, ExportFormat::Beancount, as_of).await;
        assert_eq!(bean_check(&journal), "");
        assert_eq!(counted_by_beancount(&journal), counted);
        // The same again is the same to the byte.
        assert_eq!(exported(&ground, ExportFormat::Beancount, as_of).await, journal);
    }
}
