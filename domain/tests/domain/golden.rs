//! Every event as it is stored, one file for each in `tests/golden/`.
//!
//! What was written once must be read for ever, so these files are never made again: an event that
//! changes gets a new version, a new file beside the old one, and an upcaster.

mod books;
mod hold;
mod line;
mod package;
mod payment;
mod refund;
mod skips;
mod statement;
mod subscription;
mod sums;
mod tax_invoice;
mod till;
mod user;
mod wallet;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

use cqrs_es::{Aggregate, DomainEvent};
use domain::package::{Duration, PackageSnapshot, PackageTerms, SoldAt, Unit};
use domain::personal::Personal;
use domain::upcast::{self, variant_names};
use domain::{Decide, Money, Timestamp};
use serde::de::DeserializeOwned;

/// An event built in code, as some file has it.
struct Sample<E> {
    event: E,
    /// What is different from the first sample of its kind, for the name of its file.
    case: Option<&'static str>,
}

fn sample<E>(event: E) -> Sample<E> {
    Sample { event, case: None }
}

fn case<E>(case: &'static str, event: E) -> Sample<E> {
    Sample { event, case: Some(case) }
}

/// A file of an older version, and the events that it is told as now.
struct Past<E> {
    event_type: &'static str,
    version: u32,
    /// As in a sample.
    case: Option<&'static str>,
    events: Vec<E>,
}

fn past<E>(event_type: &'static str, version: u32, events: Vec<E>) -> Past<E> {
    Past { event_type, version, case: None, events }
}

fn folder<A: Aggregate>() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "golden", A::TYPE].iter().collect()
}

/// Holds every sample against its file, and the files against the samples.
///
/// `stored_name` matches on every variant, so that a new one does not compile until it is named.
fn check<A>(samples: &[Sample<A::Event>], stored_name: fn(&A::Event) -> &'static str)
where
    A: Decide,
    A::Event: PartialEq + Debug,
{
    check_with_past::<A>(samples, &[], stored_name);
}

/// The same for an aggregate whose events have older versions: every upcaster needs a file.
fn check_with_past<A>(
    samples: &[Sample<A::Event>],
    past: &[Past<A::Event>],
    stored_name: fn(&A::Event) -> &'static str,
) where
    A: Decide,
    A::Event: PartialEq + Debug,
{
    let mut files = BTreeSet::new();
    let mut types = BTreeSet::new();
    for Sample { event, case } in samples {
        let name = stored_name(event);
        let (event_type, version) = (event.event_type(), event.event_version());
        assert_eq!(name, format!("{event_type}.v{version}"));
        let now = upcast::version_now::<A>(&event_type);
        assert_eq!(
            version,
            now.to_string(),
            "{event_type}: every version before needs an upcaster"
        );
        let case = case.map(|case| format!(".{case}")).unwrap_or_default();
        let file = format!("{name}{case}.json");
        check_file::<A>(&file, event);
        files.insert(file);
        types.insert(event_type);
    }
    let variants: BTreeSet<String> =
        variants::<A::Event>().iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(types, variants, "every event of {} needs a golden file", A::TYPE);
    files.extend(check_past::<A>(past));
    check_states::<A>(samples, stored_name);
    let present: BTreeSet<String> = fs::read_dir(folder::<A>())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(present, files, "every golden file of {} needs a sample", A::TYPE);
}

/// Holds the state after each sample, as the second event of its stream, against the file of this
/// version of the fold: what was kept of long streams is used only as long as nothing in it changes.
fn check_states<A>(samples: &[Sample<A::Event>], stored_name: fn(&A::Event) -> &'static str)
where
    A: Decide,
{
    let path: PathBuf = [
        env!("CARGO_MANIFEST_DIR"),
        "tests",
        "states",
        &format!("{}.fold{}.json", A::TYPE, A::FOLD),
    ]
    .iter()
    .collect();
    let mut states = BTreeMap::new();
    for Sample { event, case } in samples {
        let mut state = A::default();
        state.apply(samples[0].event.clone());
        state.apply(event.clone());
        let case = case.map(|case| format!(".{case}")).unwrap_or_default();
        states.insert(format!("{}{case}", stored_name(event)), state);
    }
    let due = serde_json::to_string_pretty(&states).unwrap() + "\n";
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        kept,
        due,
        "events of {} lead to other states than {} says. Where the state of an event that was there before \
         has changed, raise `FOLD` of this aggregate; then write what is due into the file of that fold",
        A::TYPE,
        path.display(),
    );
    let read: BTreeMap<String, A> = serde_json::from_str(&kept).unwrap();
    assert_eq!(
        serde_json::to_string_pretty(&read).unwrap() + "\n",
        kept,
        "a state is read as another"
    );
}

/// Reads the files of older versions, and says which they are.
fn check_past<A>(past: &[Past<A::Event>]) -> BTreeSet<String>
where
    A: Decide,
    A::Event: PartialEq + Debug,
{
    let mut files = BTreeSet::new();
    let mut versions = BTreeSet::new();
    for Past { event_type, version, case, events } in past {
        let case = case.map(|case| format!(".{case}")).unwrap_or_default();
        let file = format!("{event_type}.v{version}{case}.json");
        let golden = fs::read_to_string(folder::<A>().join(&file)).unwrap();
        let told = upcast::read::<A>(event_type, &version.to_string(), &golden)
            .unwrap_or_else(|error| panic!("{file} {error}"));
        assert_eq!(told.as_slice(), events, "{file} is told as other events");
        files.insert(file);
        versions.insert((*event_type, *version));
    }
    let upcast: BTreeSet<(&str, u32)> =
        A::upcasters().iter().map(|upcaster| (upcaster.event_type, upcaster.version)).collect();
    assert_eq!(versions, upcast, "every upcaster of {} needs a golden file", A::TYPE);
    for (event_type, version) in upcast {
        let before = version - 1;
        assert!(
            before == 0 || versions.contains(&(event_type, before)),
            "{event_type} version {before} has no upcaster",
        );
    }
    files
}

fn check_file<A>(file: &str, event: &A::Event)
where
    A: Decide,
    A::Event: PartialEq + Debug,
{
    let path = folder::<A>().join(file);
    let written = serde_json::to_string_pretty(event).unwrap() + "\n";
    let golden = fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "{} cannot be read: {error}. If this event is new, that file must hold:\n{written}",
            path.display(),
        )
    });
    let told = upcast::read::<A>(&event.event_type(), &event.event_version(), &golden)
        .unwrap_or_else(|error| panic!("{file} {error}"));
    let [parsed] = told.as_slice() else { panic!("{file} is read as {} events", told.len()) };
    assert_eq!(parsed, event, "{file} is read as another event");
    // Equality looks at the hash of a personal value alone; the text shows what is sealed as well.
    let again = serde_json::to_string_pretty(parsed).unwrap() + "\n";
    assert_eq!(again, golden, "{file} is written in another way than it was read");
    assert_eq!(written, golden, "{file} holds another event than the sample");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&golden)
            .unwrap()
            .as_object()
            .map(|object| object.keys().cloned().collect::<Vec<_>>()),
        Some(vec![event.event_type()]),
        "{file} is not tagged with its event's type",
    );
}

