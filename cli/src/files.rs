//! Small secret files beside the data.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;

use crate::failure::Failure;

/// What a file holds; it is made, readable by its owner alone, if it is not there.
pub(crate) fn read_or_make(path: &Path, make: impl FnOnce() -> String) -> Result<String, Failure> {
    let read = || std::fs::read_to_string(path);
    let usage = |error: std::io::Error| {
        Failure::usage(
            anyhow::Error::from(error).context(format!("{} cannot be used", path.display())),
        )
    };
    match read() {
        Ok(text) => return Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(usage(error)),
    }
    write_secret(path, &make())?;
    read().map_err(usage)
}

/// Writes a file that its owner alone may read, in place of one that may be there. It appears by a
/// rename, so that a crash leaves no half of one.
pub(crate) fn write_secret(path: &Path, text: &str) -> Result<(), Failure> {
    let beside = path.with_extension("new");
    let _ = std::fs::remove_file(&beside);
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path));
    written.with_context(|| format!("{} cannot be made", path.display())).map_err(Failure::usage)
}
