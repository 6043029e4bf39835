//! Where the data are: in the folder that was asked for, or elsewhere if the server's user may not
//! enter that one.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::time::{Instant, sleep};

use crate::account::Account;
use crate::error::Error;
use crate::files::{create_dir, failed, read, set_mode};

/// Folders for data whose own place cannot be entered, the first that takes them. Both outlive a
/// reboot.
const ELSEWHERE: [&str; 2] = ["/var/lib", "/var/tmp"];

/// A Unix socket's whole path must fit 107 bytes, of which Postgres's own name takes 15 with its
/// slash (`/.s.PGSQL.65535`).
const SOCKET_DIR_LENGTH_MAX: usize = 107 - 15;

/// A program that was killed while it started another leaves the lock to that one until it runs.
const LOCK_TIMEOUT: Duration = Duration::from_secs(1);
const LOCK_POLL: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) root: PathBuf,
    pub(crate) moved_from: Option<PathBuf>,
    pub(crate) account: Account,
}

impl Place {
    /// Decides where the data are and as whom the server runs, and creates the folder.
    pub(crate) async fn settle(requested: &Path) -> Result<Self, Error> {
        let requested = resolve(requested)?;
        let elsewhere = ELSEWHERE.map(|parent| Path::new(parent).join(other_name(&requested)));
        let kept_elsewhere = elsewhere.iter().find(|place| has_cluster(place));
        if nix::unistd::geteuid().is_root()
            && !has_cluster(&requested)
            && let Some(root) = kept_elsewhere
        {
            return Self::moved(root.clone(), requested);
        }

        let account = Account::choose(&requested.join("cluster"))?;
        let barrier = existing_parent(&requested);
        if !account.is_other() || account.can_enter(barrier).await? {
            create_with_parents(&requested, &account)?;
            return Ok(Self { root: requested, moved_from: None, account });
        }
        if has_cluster(&requested) {
            return Err(Error::Unreachable {
                barrier: barrier.to_owned(),
                data_dir: requested,
                account: account.name,
            });
        }
        let [first, second] = elsewhere;
        match create_dir(&first, 0o711) {
            Ok(()) => Self::moved(first, requested),
            Err(_) => create_dir(&second, 0o711).and_then(|()| Self::moved(second, requested)),
        }
    }

    /// The place elsewhere, which must be root's own: its parent may be open to everyone.
    fn moved(root: PathBuf, requested: PathBuf) -> Result<Self, Error> {
        let metadata = std::fs::symlink_metadata(&root).map_err(failed("look at", &root))?;
        let account = Account::choose(&root.join("cluster"))?;
        if !metadata.is_dir() || metadata.uid() != 0 {
            return Err(Error::NotOurs {
                owner: metadata.uid().to_string(),
                cluster: root,
                wanted: account.name,
            });
        }
        Ok(Self { root, moved_from: Some(requested), account })
    }

    pub(crate) fn cluster(&self) -> PathBuf {
        self.root.join("cluster")
    }

    pub(crate) fn password(&self) -> PathBuf {
        self.root.join("password")
    }

    pub(crate) fn port(&self) -> PathBuf {
        self.root.join("port")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.root.join("server.log")
    }

