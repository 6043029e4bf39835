//! Files that appear whole or not at all.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

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

/// Writes a file that its owner alone may read, in place of one that may be there.
pub(crate) fn write_secret(path: &Path, text: &str) -> Result<(), Failure> {
    write_whole(path, text, OWNER_ONLY)
        .with_context(|| format!("{} cannot be made", path.display()))
        .map_err(Failure::usage)
}

/// Who may read a file: its owner.
const OWNER_ONLY: u32 = 0o600;
/// Who may read a file: everybody.
pub(crate) const EVERYBODY: u32 = 0o644;

/// Writes a file, in place of one that may be there. It appears by a rename once it is on the disk, so
/// that a crash leaves no half of one.
pub(crate) fn write_whole(path: &Path, text: &str, mode: u32) -> std::io::Result<()> {
    let beside = beside(path);
    // Of a crash before. It may have been made for other readers.
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    // The rename too has to be on the disk; some disks of other machines cannot say so.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all() {
        Err(error) if error.kind() != std::io::ErrorKind::InvalidInput => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_file_is_replaced_whole_even_after_a_crash_in_the_middle() {
        let folder = std::env::temp_dir().join(format!("daftari-files-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("key.hex");
        std::fs::write(beside(&path), "half of one").unwrap();
        for text in ["first", "second"] {
            write_whole(&path, text, OWNER_ONLY).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, OWNER_ONLY);
        }
        let names: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["key.hex"]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
