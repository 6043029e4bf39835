//! The ledger: what the events mean in double entry, and its accounts as of any moment.

use domain::books::BooksEvent;
use domain::time::{end_of_nairobi_day, nairobi_day};
use domain::user::Role;
use futures::TryStreamExt as _;
use projections::ledger::{self, EntryLine, Statement};
use sqlx::PgPool;
use uuid::Uuid;

use crate::events::{Buyer, Fact, PRICE_CENTS};
use crate::ground::{Ground, at};

/// Debits less credits, by account, without those that hold nothing.
async fn held(pool: &PgPool, as_of: &str) -> Vec<(i16, i64)> {
    let accounts = ledger::trial_balance(pool, at(as_of)).await.unwrap();
    let held = accounts.into_iter().map(|one| (one.account, one.debits_cents - one.credits_cents));
    held.filter(|(_, cents)| *cents != 0).collect()
}

async fn journal(pool: &PgPool) -> Vec<EntryLine> {
    ledger::journal(pool, at("2027-01-01T00:00:00Z")).try_collect().await.unwrap()
}

async fn happens(ground: &Ground, now: &str, facts: Vec<Fact>) {
    ground.clock.set(now);
    let position = ground.append(Uuid::nil(), facts).await;
    ground.project(position).await;
}

fn closed(day: &str) -> Fact {
    let day = day.parse().unwrap();
    Fact::Books(BooksEvent::DayClosed { day, ended_at: end_of_nairobi_day(day).unwrap() })
}

/// Three hours that are bought an hour and a half before midnight in Nairobi.
async fn an_evening(ground: &Ground, buyer: Buyer) {
    let begun = [
        buyer.registered(Role::Customer),
        vec![buyer.created_package(), buyer.initiated(1, "2026-11-23T19:29:00Z")],
    ];
    happens(ground, "2026-11-23T19:29:00Z", begun.concat()).await;
    let paid = vec![buyer.completed(1, "2026-11-23T19:29:30Z")];
    happens(ground, "2026-11-23T19:29:40Z", paid).await;
    let bought = vec![
        buyer.credited(1, PRICE_CENTS, None),
        buyer.debited(0),
        buyer.activated(1, "2026-11-23T19:30:00Z", "2026-11-23T22:30:00Z"),
    ];
    happens(ground, "2026-11-23T19:30:00Z", bought).await;
    happens(ground, "2026-11-23T21:00:01Z", vec![closed("2026-11-23")]).await;
    happens(ground, "2026-11-23T22:30:00Z", vec![buyer.ended("2026-11-23T22:30:00Z")]).await;
}

#[tokio::test]
async fn accounts_stand_at_every_moment_as_they_stood_then() {
    let ground = Ground::new().await;
    an_evening(&ground, Buyer::new(1)).await;
    let (price, half) = (PRICE_CENTS, PRICE_CENTS / 2);
    for (as_of, expected) in [
        ("2026-11-23T19:29:29Z", vec![]),
        // Nobody's yet.
        ("2026-11-23T19:29:30Z", vec![(1110, price), (2190, -price)]),
        // Bought and not yet delivered.
        ("2026-11-23T20:59:58Z", vec![(1110, price), (2210, -price)]),
        // The day's share is dated to its last second.
        ("2026-11-23T20:59:59Z", vec![(1110, price), (2210, -half), (4110, -half)]),
        ("2026-11-23T22:29:59Z", vec![(1110, price), (2210, -half), (4110, -half)]),
        ("2026-11-23T22:30:00Z", vec![(1110, price), (4110, -price)]),
        ("2026-12-24T00:00:00Z", vec![(1110, price), (4110, -price)]),
    ] {
        assert_eq!(held(&ground.pool, as_of).await, expected, "{as_of}");
    }
}

