//! Finding a Postgres server's binaries.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::account::Account;
use crate::error::Error;
use crate::npm;
use crate::place::Place;
use crate::{Options, Surroundings};

/// The oldest version whose SQL we use.
const MAJOR_VERSION_MIN: u32 = 15;

/// Printing a version takes milliseconds.
const VERSION_TIMEOUT: Duration = Duration::from_secs(20);

/// A folder that holds `postgres` and `initdb`.
#[derive(Debug)]
pub(crate) struct Binaries {
    dir: PathBuf,
}

impl Binaries {
    pub(crate) fn postgres(&self) -> PathBuf {
        self.dir.join("postgres")
    }

    pub(crate) fn initdb(&self) -> PathBuf {
        self.dir.join("initdb")
    }
}

/// Finds binaries of the wanted version, or of any that will do where there are no data yet.
pub(crate) async fn find(
    options: &Options,
    surroundings: &Surroundings,
    place: &Place,
    wanted: Option<u32>,
) -> Result<Binaries, Error> {
    let mut rejected = Vec::new();
    for dir in candidates(options, &surroundings.system_root) {
        match usable(&dir, &place.account, wanted).await {
            Ok(()) => return Ok(Binaries { dir }),
            Err(reason) => rejected.push(format!("{}: {reason}", dir.display())),
        }
    }
    let package = options.node_modules.as_deref().and_then(npm::package);
    if let Some(package) = package.filter(|_| options.bin_dir.is_none()) {
        match npm::prepare(&package, place).await {
            Ok(dir) => match usable(&dir, &place.account, wanted).await {
                Ok(()) => return Ok(Binaries { dir }),
                Err(reason) => rejected.push(format!("{}: {reason}", dir.display())),
            },
            Err(error) => rejected.push(error.to_string()),
        }
    }
    let looked = if rejected.is_empty() {
        let system_root = surroundings.system_root.display();
        format!("not on the PATH, not in {system_root}, not in web/node_modules")
    } else {
        rejected.join("; ")
    };
    Err(match wanted {
        Some(data_version) => {
            Error::WrongVersion { data_dir: place.root.clone(), data_version, looked }
        }
        None => Error::NoServer { minimum: MAJOR_VERSION_MIN, looked },
    })
}

/// The folders to look in, in order. A folder that was named is the only one; elsewhere, only
/// folders that hold a server count.
fn candidates(options: &Options, system_root: &Path) -> Vec<PathBuf> {
    if let Some(dir) = &options.bin_dir {
        return vec![std::path::absolute(dir).unwrap_or_else(|_| dir.clone())];
    }
    let on_path = options.path.iter().flat_map(std::env::split_paths);
    let mut installed: Vec<(u32, PathBuf)> = std::fs::read_dir(system_root)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    installed.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    on_path
        .filter(|dir| dir.is_absolute())
        .chain(installed.into_iter().map(|(_, dir)| dir))
        .filter(|dir| missing(dir).is_none())
        .collect()
}

fn missing(dir: &Path) -> Option<&'static str> {
    ["postgres", "initdb"].into_iter().find(|program| !dir.join(program).is_file())
}

/// Says why the binaries cannot serve.
async fn usable(dir: &Path, account: &Account, wanted: Option<u32>) -> Result<(), String> {
    if let Some(program) = missing(dir) {
        return Err(format!("holds no `{program}`"));
    }
    let version = version(&dir.join("postgres"), account).await?;
    match wanted {
        Some(wanted) if version != wanted => Err(format!("is version {version}")),
        None if version < MAJOR_VERSION_MIN => Err(format!("is version {version}")),
        Some(_) | None => Ok(()),
    }
}

/// Asks as the server's user, who may lack the right to run what we may run.
pub(crate) async fn version(postgres: &Path, account: &Account) -> Result<u32, String> {
    let mut command = account.command(postgres, Path::new("/"));
    command.arg("--version").kill_on_drop(true);
    let output = tokio::time::timeout(VERSION_TIMEOUT, command.output())
        .await
        .map_err(|_| "does not say its version".to_owned())?
        .map_err(|error| format!("the user {} cannot run it ({error})", account.name))?;
    let said = String::from_utf8_lossy(&output.stdout);
    parse_version(&said).ok_or_else(|| {
        let complaint = String::from_utf8_lossy(&output.stderr);
        format!("does not run ({})", complaint.trim())
    })
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, or `… 18beta1`.
fn parse_version(said: &str) -> Option<u32> {
    let (_, version) = said.split_once("(PostgreSQL) ")?;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{candidates, parse_version};
    use crate::Options;

    fn install(dir: &Path) -> PathBuf {
        std::fs::create_dir_all(dir).unwrap();
        for program in ["postgres", "initdb"] {
            std::fs::write(dir.join(program), "").unwrap();
        }
        dir.to_owned()
    }

    fn options(path: &Path) -> Options {
        Options {
            data_dir: PathBuf::from("/nowhere"),
            bin_dir: None,
            path: Some(path.as_os_str().to_owned()),
            node_modules: None,
            durable: true,
        }
    }

    #[test]
    fn the_path_comes_first_and_then_the_newest_installed_version() {
        let root = tempfile::tempdir().unwrap();
        let on_path = install(&root.path().join("local/bin"));
        let system = root.path().join("postgresql");
        let nine = install(&system.join("9/bin"));
        let fifteen = install(&system.join("15/bin"));
        let sixteen = install(&system.join("16/bin"));
        std::fs::create_dir_all(system.join("17/bin")).unwrap();

        assert_eq!(candidates(&options(&on_path), &system), [on_path, sixteen, fifteen, nine]);
    }

    #[test]
    fn a_named_folder_is_the_only_one() {
        let root = tempfile::tempdir().unwrap();
        let on_path = install(&root.path().join("local/bin"));
        let mut options = options(&on_path);
        options.bin_dir = Some(root.path().join("named"));
        assert_eq!(candidates(&options, root.path()), [root.path().join("named")]);
    }

    #[test]
    fn a_relative_folder_on_the_path_is_passed_over() {
        assert_eq!(
            candidates(&options(Path::new("bin")), Path::new("/nowhere")),
            [] as [PathBuf; 0]
        );
    }

    #[test]
    fn versions_are_read_as_packagers_write_them() {
        let debian = "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n";
        assert_eq!(parse_version(debian), Some(15));
        assert_eq!(parse_version("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(parse_version("sh: not found\n"), None);
    }
}
