use chrono::{TimeDelta, TimeZone};

use super::*;

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 9, 0, 0).unwrap()
}

fn order(json: &str) -> Order {
    serde_json::from_str(json).unwrap()
}

fn troubles(orders: &[&str]) -> Troubles {
    let mut troubles = Troubles::default();
    for json in orders {
        let order = order(json);
        let lasts = order.for_seconds.map(|seconds| Duration::from_secs(seconds.into()));
        troubles.add(order, lasts, noon()).unwrap();
    }
    troubles
}

fn at(seconds: u64) -> Schedule {
    Schedule { after: vec![Duration::from_secs(seconds)], overtaken: false }
}

#[test]
fn trouble_strikes_where_and_as_often_as_it_was_ordered() {
    let mut troubles = troubles(&[r#"{"trouble":"spike-arrest","on":"stk-push","times":2}"#]);
    assert_eq!(troubles.at_edge(Place::StkQuery, noon()), None);
    for _ in 0..2 {
        let struck = troubles.at_edge(Place::StkPush, noon());
        assert_eq!(struck, Some(AtEdge::Instead(Trouble::SpikeArrest)));
    }
    assert_eq!(troubles.at_edge(Place::StkPush, noon()), None);
}

#[test]
fn trouble_for_a_time_ends_with_it() {
    let mut troubles = troubles(&[r#"{"trouble":"outage","for_seconds":60}"#]);
    let just_before = noon() + TimeDelta::milliseconds(59_999);
    assert_eq!(troubles.at_edge(Place::Oauth, just_before), Some(AtEdge::Instead(Trouble::Outage)));
    assert_eq!(troubles.outage_until(just_before), Some(noon() + TimeDelta::seconds(60)));
    let over = noon() + TimeDelta::seconds(60);
    assert_eq!(troubles.at_edge(Place::Oauth, over), None);
    assert_eq!(troubles.outage_until(over), None);
}

#[test]
fn a_delivery_is_disturbed_as_ordered() {
    let disturbed = |json: &str| troubles(&[json]).at_delivery(Place::StkCallback, noon(), at(3));
    assert_eq!(disturbed(r#"{"trouble":"drop"}"#).after, []);
    assert_eq!(
        disturbed(r#"{"trouble":"duplicate"}"#).after,
        [Duration::from_secs(3), Duration::from_secs(4)]
    );
    assert_eq!(
        disturbed(r#"{"trouble":"delay","delay_seconds":7}"#).after,
        [Duration::from_secs(10)]
    );
    assert!(disturbed(r#"{"trouble":"overtake"}"#).overtaken);
    assert_eq!(disturbed(r#"{"trouble":"drop","on":"result"}"#), at(3));
}

#[test]
fn an_order_that_can_never_strike_is_refused() {
    for (json, error) in [
        (r#"{"trouble":"drop","on":"stk-push"}"#, OrderError::Place),
        (r#"{"trouble":"system-busy","on":"stk-callback"}"#, OrderError::Place),
        (r#"{"trouble":"expire","on":"stk-push"}"#, OrderError::Place),
        (r#"{"trouble":"drop","times":0}"#, OrderError::Times),
        (r#"{"trouble":"outage"}"#, OrderError::Endless),
        (r#"{"trouble":"outage","for_seconds":86401}"#, OrderError::TooLong),
        (r#"{"trouble":"fail","on":"b2c"}"#, OrderError::Failure),
    ] {
        let refused = Troubles::default().add(order(json), None, noon());
        assert_eq!(refused.unwrap_err(), error, "{json}");
    }
}

#[test]
fn a_seed_throws_the_same_dice_again() {
    let play = |seed| {
        let mut troubles = Troubles::new(Some(Chaos { seed, ..Chaos::default() }));
        (0..500)
            .map(|_| {
                let edge = troubles.at_edge(Place::StkPush, noon());
                (edge, troubles.at_delivery(Place::StkCallback, noon(), at(3)))
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(play(1), play(1));
    assert_ne!(play(1), play(2));
}

#[test]
fn rates_are_kept_about() {
    let rules = Chaos {
        seed: 3,
        duplicate_percent: 0,
        loss_percent: 25,
        reorder_percent: 100,
        delay_percent: 0,
        refusal_percent: 0,
        lost_answer_percent: 0,
        ..Chaos::default()
    };
    let mut troubles = Troubles::new(Some(rules));
    let schedules: Vec<Schedule> =
        (0..10_000).map(|_| troubles.at_delivery(Place::Result, noon(), at(3))).collect();
    assert!(schedules.iter().all(|schedule| schedule.overtaken && schedule.after.len() <= 1));
    let lost = schedules.iter().filter(|schedule| schedule.after.is_empty()).count();
    assert!((2_200..2_800).contains(&lost), "{lost}");
    assert_eq!(troubles.at_edge(Place::StkPush, noon()), None);
}