#[tokio::test]
async fn the_journal_balances_entry_by_entry_and_day_by_day() {
    let ground = Ground::new().await;
    for number in 1..=3 {
        let buyer = Buyer::new(number);
        let facts = [buyer.registered(Role::Customer), buyer.whole_story(1, "2026-11-23")];
        ground.append(buyer.payment(1).uuid(), facts.concat()).await;
    }
    happens(&ground, "2026-11-24T06:00:00Z", vec![closed("2026-11-23")]).await;

    let lines = journal(&ground.pool).await;
    let kinds: Vec<&str> =
        lines.chunk_by(|a, b| a.position == b.position).map(|of| of[0].kind.as_str()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "RECEIVED").count(), 3, "{kinds:?}");
    assert_eq!(kinds.last(), Some(&"EARNED"));
    for entry in lines.chunk_by(|a, b| (a.position, a.number) == (b.position, b.number)) {
        assert_eq!(entry.iter().map(|line| line.amount_cents).sum::<i64>(), 0, "{entry:?}");
    }
    assert!(lines.is_sorted_by_key(|line| (line.effective_at, line.position)));
    let receipt = Buyer::new(2).receipt(1).to_string();
    let of_receipt = lines.iter().filter(|line| line.receipt.as_ref() == Some(&receipt));
    assert_eq!(of_receipt.count(), 4, "it came, and it was credited");

    // What was summed by day is what stands in the journal.
    let last = lines.iter().map(|line| line.effective_at).max().unwrap();
    let accounts = ledger::trial_balance(&ground.pool, last).await.unwrap();
    for one in accounts {
        let of_account = lines.iter().filter(|line| line.account == one.account);
        let sum: i64 = of_account.map(|line| line.amount_cents).sum();
        assert_eq!(one.debits_cents - one.credits_cents, sum, "account {}", one.account);
    }
    let days: Vec<chrono::NaiveDate> =
        sqlx::query_scalar("SELECT DISTINCT day FROM ledger_v3.account_days ORDER BY day")
            .fetch_all(&ground.pool)
            .await
            .unwrap();
    assert!(days.contains(&nairobi_day(at("2026-11-23T09:00:00Z"))), "{days:?}");
}

/// The statement of an account, page by page of two lines.
async fn statement(pool: &PgPool, wanted: Statement) -> (i64, Vec<EntryLine>, i64) {
    let (opening, closing) = ledger::opening_and_closing(pool, wanted).await.unwrap();
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let page = ledger::lines(pool, wanted, after, 2).await.unwrap();
        lines.extend(page.items);
        after = page.next;
        if after.is_none() {
            return (opening, lines, closing);
        }
    }
}

#[tokio::test]
async fn a_statement_leads_from_its_opening_to_its_closing() {
    let ground = Ground::new().await;
    for number in 1..=3 {
        let buyer = Buyer::new(number);
        let facts = [buyer.registered(Role::Customer), buyer.whole_story(1, "2026-11-23")];
        ground.append(buyer.payment(1).uuid(), facts.concat()).await;
    }
    happens(&ground, "2026-11-24T06:00:00Z", vec![closed("2026-11-23")]).await;
    let all = journal(&ground.pool).await;
    let moments: Vec<_> = all.iter().map(|line| line.effective_at).collect();
    let customer = Buyer::new(2).customer.uuid();
    for (account, part) in [(1110, None), (2110, None), (2110, Some(customer)), (2190, None)] {
        for from in &moments {
            let (from, to) = (*from, at("2026-11-24T00:00:00Z"));
            let wanted = Statement { account, part, from, to };
            let (opening, lines, closing) = statement(&ground.pool, wanted).await;
            let moved: i64 = lines.iter().map(|line| line.amount_cents).sum();
            assert_eq!(opening + moved, closing, "{wanted:?}");
            let of_it = |line: &&EntryLine| {
                line.account == account && part.is_none_or(|part| line.part == Some(part))
            };
            let within: Vec<&EntryLine> = all
                .iter()
                .filter(of_it)
                .filter(|line| (from..to).contains(&line.effective_at))
                .collect();
            assert_eq!(lines.iter().collect::<Vec<_>>(), within, "{wanted:?}");
        }
    }

    // The journal from its end, two entries at a time.
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = ledger::entries_before(&ground.pool, before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.position, last.number));
        seen.extend(page);
    }
    let mut expected = all;
    expected.sort_by_key(|line| -line.position);
    assert_eq!(seen, expected);
}
