use domain::money::Money;
use domain::statement::{Layout, LineKind};

use super::*;

const CLASSIC: &str = include_str!("../../tests/statements/classic.csv");

const RECENT: &str = include_str!("../../tests/statements/recent.csv");

fn read(text: &str) -> StatementFile {
    StatementFiles.read_statement(text.as_bytes(), None).unwrap()
}

fn refusal(bytes: &[u8]) -> String {
    StatementFiles.read_statement(bytes, None).unwrap_err().to_string()
}

fn shillings(amount: i64) -> Money {
    Money::from_shillings(amount).unwrap()
}

#[test]
fn the_classic_layout_is_read_with_its_preamble() {
    let file = read(CLASSIC);
    assert_eq!(file.layout, Layout::Classic);
    assert_eq!(file.short_code.as_ref().unwrap().as_str(), "123456");
    assert_eq!(file.account.as_deref(), Some("Utility Account"));
    let period = file.period.unwrap();
    assert_eq!(period.from, "2025-10-09T21:00:00Z".parse::<domain::Timestamp>().unwrap());
    assert_eq!(file.opening, Some(shillings(100)));
    assert_eq!(file.closing, Some(shillings(1_131_340)));
    assert_eq!(file.not_completed, 1);
    let lines: Vec<(u32, &str, LineKind, i64)> = file
        .lines
        .iter()
        .map(|line| (line.row, line.receipt.as_str(), line.kind, line.amount.cents()))
        .collect();
    assert_eq!(
        lines,
        [
            (11, "UF10AAAAA2", LineKind::Payment, 113_129_500),
            (10, "UF10AAAAA2", LineKind::Charge, -500),
            (8, "UF10AAAAA4", LineKind::Sweep, -5_000),
        ]
    );
    let payment = &file.lines[0];
    assert_eq!(payment.account_typed.as_ref().unwrap().as_str(), "007");
    assert_eq!(payment.payer.as_ref().unwrap().as_str(), "2547****0111");
    assert_eq!(payment.payer_name.as_ref().unwrap().as_str(), "MARY ATIENO");
    assert_eq!(file.lines[1].payer, None, "a charge is nobody's");
}

#[test]
fn the_recent_layout_has_payer_and_account_in_its_details_and_whose_it_is_in_its_name() {
    let name = "Statements for 174379 from 2026-06-01 to 2026-06-02 (1).csv";
    let file = StatementFiles.read_statement(RECENT.as_bytes(), Some(name)).unwrap();
    assert_eq!(file.layout, Layout::Recent);
    assert_eq!(file.short_code.as_ref().unwrap().as_str(), "174379");
    assert_eq!(
        file.period.unwrap().to,
        "2026-06-02T20:59:59Z".parse::<domain::Timestamp>().unwrap()
    );
    assert_eq!((file.opening(), file.closing()), (Some(Money::ZERO), Some(shillings(1_500))));
    let [first, second, third] = &file.lines[..] else { panic!("{:?}", file.lines) };
    assert_eq!(first.account_typed, None, "it may be empty");
    assert_eq!(first.payer.as_ref().unwrap().as_str(), "2547****376");
    assert_eq!(second.account_typed.as_ref().unwrap().as_str(), "shop 7");
    assert_eq!(second.payer_name.as_ref().unwrap().as_str(), "BANK");
    assert_eq!((third.kind, third.amount), (LineKind::Sweep, shillings(-100)));
    assert_eq!(read(RECENT).short_code, None, "without its name, it is nobody's");
}

