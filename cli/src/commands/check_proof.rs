//! `daftari check-proof`

use std::path::PathBuf;

use anyhow::Context as _;
use event_store::note::Verifier;
use event_store::proof::Proof;

use crate::failure::Failure;
use crate::{heads, output};

/// A payload has a megabyte at most, and a path 63 hashes.
const PROOF_BYTES_MAX: u64 = 8 * 1024 * 1024;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The bundle that `daftari prove` wrote.
    file: PathBuf,
    /// The public key that is trusted, as `daftari.vkey` beside the published heads has it.
    /// Without it, the bundle's own is believed.
    #[arg(long, value_name = "KEY")]
    key: Option<Verifier>,
}

pub(crate) fn run(arguments: Arguments, json: bool) -> Result<(), Failure> {
    let text = heads::read_limited(&arguments.file, PROOF_BYTES_MAX)?;
    let name = arguments.file.display();
    let checked = Proof::parse(&text)
        .and_then(|proof| proof.check(arguments.key.as_ref()).map(|head| (proof, head)));
    let (proof, head) = checked
        .with_context(|| format!("{name} proves nothing"))
        .map_err(Failure::does_not_hold)?;
    let event = &proof.event;
    if json {
        let document = serde_json::json!({
            "holds": true,
            "key_was_given": arguments.key.is_some(),
            "position": event.position,
            "event_type": event.event_type,
            "aggregate_id": event.aggregate_id,
            "recorded_at_us": event.recorded_at_us,
            "origin": head.origin,
            "size": head.size,
            "root": hex::encode(head.root),
        });
        output::line(&document.to_string());
        return Ok(());
    }
    output::line(&format!(
        "{} at position {} is in the tree over {} events that {} has signed.",
        event.event_type, event.position, head.size, head.origin
    ));
    if arguments.key.is_none() {
        output::line(
            "The key is the bundle's own: compare it with the published one, or give that by --key.",
        );
        output::line(&format!("  {}", proof.key));
    }
    Ok(())
}
