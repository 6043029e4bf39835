//! The rooms, their arrows, and what stands only in some of them (docs/architecture.md).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Which of our crates each of them may use.
const ARROWS: [(&str, &[&str]); 14] = [
    ("domain", &[]),
    ("event-store", &["domain"]),
    ("vault", &["domain"]),
    ("projections", &["domain", "event-store"]),
    ("daraja-adapter", &["domain"]),
    ("daraja-sim", &[]),
    ("etims-adapter", &["domain"]),
    ("etims-sim", &[]),
    ("private-postgres", &[]),
    ("app", &["domain", "event-store", "projections", "vault"]),
    ("api", &["app", "domain", "event-store", "projections", "vault"]),
    (
        "cli",
        &[
            "api",
            "app",
            "daraja-adapter",
            "daraja-sim",
            "domain",
            "etims-adapter",
            "etims-sim",
            "event-store",
            "private-postgres",
            "projections",
            "vault",
        ],
    ),
    // Holds up tests; no other crate uses it but in its tests.
    ("testing", &["private-postgres"]),
    // Measures the store; no other crate uses it.
    ("bench", &["app", "domain", "event-store", "private-postgres", "projections", "vault"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate stands in the workspace")
        .into()
}

#[test]
fn every_crate_uses_only_the_rooms_that_it_may() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap();
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        ARROWS.iter().map(|(name, uses)| (*name, uses.iter().copied().collect())).collect();
    let packages = metadata.workspace_packages();
    let ours: BTreeSet<String> = packages.iter().map(|package| package.name.to_string()).collect();
    let named: BTreeSet<String> = allowed.keys().map(ToString::to_string).collect();
    assert_eq!(ours, named, "every crate needs its arrows here and in docs/architecture.md");
    for package in packages {
        let uses: BTreeSet<&str> = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .map(|dependency| dependency.name.as_str())
            .filter(|name| ours.contains(*name))
            .collect();
        let may = &allowed[package.name.as_str()];
        let wrong: Vec<&&str> = uses.difference(may).collect();
        assert!(wrong.is_empty(), "{} must not use {wrong:?}", package.name);
    }
}

#[test]
fn simulators_and_adapters_share_no_code() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap();
    for package in metadata.workspace_packages() {
        if ["daraja-sim", "etims-sim"].contains(&package.name.as_str()) {
            let ours: Vec<&str> = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.path.is_some())
                .map(|dependency| dependency.name.as_str())
                .collect();
            assert!(
                ours.is_empty(),
                "{} uses {ours:?}, not even in its tests may it",
                package.name
            );
        }
    }
}

/// A text that may stand in some files only.
struct Confined {
    what: &'static str,
    patterns: &'static [&'static str],
    /// Beginnings of paths where it may stand.
    rooms: &'static [&'static str],
}

const CONFINED: [Confined; 7] = [
    Confined {
        what: "SQL",
        patterns: &["sqlx::query", "query!(", "query_as!(", "query_scalar!(", "raw_sql("],
        // The private server's database is made before any room of ours exists.
        rooms: &[
            "event-store/",
            "projections/",
            "vault/",
            "private-postgres/",
            "testing/",
            "bench/",
        ],
    },
    Confined {
        what: "Daraja's spelling",
        patterns: &[
            "CheckoutRequestID",
            "MerchantRequestID",
            "BusinessShortCode",
            "CallbackMetadata",
            "stkCallback",
            "MpesaReceiptNumber",
            "CallBackURL",
        ],
        // The program that measures posts what Safaricom would.
        rooms: &["daraja-adapter/", "daraja-sim/", "bench/"],
    },
    Confined {
        what: "the spelling of eTIMS",
        patterns: &["cmcKey", "bhfId", "itemCd", "invcNo", "rcptSign", "resultCd"],
        rooms: &["etims-adapter/", "etims-sim/"],
    },
    Confined {
        what: "the environment",
        patterns: &["std::env::var", "env::var(", "env::var_os("],
        // The programs that hold up tests are told by it where their servers are, and the one that
        // measures finds a server by the PATH.
        rooms: &["cli/", "testing/", "bench/"],
    },
    Confined {
        what: "the clock",
        patterns: &["Utc::now", "SystemTime::now", "Local::now"],
        rooms: &["app/src/clock.rs", "daraja-sim/src/clock.rs", "etims-sim/src/clock.rs"],
    },
    Confined {
        what: "the making of ids",
        patterns: &["now_v7(", "new_v4("],
        rooms: &["app/src/ids.rs"],
    },
    Confined {
        what: "floating point",
        patterns: &["f64", "f32"],
        rooms: &[
            // Seconds of waiting, in configuration and leases; no money passes here.
            "cli/src/config.rs",
            "event-store/src/inbox.rs",
            // The list of all types that serde knows, none of which is read there.
            "domain/src/upcast/names.rs",
            // Spreadsheets have no other numbers.
            "daraja-adapter/src/statement/columns.rs",
            "app/src/books/sheet.rs",
            // Places on a page.
            "app/src/receipts/pdf/",
            // Rates and ratios; the money there is the domain's.
            "bench/",
        ],
    },
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The lines of a source that are code: comments may speak of what the code may not do, and a
/// file's own tests may need what the file may not.
fn code_of(source: &str) -> impl Iterator<Item = (usize, &str)> {
    source
        .lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Whether the text stands there, and not as the end of a longer name or number.
fn stands_in(line: &str, text: &str) -> bool {
    line.match_indices(text).any(|(at, _)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
    })
}

fn breaches(confined: &Confined, path: &str, source: &str) -> Vec<String> {
    if confined.rooms.iter().any(|room| path.starts_with(room)) {
        return Vec::new();
    }
    code_of(source)
        .filter(|(_, line)| confined.patterns.iter().any(|pattern| stands_in(line, pattern)))
        .map(|(index, line)| format!("{path}:{}: {}: {}", index + 1, confined.what, line.trim()))
        .collect()
}

#[test]
fn what_belongs_to_some_rooms_stands_only_there() {
    let root = root();
    let mut files = Vec::new();
    for (room, _) in ARROWS {
        sources(&root.join(room).join("src"), &mut files);
    }
    assert!(files.len() > 100, "only {} sources were found", files.len());
    let mut found = Vec::new();
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        let path = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        // A file of tests alone belongs to its tests.
        if path.ends_with("_tests.rs") || path.ends_with("/tests.rs") {
            continue;
        }
        for confined in &CONFINED {
            found.extend(breaches(confined, &path, &source));
        }
    }
    assert!(found.is_empty(), "these stand in the wrong room:\n{}", found.join("\n"));
}

#[test]
fn a_breach_is_found() {
    for (confined, line) in CONFINED.iter().zip([
        "    let rows = sqlx::query(\"SELECT 1\");",
        "    let id = body[\"CheckoutRequestID\"];",
        "    let number = body[\"invcNo\"];",
        "    let url = std::env::var(\"X\");",
        "    let now = chrono::Utc::now();",
        "    let id = Uuid::now_v7();",
        "    let amount: f64 = 1.0;",
    ]) {
        let found = breaches(confined, "domain/src/somewhere.rs", line);
        assert_eq!(found.len(), 1, "{} was not found", confined.what);
        assert!(breaches(confined, &format!("{}x.rs", confined.rooms[0]), line).is_empty());
    }
    let comment = "// chrono::Utc::now() is banned here";
    assert!(breaches(&CONFINED[4], "domain/src/somewhere.rs", comment).is_empty());
}