/// The names of an enum's variants as they are stored, in the order of its definition.
pub(crate) fn variants<T: DeserializeOwned>() -> &'static [&'static str] {
    variant_names::<T>().expect("it is an enum")
}

fn id<K>(last: &str) -> domain::id::Id<K> {
    format!("019ab1c2-d3e4-7f00-8000-00000000{last}").parse().unwrap()
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn personal<T>(sealed: &str, hash: &str) -> Personal<T> {
    Personal::from_parts(id("c001"), sealed.into(), hash.into())
}

/// A month at home, with every term that a package can have.
fn home_month() -> PackageSnapshot {
    PackageSnapshot {
        package_id: id("b001"),
        terms: PackageTerms {
            name: "Home 10 Mbps".into(),
            price_cents: Money::from_cents(250_000),
            duration: Duration { count: 1, unit: Unit::Months },
            data_cap_mb: Some(500_000),
            download_kbps: 10_000,
            upload_kbps: 5_000,
            devices_max: 4,
            sold_at: SoldAt::Home,
            renews: true,
        },
    }
}

/// Half an hour at a hotspot, without a cap.
fn hotspot_half_hour() -> PackageSnapshot {
    PackageSnapshot {
        package_id: id("b002"),
        terms: PackageTerms {
            name: "Dakika 30".into(),
            price_cents: Money::from_cents(1_000),
            duration: Duration { count: 30, unit: Unit::Minutes },
            data_cap_mb: None,
            download_kbps: 3_000,
            upload_kbps: 1_000,
            devices_max: 1,
            sold_at: SoldAt::Hotspot,
            renews: false,
        },
    }
}
