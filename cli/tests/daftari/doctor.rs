//! What `daftari doctor` finds, and what it says to do about it.

use serde_json::Value;
use tokio::process::Command;

use crate::support::{Ended, Folder, Program, Shop};

const COMPLETE: [(&str, &str); 5] = [
    ("DARAJA_CONSUMER_KEY", "demo"),
    ("DARAJA_CONSUMER_SECRET", "demo"),
    ("DARAJA_SHORT_CODE", "174379"),
    ("DARAJA_PASSKEY", "demo"),
    ("REDIS_URL", ""),
];

/// The doctor, in the folder of a service that runs.
fn doctor(shop: &Shop) -> Command {
    let mut command = shop.folder.daftari(&["--json", "doctor"]);
    command
        .envs(COMPLETE)
        .env("DARAJA_BASE_URL", shop.simulator_base())
        .env("MPESA_CALLBACK_URL", shop.base());
    command
}

async fn ended(command: &mut Command) -> Ended {
    Program::start(command).ends().await
}

/// What was found, by what it is of: how it is, and what is said.
fn found(said: &str) -> Vec<(String, String, String)> {
    let said: Value = serde_json::from_str(said).unwrap();
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let findings = said["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let says = format!("{} -> {}", text(finding, "says"), text(finding, "remedy"));
            (text(finding, "of"), text(finding, "state"), says)
        })
        .collect()
}

fn faults(said: &str) -> Vec<(String, String)> {
    let faulty =
        |(of, state, says): (String, String, String)| (state == "FAULT").then_some((of, says));
    found(said).into_iter().filter_map(faulty).collect()
}

/// One fault alone, of that, with both of these in what is said.
#[track_caller]
fn only_fault(ended: &Ended, of: &str, says: &str, remedy: &str) {
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let faults = faults(&ended.output);
    assert_eq!(faults.len(), 1, "{faults:?}");
    let (found_of, said) = &faults[0];
    assert_eq!(found_of, of);
    let (what, what_to_do) = said.split_once(" -> ").unwrap();
    assert!(what.contains(says) && what_to_do.contains(remedy), "{said}");
}

#[tokio::test]
async fn each_fault_is_named_once_with_its_remedy_and_what_is_well_is_said_too() {
    let shop = Shop::open().await;
    let well = ended(&mut doctor(&shop)).await;
    assert_eq!(well.code, Some(0), "{well:?}");
    let states: Vec<(String, String)> =
        found(&well.output).into_iter().map(|(of, state, _)| (of, state)).collect();
    let expected = [
        ("configuration", "WELL"),
        ("database", "WELL"),
        ("master key", "WELL"),
        ("Redis", "SKIPPED"),
        ("Safaricom", "WELL"),
        ("initiator", "SKIPPED"),
        ("callbacks", "WELL"),
        ("clock", "WELL"),
    ];
    let expected = expected.map(|(of, state)| (of.to_owned(), state.to_owned()));
    assert_eq!(states, expected, "{}", well.output);

    let wrong = ended(doctor(&shop).env("DARAJA_CONSUMER_SECRET", "another")).await;
    only_fault(&wrong, "Safaricom", "refused the consumer key and secret", "check both");
    assert!(!wrong.output.contains("another"), "secrets never show: {}", wrong.output);
    let nowhere = ended(doctor(&shop).env("DARAJA_BASE_URL", "http://127.0.0.1:9")).await;
    only_fault(&nowhere, "Safaricom", "could not be asked", "check the base URL");
    let no_redis = ended(doctor(&shop).env("REDIS_URL", "redis://127.0.0.1:9")).await;
    only_fault(&no_redis, "Redis", "does not answer", "check REDIS_URL");
    let another_key = "00".repeat(32);
    let locked = ended(doctor(&shop).env("DAFTARI_MASTER_KEY", another_key)).await;
    only_fault(&locked, "master key", "not the master key", "the key that this database");
    let unheard = ended(doctor(&shop).env("MPESA_CALLBACK_URL", "http://127.0.0.1:9")).await;
    only_fault(&unheard, "callbacks", "nothing answers", "daftari serve");
    let in_clear = ended(doctor(&shop).env("MPESA_CALLBACK_URL", "http://pay.example.co.ke")).await;
    only_fault(&in_clear, "callbacks", "is not https", "reverse proxy");
    // Safaricom's own simulator answers, but it is not this service.
    let else_where = ended(doctor(&shop).env("MPESA_CALLBACK_URL", shop.simulator_base())).await;
    only_fault(&else_where, "callbacks", "answered with status 404", "MPESA_CALLBACK_URL");
    let database = "postgres://nobody@127.0.0.1:9/none";
    let lost = ended(
        doctor(&shop).env("DATABASE_URL", database).env("DAFTARI_MASTER_KEY", "11".repeat(32)),
    )
    .await;
    only_fault(&lost, "database", "out of reach", "check DATABASE_URL");

    // For people.
    let mut plain = shop.folder.daftari(&["doctor"]);
    plain
        .envs(COMPLETE)
        .env("DARAJA_BASE_URL", "http://127.0.0.1:9")
        .env("MPESA_CALLBACK_URL", shop.base());
    let printed = ended(&mut plain).await;
    assert_eq!(printed.code, Some(1));
    assert!(printed.output.contains("FAULT  Safaricom"), "{}", printed.output);
    assert!(printed.output.contains("-> check the base URL"), "{}", printed.output);
    assert_eq!(printed.errors.trim(), "daftari: one thing has to be put right");
}

#[tokio::test]
async fn a_configuration_without_anything_names_every_variable_and_looks_no_further() {
    let folder = Folder::new();
    let ended = folder.run(&["--json", "doctor"]).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let faults = faults(&ended.output);
    for name in [
        "DATABASE_URL",
        "DAFTARI_MASTER_KEY",
        "DARAJA_BASE_URL",
        "DARAJA_CONSUMER_KEY",
        "DARAJA_CONSUMER_SECRET",
        "DARAJA_SHORT_CODE",
        "DARAJA_PASSKEY",
        "MPESA_CALLBACK_URL",
    ] {
        let of = faults.iter().filter(|(_, says)| says.starts_with(&format!("{name} ")));
        assert_eq!(of.count(), 1, "{name} in {faults:?}");
    }
    assert!(faults.iter().all(|(of, _)| of == "configuration"), "{faults:?}");
    let skipped = found(&ended.output).into_iter().filter(|(_, state, _)| state == "SKIPPED");
    assert!(skipped.count() >= 4, "{}", ended.output);
}
