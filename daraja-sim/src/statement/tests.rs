use chrono::TimeZone;
use rand::{SeedableRng, rngs::StdRng};

use super::*;
use crate::{
    books::{Conversation, Incoming, Outgoing, Road},
    config::Config,
    ids::Receipts,
};

fn at(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, day, hour, 0, 0).unwrap()
}

fn msisdn() -> Msisdn {
    Msisdn::parse("254712345678").unwrap()
}

fn books() -> Books {
    let config = Config { opening_cents: 10_000, ..Config::default() };
    Books::new(&config, Receipts::starting_at_random(&mut StdRng::seed_from_u64(1)))
}

fn receive(books: &mut Books, shillings: i64, now: DateTime<Utc>) -> String {
    let receipt = books.next_receipt(now);
    let incoming = Incoming {
        kind: Kind::PayBill,
        road: Road::StkPush,
        short_code: "174379".to_owned(),
        till: None,
        payer: msisdn(),
        amount_cents: shillings * 100,
        account_reference: "007".to_owned(),
        initiated_at: now,
    };
    books.receive(&receipt, incoming, now);
    receipt
}

fn ids() -> Conversation {
    Conversation { originator_conversation_id: "o".to_owned(), conversation_id: "c".to_owned() }
}

fn statement(books: &Books, from: u32, to: u32) -> Statement {
    let day = |day| NaiveDate::from_ymd_opt(2026, 6, day).unwrap();
    let period = Period { short_code: "174379", from: day(from), to: day(to) };
    let (opening_cents, closing_cents, lines) = period.of(books, Phones::ByVersion).unwrap();
    Statement {
        organisation: "DEMO WIFI".to_owned(),
        short_code: "174379".to_owned(),
        from: day(from),
        to: day(to),
        reported_at: at(30, 9),
        opening_cents,
        closing_cents,
        lines,
    }
}

fn text(table: &Table) -> String {
    String::from_utf8(sheet::csv(table, sheet::LineEnd::Lf).unwrap()).unwrap()
}

#[test]
fn the_classic_layout_has_a_preamble_and_the_charge_above_its_payment() {
    let mut books = books();
    let receipt = receive(&mut books, 1_500, at(1, 9));
    let classic = classic::table(&statement(&books, 1, 1));
    assert_eq!(
        text(&classic),
        format!(
            "Account Holder:,DEMO WIFI\n\
             Short Code:,174379\n\
             Account:,Utility Account\n\
             Time Period:,From,01-06-2026 00:00:00,To,01-06-2026 23:59:59\n\
             Operator:,simulator,Organization:,DEMO WIFI,Date of Report:,30-06-2026 12:00:00\n\
             Opening Balance:,100.00,Closing Balance:,1595.00,Available Balance:,1595.00,Total Paid In:,1500.00,Total Withdrawn:,-5.00\n\
             Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.\n\
             {receipt},01-06-2026 12:00:00,01-06-2026 12:00:00,Pay Bill Charge,Completed,,-5.00,1595.00,true,Pay Bill Charge,SP,,\n\
             {receipt},01-06-2026 12:00:00,01-06-2026 12:00:00,Pay Bill from 2547****678 - {name} Acc. 007,Completed,1500.00,,1600.00,true,Pay Utility,2547****678 - {name},,007\n",
            name = names::full(msisdn())
        )
    );
}

#[test]
fn the_new_layout_has_thousands_zeros_and_no_account() {
    let mut books = books();
    let receipt = receive(&mut books, 1_500, at(1, 9));
    let table = recent::table(&statement(&books, 1, 1));
    assert_eq!(
        text(&table),
        format!(
            "Receipt No,Completion Time,Details,Transaction Status,Paid In (KSHs),Withdrawn (KSHs),Balance (KSHs)\n\
             {receipt},01/06/2026 12:00:00,Pay Bill Charge,Completed,0.00,-5.00,\"1,595.00\"\n\
             {receipt},01/06/2026 12:00:00,Pay Bill from 2547****678 - {name} Acc. 007,Completed,\"1,500.00\",0.00,\"1,600.00\"\n",
            name = names::full(msisdn())
        )
    );
}

#[test]
fn a_period_opens_where_the_one_before_closed() {
    let mut books = books();
    receive(&mut books, 50, at(1, 9));
    // 21:00 in UTC is the next day in Nairobi.
    receive(&mut books, 60, at(1, 21));
    let reversed = receive(&mut books, 70, at(3, 9));
    books.reverse(&reversed, 7_000, ids(), at(4, 9)).unwrap();
    let days: Vec<(i64, i64, usize)> = (1..=5)
        .map(|day| {
            let statement = statement(&books, day, day);
            (statement.opening_cents, statement.closing_cents, statement.lines.len())
        })
        .collect();
    assert_eq!(
        days,
        [
            (10_000, 15_000, 1),
            (15_000, 21_000, 1),
            (21_000, 28_000, 1),
            (28_000, 21_000, 1),
            (21_000, 21_000, 0)
        ]
    );
    let reversal = &statement(&books, 4, 4).lines[0];
    assert_eq!(reversal.linked_receipt, reversed);
}

#[test]
fn totals_and_lines_add_up_to_the_closing_balance() {
    let mut books = books();
    for shillings in [50, 1_500, 30_000] {
        receive(&mut books, shillings, at(2, 9));
    }
    let outgoing = Outgoing {
        short_code: "174379".to_owned(),
        receiver: msisdn(),
        amount_cents: 200_000,
        remarks: "refund".to_owned(),
        initiated_at: at(2, 9),
        ids: ids(),
    };
    books.pay_out(outgoing, at(2, 10)).unwrap();
    let statement = statement(&books, 1, 3);
    let (paid_in, withdrawn) = statement.totals_cents();
    assert_eq!(statement.opening_cents + paid_in + withdrawn, statement.closing_cents);
    let mut balance = statement.closing_cents;
    for line in &statement.lines {
        assert_eq!(line.balance_cents, balance, "{line:?}");
        balance -= line.amount_cents;
    }
    assert_eq!(balance, statement.opening_cents);
}

#[test]
fn thousands_are_grouped_on_both_sides_of_zero() {
    for (cents, expected) in
        [(0, "0.00"), (99_999, "999.99"), (100_000, "1,000.00"), (-123_456_789, "-1,234,567.89")]
    {
        assert_eq!(with_thousands(cents), expected);
    }
}
