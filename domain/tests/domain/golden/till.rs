//! Events of an aggregate with a past: how files of older versions are held.

use super::{Sample, check_with_past, past, sample};
use crate::till::{Till, TillEvent};

fn stored_name(event: &TillEvent) -> &'static str {
    match event {
        TillEvent::TillOpened { .. } => "TillOpened.v2",
        TillEvent::CashCounted { .. } => "CashCounted.v1",
        TillEvent::MpesaCounted { .. } => "MpesaCounted.v1",
    }
}

fn samples() -> Vec<Sample<TillEvent>> {
    vec![
        sample(TillEvent::TillOpened { float_cents: 50_000 }),
        sample(TillEvent::CashCounted { cents: 75_050 }),
        sample(TillEvent::MpesaCounted { cents: 120_000 }),
    ]
}

#[test]
fn events_of_older_versions_are_told_as_they_always_were() {
    let counted =
        vec![TillEvent::CashCounted { cents: 75_000 }, TillEvent::MpesaCounted { cents: 120_000 }];
    let past = [
        past("TillOpened", 1, vec![TillEvent::TillOpened { float_cents: 50_000 }]),
        past("TillCounted", 1, counted.clone()),
        past("TillCounted", 2, counted),
        past("TillDusted", 1, vec![]),
    ];
    check_with_past::<Till>(&samples(), &past, stored_name);
}
