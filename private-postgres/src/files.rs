//! Files and folders, with errors that name them.

use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Names an I/O error by what was being done to which file.
pub(crate) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File { action, path, source }
}

/// A name that no other attempt uses: an initdb that outlived its killed parent goes on writing
/// into its own folder, which must not be ours.
pub(crate) fn unique(base: &Path, purpose: &str) -> PathBuf {
    let mut name = base.as_os_str().to_owned();
    name.push(format!(".{purpose}-{}", hex::encode(rand::random::<[u8; 6]>())));
    PathBuf::from(name)
}

/// Creates a folder and gives it exactly `mode`, whatever the umask says.
pub(crate) fn create_dir(path: &Path, mode: u32) -> Result<(), Error> {
    match fs::create_dir(path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
        Err(error) => return Err(failed("create", path)(error)),
    }
    set_mode(path, mode)
}

pub(crate) fn set_mode(path: &Path, mode: u32) -> Result<(), Error> {
    fs::set_permissions(path, Permissions::from_mode(mode))
        .map_err(failed("set the rights of", path))
}

/// Reads a small text file; `None` if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path)(error)),
    }
}

/// Writes a file that is there whole or not at all, even after a power cut.
pub(crate) fn write_whole(path: &Path, contents: &str) -> Result<(), Error> {
    let draft = unique(path, "new");
    let write = || {
        let mut file =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        file.write_all(contents.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, path)
    };
    write().map_err(failed("write", path))?;
    sync_dir(path.parent().unwrap_or(Path::new("/")))
}

/// Makes a rename inside `dir` survive a power cut.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), Error> {
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(failed("write to disk", dir))
}

/// Removes what earlier attempts left beside `base` under names made by [`unique`]. What cannot be
/// removed yet, since a dying process still writes into it, waits for the next start.
pub(crate) fn remove_leftovers(base: &Path) {
    let (Some(parent), Some(name)) =
        (base.parent(), base.file_name().and_then(|name| name.to_str()))
    else {
        return;
    };
    let prefix = format!("{name}.new-");
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(&prefix)) {
            let path = entry.path();
            let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
        }
    }
}

/// The last lines of a log that were written after its first `from` bytes.
pub(crate) fn tail(path: &Path, from: u64) -> String {
    const LINES: usize = 15;
    const BYTES: u64 = 16 * 1024;
    let read = || {
        use std::io::{Read as _, Seek as _};
        let mut file = fs::File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(io::SeekFrom::Start(from.max(length.saturating_sub(BYTES))))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok::<_, io::Error>(bytes)
    };
    let bytes = read().unwrap_or_default();
    last_lines(&String::from_utf8_lossy(&bytes), LINES)
}

pub(crate) fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