#[test]
fn a_tills_data_stands_beside_its_names() {
    let text = "STORE_NAME,RECEIPT_NUMBER,ACCOUNT_TYPE_NAME,TRANSACTION_TYPE,START_TIMESTAMP,TRANSACTION_PARTY_DETAILS,CREDIT_AMOUNT,DEBIT_AMOUNT,BALANCE,LINKED_TRANSACTION_ID\n\
        1,SHOP,UF10AAAAA1,Merchant Account,Buy Goods Online,2026-06-01 12:00:00,254712345678 - JANE DOE,20.00,,120.00,\n";
    let name = "Mpesa_5551234_20260601235959.csv";
    let file = StatementFiles.read_statement(text.as_bytes(), Some(name)).unwrap();
    assert_eq!(file.layout, Layout::Till);
    assert_eq!(file.short_code.as_ref().unwrap().as_str(), "5551234");
    assert_eq!(file.lines[0].amount, shillings(20));
    assert_eq!(file.lines[0].balance, Some(shillings(120)));
    assert_eq!(file.lines[0].payer_name.as_ref().unwrap().as_str(), "JANE DOE");
}

#[test]
fn columns_are_found_by_name_and_withdrawals_have_a_minus_or_not() {
    let text = "Receipt No.,Completion Time,Details,Withdrawn,Paid In,Balance\n\
        UF10AAAAA2,2026-06-01 12:00:01,Business Payment to Customer via API to X,60.00,,40.00\n\
        UF10AAAAA1,46174.5,Pay Bill from 2547****376 - JANE DOE Acc. 1,,100,100\n";
    let file = read(text);
    assert_eq!(file.lines[0].at, "2026-06-01T09:00:00Z".parse::<domain::Timestamp>().unwrap());
    assert_eq!((file.lines[1].kind, file.lines[1].amount), (LineKind::Payout, shillings(-60)));
}

#[test]
fn money_that_comes_back_is_no_customers_payment() {
    let text = "Receipt No.,Completion Time,Details,Paid In,Withdrawn,Balance\n\
        UF10AAAAA1,2026-06-01 12:00:01,Reversal of Business Payment to Customer,60.00,,60.00\n\
        UF10AAAAA2,2026-06-01 12:00:02,Reversal via API to 2547****376,,-60.00,0.00\n";
    let kinds: Vec<LineKind> = read(text).lines.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [LineKind::Other, LineKind::Reversal]);
}

#[test]
fn a_row_that_cannot_be_read_is_told_by_its_number_and_hides_no_other() {
    let text = CLASSIC.replace(
        "11-10-2025 08:00:00,11-10-2025 08:00:00,Pay Bill Charge",
        "11-10-2,,Pay Bill Charge",
    );
    let file = read(&text);
    assert_eq!(file.lines.len(), 2);
    assert_eq!(file.unreadable.len(), 1);
    assert_eq!(file.unreadable[0].row, 10);
    assert!(file.unreadable[0].why.contains("completion time"), "{:?}", file.unreadable);
}

#[test]
fn wrong_files_are_refused_with_what_to_do() {
    for (bytes, what) in [
        (&b""[..], "no row begins with `Receipt No.`"),
        (b"Date,Description,Debit,Credit,Balance\n2026-06-01,X,1,2,3\n", "no row begins with"),
        (b"Receipt No.,Details,Paid In\n", "no column `Completion Time`"),
        (b"Receipt No.,Completion Time,Paid In,Withdrawn\n\xff\xfe,1,2,3\n", "UTF-8"),
        (b"PK\x03\x04broken", "broken or cut off"),
        (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "broken or cut off"),
        (CLASSIC.split_at(CLASSIC.len() - 70).0.as_bytes(), "cut off"),
        (RECENT.split_at(RECENT.len() - 20).0.as_bytes(), "cut off"),
    ] {
        let why = refusal(bytes);
        assert!(why.contains(what), "{what}: {why}");
    }
    let large = vec![b'x'; STATEMENT_BYTES_MAX + 1];
    assert!(refusal(&large).contains("larger than"), "200 MB would be too");
    let nonsense = format!(
        "Receipt No.,Completion Time,Paid In,Withdrawn\n{}",
        "?,?,?,?\n".repeat(UNREADABLE_MAX + 1)
    );
    assert!(refusal(nonsense.as_bytes()).contains("more than 1000 rows"), "it is no statement");
}
