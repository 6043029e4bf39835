//! A name for every phone number, always the same one.

use crate::msisdn::Msisdn;

const FIRST: [&str; 16] = [
    "JOHN", "MARY", "PETER", "JANE", "ALICE", "JAMES", "GRACE", "DAVID", "FAITH", "PAUL", "MERCY",
    "SAMUEL", "ESTHER", "BRIAN", "LUCY", "KEVIN",
];
const LAST: [&str; 16] = [
    "MWANGI",
    "OTIENO",
    "WANJIKU",
    "KIPROTICH",
    "ACHIENG",
    "MUTUA",
    "NJOROGE",
    "KAMAU",
    "CHEBET",
    "ODHIAMBO",
    "WAMBUI",
    "HASSAN",
    "KARIUKI",
    "BARASA",
    "NYAMBURA",
    "OUMA",
];

pub(crate) fn first(of: Msisdn) -> &'static str {
    FIRST[place(of.number(), FIRST.len())]
}

pub(crate) fn last(of: Msisdn) -> &'static str {
    // Other digits than the first name's, so that not every JOHN is a MWANGI.
    LAST[place(of.number() / 97, LAST.len())]
}

/// Such as `JANE WANJIKU`.
pub(crate) fn full(of: Msisdn) -> String {
    format!("{} {}", first(of), last(of))
}

fn place(number: u64, length: usize) -> usize {
    let length_wide = u64::try_from(length).expect("a length fits sixty-four bits");
    usize::try_from(number % length_wide).expect("a remainder of a length is an index")
}