    /// Takes the folder for this process. The lock goes with the process, however that dies.
    pub(crate) async fn lock(&self) -> Result<File, Error> {
        let path = self.root.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(failed("open", &path))?;
        let deadline = Instant::now() + LOCK_TIMEOUT;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    sleep(LOCK_POLL).await;
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::InUse {
                        data_dir: self.root.clone(),
                        holder: read(&path)?.filter(|pid| !pid.is_empty()),
                    });
                }
                Err(TryLockError::Error(source)) => return Err(failed("lock", &path)(source)),
            }
        }
        self.account.own(&path)?;
        file.set_len(0)
            .and_then(|()| write!(file, "{}", std::process::id()))
            .map_err(failed("write", &path))?;
        Ok(file)
    }

    /// The folder for the Unix socket, created: beside the data if that path is short enough.
    pub(crate) fn socket_dir(&self) -> Result<PathBuf, Error> {
        let beside = self.root.join("sockets");
        // Postgres takes a list with commas and double quotes here.
        let plain = beside.to_str().is_some_and(|path| !path.contains([',', '"']));
        if plain && beside.as_os_str().len() <= SOCKET_DIR_LENGTH_MAX {
            create_dir(&beside, 0o700)?;
            self.account.own(&beside)?;
            return Ok(beside);
        }
        // `/tmp` and not TMPDIR, which may itself be long, or closed to the server's user.
        let short = Path::new("/tmp").join(other_name(&self.root));
        match std::fs::symlink_metadata(&short) {
            Ok(metadata) if !self.may_hold_socket(&metadata) => {
                return Err(Error::SocketDir { path: short });
            }
            Ok(_) => {}
            Err(_) => create_dir(&short, 0o700)?,
        }
        self.account.own(&short)?;
        Ok(short)
    }

    /// In `/tmp` anybody may have made a folder of that name before us, and would then be able to
    /// put a socket of their own in it.
    fn may_hold_socket(&self, metadata: &std::fs::Metadata) -> bool {
        let owner = metadata.uid();
        metadata.is_dir()
            && metadata.permissions().mode() & 0o777 == 0o700
            && (owner == self.account.uid.as_raw() || owner == nix::unistd::geteuid().as_raw())
    }
}

fn has_cluster(root: &Path) -> bool {
    root.join("cluster").symlink_metadata().is_ok()
}

/// The absolute path without symbolic links, as far as it exists.
fn resolve(path: &Path) -> Result<PathBuf, Error> {
    let path = std::path::absolute(path).map_err(failed("find", path))?;
    let existing = path.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(Path::new("/"));
    let real = existing.canonicalize().map_err(failed("find", existing))?;
    let rest = path.strip_prefix(existing).expect("an ancestor is a prefix of its path");
    Ok(real.components().chain(rest.components()).collect())
}

/// The nearest folder above `path` that exists.
fn existing_parent(path: &Path) -> &Path {
    path.ancestors().skip(1).find(|ancestor| ancestor.exists()).unwrap_or(Path::new("/"))
}

/// A short name for a place that stands for `path`.
fn other_name(path: &Path) -> String {
    let digest = Sha256::digest(path.as_os_str().as_bytes());
    format!("daftari-{}", hex::encode(&digest[..8]))
}

/// Creates the folder and what is missing above it. The server's user must be able to pass through,
/// whatever our umask says; only the folder itself is closed to others, who may not list it.
fn create_with_parents(path: &Path, account: &Account) -> Result<(), Error> {
    let missing: Vec<&Path> =
        path.ancestors().skip(1).take_while(|ancestor| !ancestor.exists()).collect();
    for parent in missing.into_iter().rev() {
        create_dir(parent, 0o755)?;
    }
    let mode = if account.is_other() { 0o711 } else { 0o700 };
    if !path.is_dir() {
        return create_dir(path, mode);
    }
    if account.is_other() {
        set_mode(path, mode)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{SOCKET_DIR_LENGTH_MAX, other_name, resolve};

    #[test]
    fn the_place_elsewhere_depends_on_the_whole_path() {
        let one = other_name(Path::new("/root/one/postgres"));
        let two = other_name(Path::new("/root/two/postgres"));
        assert_ne!(one, two);
        assert_eq!(one, other_name(Path::new("/root/one/postgres")));
    }

    #[test]
    fn the_short_socket_dir_is_short_enough() {
        let dir = Path::new("/tmp").join(other_name(Path::new(&"/very-long".repeat(100))));
        assert!(dir.as_os_str().len() <= SOCKET_DIR_LENGTH_MAX);
    }

    #[test]
    fn a_path_is_resolved_as_far_as_it_exists() {
        let dir = tempfile::tempdir().unwrap();
        let real = dir.path().canonicalize().unwrap();
        std::fs::create_dir(real.join("there")).unwrap();
        std::os::unix::fs::symlink(real.join("there"), real.join("link")).unwrap();
        assert_eq!(resolve(&real.join("link/not/yet")).unwrap(), real.join("there/not/yet"));
    }
}
