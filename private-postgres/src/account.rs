//! The user that the server runs as. Postgres refuses to run as root.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use nix::unistd::{Gid, Uid, User};
use tokio::process::Command;

use crate::error::Error;
use crate::files::failed;

/// Unprivileged users to run as, in this order, when we are root.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// Who runs the server.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) uid: Uid,
    /// `None` if it is the user that we are anyway.
    switch_to: Option<Gid>,
}

impl Account {
    /// The owner of `cluster` if that exists, since Postgres runs as nobody else; else ourselves,
    /// or an unprivileged user when we are root.
    pub(crate) fn choose(cluster: &Path) -> Result<Self, Error> {
        let us = nix::unistd::geteuid();
        let owner = match fs::symlink_metadata(cluster) {
            Ok(metadata) => Some((Uid::from_raw(metadata.uid()), Gid::from_raw(metadata.gid()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed("look at", cluster)(error)),
        };
        match owner {
            None if us.is_root() => Self::unprivileged(),
            Some((uid, gid)) if us.is_root() && !uid.is_root() => {
                Ok(Self { name: name_of(uid), uid, switch_to: Some(gid) })
            }
            Some((uid, _)) if uid != us || uid.is_root() => Err(Error::NotOurs {
                cluster: cluster.to_owned(),
                owner: name_of(uid),
                wanted: if us.is_root() { Self::unprivileged()?.name } else { name_of(us) },
            }),
            None | Some(_) => Ok(Self { name: name_of(us), uid: us, switch_to: None }),
        }
    }

    fn unprivileged() -> Result<Self, Error> {
        for name in CANDIDATES {
            let user = User::from_name(name)
                .map_err(|source| Error::User { name: name.to_owned(), source })?;
            if let Some(user) = user.filter(|user| !user.uid.is_root()) {
                return Ok(Self { name: user.name, uid: user.uid, switch_to: Some(user.gid) });
            }
        }
        Err(Error::NoUser)
    }

    /// Whether the server's user is another one than ours, so that files must be handed over.
    pub(crate) fn is_other(&self) -> bool {
        self.switch_to.is_some()
    }

    /// A command that runs as this user, in a process group of its own, so that a terminal's
    /// Ctrl-C does not reach it. It sees none of our environment, which may hold secrets that are
    /// no business of another user's.
    pub(crate) fn command(&self, program: &Path, current_dir: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C")
            .current_dir(current_dir)
            .process_group(0)
            .stdin(std::process::Stdio::null());
        if let Some(gid) = self.switch_to {
            // The standard library drops the supplementary groups as well when root changes its
            // user in this way.
            command.uid(self.uid.as_raw()).gid(gid.as_raw());
        }
        command
    }

    /// Whether this user may enter `dir`: tried for real, since rights have more sources than the
    /// mode of a folder.
    pub(crate) async fn can_enter(&self, dir: &Path) -> Result<bool, Error> {
        let shell = Path::new("/bin/sh");
        let tried = self.command(shell, dir).args(["-c", ":"]).status().await;
        match tried {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(false),
            Err(source) => Err(Error::Run { program: shell.to_owned(), source }),
        }
    }

    /// Hands a file or folder to this user. A symbolic link is not followed.
    pub(crate) fn own(&self, path: &Path) -> Result<(), Error> {
        let Some(gid) = self.switch_to else {
            return Ok(());
        };
        std::os::unix::fs::lchown(path, Some(self.uid.as_raw()), Some(gid.as_raw()))
            .map_err(failed("change the owner of", path))
    }
}

/// The name of a user, or its number if it has none.
fn name_of(uid: Uid) -> String {
    match User::from_uid(uid) {
        Ok(Some(user)) => user.name,
        Ok(None) | Err(_) => uid.to_string(),
    }
}
