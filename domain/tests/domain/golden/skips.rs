//! Events of skips.

use domain::skips::{Skips, SkipsEvent};

use super::{Sample, check, sample};

fn stored_name(event: &SkipsEvent) -> &'static str {
    match event {
        SkipsEvent::EventSkipped { .. } => "EventSkipped.v1",
    }
}

fn samples() -> Vec<Sample<SkipsEvent>> {
    vec![sample(SkipsEvent::EventSkipped {
        projection: "packages".into(),
        version: 1,
        position: 42,
        reason: "Written by a trial build; what it says was done by hand (ticket 118)."
            .parse()
            .unwrap(),
    })]
}

#[test]
fn events_of_skips_are_read_and_written_as_they_always_were() {
    check::<Skips>(&samples(), stored_name);
}
