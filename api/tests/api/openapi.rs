//! The document that says what the API is.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

/// Signing in and out, and trying again, are repeated by doing them, and Safaricom sends no key.
const WITHOUT_KEY: [&str; 19] = [
    "/api/auth/login/",
    "/api/auth/logout/",
    "/api/c2b/{secret}/confirmation/",
    "/api/c2b/{secret}/validation/",
    "/api/payments/callback/{payment_id}/{secret}/",
    "/api/results/{secret}/{kind}/",
    "/api/results/{secret}/{kind}/timeout/",
    // It changes nothing.
    "/api/payments/find/",
    "/api/projections/{name}/retry/",
    // One waits or runs, or none does.
    "/api/projections/{name}/rebuild/",
    // Each is what it is once: a statement by its file, its movements by their receipts.
    "/api/finance/statements/",
    "/api/finance/statements/{id}/accept/",
    "/api/finance/statements/{id}/apply/",
    "/api/finance/breaks/{id}/resolve/",
    "/api/finance/breaks/{id}/assign/",
    "/api/finance/periods/{month}/close/",
    "/api/finance/in-transit/{receipt}/arrive/",
    "/api/finance/taxes/",
    "/api/finance/tariffs/",
];

#[test]
fn the_committed_document_is_in_step() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let generated = format!("{}\n", api::openapi().to_pretty_json().unwrap());
    assert!(
        committed == generated,
        "api/openapi.json is not what the API is any more: run `make openapi` and commit it"
    );
}

#[test]
fn it_names_what_every_write_and_every_list_take() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let (mut writes, mut lists) = (0, 0);
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let takes =
                |name: &str| parameters(operation).any(|parameter| parameter["name"] == name);
            if method != "get" && !WITHOUT_KEY.contains(&path.as_str()) {
                assert!(takes("Idempotency-Key"), "{method} {path}");
                writes += 1;
            }
            if takes("cursor") {
                // What an auditor sees is no read model, so it is never behind.
                let is_behind = !path.starts_with("/api/audit/");
                assert!(takes("limit") && takes("min_position") == is_behind, "{path}");
                lists += 1;
            }
        }
    }
    assert!(writes > 0 && lists > 0);
}

/// Of two shapes with one name, the document keeps the last without a word.
#[test]
fn no_two_shapes_share_a_name() {
    let mut found = BTreeMap::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let mut lines = text.lines();
            while lines.by_ref().any(|line| line.contains("derive(") && line.contains("ToSchema")) {
                let name = lines
                    .by_ref()
                    .find_map(|line| line.split_once("struct ").or(line.split_once("enum ")))
                    .map(|(_, rest)| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap());
                let name = String::from(name.unwrap());
                if let Some(other) = found.insert(name.clone(), path.clone()) {
                    panic!("{name} is in {} and in {}", other.display(), path.display());
                }
            }
        }
    }
    assert!(found.len() > 40, "{found:?}");
}

fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}
