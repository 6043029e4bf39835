//! Making a cluster: Postgres's own data directory.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::binaries::Binaries;
use crate::connect::ROLE;
use crate::error::{Error, advice};
use crate::files::{
    create_dir, failed, last_lines, read, remove_leftovers, sync_dir, unique, write_whole,
};
use crate::place::Place;

/// The major version of the server that made the cluster; `None` if there is no cluster yet.
pub(crate) fn version(place: &Place) -> Result<Option<u32>, Error> {
    let cluster = place.cluster();
    let is_empty = match fs::read_dir(&cluster) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(failed("read", &cluster)(error)),
    };
    if is_empty {
        return Ok(None);
    }
    let version = read(&cluster.join("PG_VERSION"))?.and_then(|text| text.trim().parse().ok());
    if version.is_none() || !cluster.join("global/pg_control").exists() {
        return Err(Error::Damaged { cluster });
    }
    Ok(version)
}

/// The password of [`ROLE`].
pub(crate) fn password(place: &Place) -> Result<String, Error> {
    let path = place.password();
    match read(&path)? {
        Some(password) if !password.trim().is_empty() => Ok(password.trim().to_owned()),
        Some(_) | None => Err(Error::NoPassword { path }),
    }
}

/// Removes what attempts that were killed left half-made.
pub(crate) fn remove_drafts(place: &Place) {
    for base in [place.cluster(), place.password(), place.port()] {
        remove_leftovers(&base);
    }
}

/// Makes the cluster under another name and renames it, so that one under its own name is whole.
pub(crate) async fn create(
    place: &Place,
    binaries: &Binaries,
    durable: bool,
    timeout: Duration,
) -> Result<(), Error> {
    let cluster = place.cluster();
    let password_file = place.password();
    // A password without a cluster is from an attempt that was cut short, and as good as new.
    if password(place).is_err() {
        let password = hex::encode(rand::random::<[u8; 24]>());
        write_whole(&password_file, &password)?;
    }
    place.account.own(&password_file)?;

    let draft = unique(&cluster, "new");
    create_dir(&draft, 0o700)?;
    place.account.own(&draft)?;
    if let Err(error) = run_initdb(place, binaries, &draft, durable, timeout).await {
        let _ = fs::remove_dir_all(&draft);
        return Err(error);
    }
    fs::rename(&draft, &cluster).map_err(failed("create", &cluster))?;
    sync_dir(&place.root)
}

async fn run_initdb(
    place: &Place,
    binaries: &Binaries,
    draft: &Path,
    durable: bool,
    timeout: Duration,
) -> Result<(), Error> {
    let program = binaries.initdb();
    let mut command = place.account.command(&program, &place.root);
    command
        .arg("--pgdata")
        .arg(draft)
        .arg("--username")
        .arg(ROLE)
        .arg("--pwfile")
        .arg(place.password())
        // Bytes sort the same on every machine; a locale's order changes with the C library, and
        // then breaks indexes.
        .args(["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale"])
        .arg("--no-instructions")
        .kill_on_drop(true);
    if !durable {
        command.arg("--no-sync");
    }
    let failed = |output: String| Error::InitDb {
        data_dir: place.root.clone(),
        advice: advice(&output),
        output,
    };
    let output = match tokio::time::timeout(timeout, command.output()).await {
        Ok(output) => output.map_err(|source| Error::Run { program, source })?,
        Err(_) => return Err(failed(format!("(nothing for {} s)", timeout.as_secs()))),
    };
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(failed(last_lines(&String::from_utf8_lossy(&said), 15)))
}
