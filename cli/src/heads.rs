//! Where tree heads are published, and how published ones are read.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use app::workers::{NotPublished, Publish};
use async_trait::async_trait;
use event_store::heads::Head;
use event_store::note::{Signer, Verifier};
use event_store::verify::{Says, Witness};
use sqlx::PgPool;
use url::Url;
use vault::MasterKey;

use crate::failure::Failure;
use crate::files::{EVERYBODY, write_whole};
use crate::service;

/// The file beside the heads that holds the public key.
pub(crate) const KEY_FILE: &str = "daftari.vkey";
/// The head that was published last.
const LATEST: &str = "latest";
/// How published heads end, by size in twenty digits, in a folder for each day.
const NOTE: &str = "note";
/// How long a server may take to answer.
const PUT_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest file that is read as a head.
const HEAD_BYTES_MAX: u64 = 64 * 1024;

/// A directory, best on another machine's disk.
#[derive(Debug)]
pub(crate) struct Directory(PathBuf);

impl Directory {
    /// Opens it, and puts the public key there.
    pub(crate) fn open(path: &Path, key: &Verifier) -> Result<Self, Failure> {
        std::fs::create_dir_all(path)
            .and_then(|()| write_whole(&path.join(KEY_FILE), &format!("{key}\n"), EVERYBODY))
            .with_context(|| {
                format!(
                    "{} cannot be used for tree heads; correct DAFTARI_HEADS_DIR",
                    path.display()
                )
            })
            .map_err(Failure::usage)?;
        Ok(Self(path.to_owned()))
    }

    fn put(&self, head: &Head) -> std::io::Result<()> {
        let day = self.0.join(head.recorded_at.format("%Y-%m-%d").to_string());
        std::fs::create_dir_all(&day)?;
        write_whole(&day.join(format!("{:020}.{NOTE}", head.size)), &head.note, EVERYBODY)?;
        write_whole(&self.0.join(LATEST), &head.note, EVERYBODY)
    }
}

#[async_trait]
impl Publish for Directory {
    fn place(&self) -> String {
        self.0.display().to_string()
    }

    async fn published(&self) -> Result<Option<i64>, NotPublished> {
        match std::fs::read_to_string(self.0.join(LATEST)) {
            Ok(note) => Ok(note.lines().nth(1).and_then(|size| size.parse().ok())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(NotPublished(error.to_string())),
        }
    }

    async fn publish(&self, head: &Head) -> Result<(), NotPublished> {
        self.put(head).map_err(|error| NotPublished(error.to_string()))
    }
}

/// A server that takes heads by `PUT`.
#[derive(Debug)]
pub(crate) struct Server {
    client: reqwest::Client,
    base: Url,
}

impl Server {
    /// Heads go below that address.
    pub(crate) fn new(mut base: Url) -> Result<Self, Failure> {
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let client = reqwest::Client::builder()
            .user_agent(concat!("daftari/", env!("CARGO_PKG_VERSION")))
            .timeout(PUT_TIMEOUT)
            .build()
            .context("no connection to DAFTARI_HEADS_URL can be made")
            .map_err(Failure::usage)?;
        Ok(Self { client, base })
    }

    async fn put(&self, name: &str, note: &str) -> Result<(), NotPublished> {
        let failed = |error: &dyn std::fmt::Display| NotPublished(error.to_string());
        let url = self.base.join(name).map_err(|error| failed(&error))?;
        let request = self.client.put(url).header("content-type", "text/plain; charset=utf-8");
        let answer = request.body(note.to_owned()).send().await;
        // The address may hold a secret.
        let answer = answer.map_err(|error| failed(&error.without_url()))?;
        answer.error_for_status().map_err(|error| failed(&error.without_url()))?;
        Ok(())
    }
}

#[async_trait]
impl Publish for Server {
    fn place(&self) -> String {
        self.base.host_str().unwrap_or("DAFTARI_HEADS_URL").to_owned()
    }

    /// It is not asked: what it has already, it gets again.
    async fn published(&self) -> Result<Option<i64>, NotPublished> {
        Ok(None)
    }

    async fn publish(&self, head: &Head) -> Result<(), NotPublished> {
        self.put(&format!("{:020}.{NOTE}", head.size), &head.note).await?;
        self.put(LATEST, &head.note).await
    }
}

/// The public key of a store's own heads.
pub(crate) async fn own_key(pool: &PgPool, master: &MasterKey) -> Result<Verifier, Failure> {
    signer(pool, master).await.map(|signer| signer.verifier().clone())
}

/// Who signs a store's heads.
pub(crate) async fn signer(pool: &PgPool, master: &MasterKey) -> Result<Signer, Failure> {
    let vault = service::open_vault(pool, master).await?;
    app::audit::signer(pool, &vault)
        .await
        .context("the store's id could not be read")
        .map_err(Failure::dependency)
}

/// The heads of a file, or of all files of a directory of published ones, that the key has signed.
pub(crate) fn published(path: &Path, key: &Verifier) -> Result<Vec<Witness>, Failure> {
    let mut files = Vec::new();
    collect(path, &mut files)
        .with_context(|| format!("{} cannot be read", path.display()))
        .map_err(Failure::usage)?;
    if files.is_empty() {
        return Err(Failure::usage(anyhow!("{} holds no published heads", path.display())));
    }
    files.iter().map(|file| read(file, key)).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let entry = entry?.path();
        let is_head = entry.extension().is_some_and(|extension| extension == NOTE)
            || entry.file_name().is_some_and(|name| name == LATEST);
        if entry.is_dir() || is_head {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

fn read(file: &Path, key: &Verifier) -> Result<Witness, Failure> {
    let name = file.display();
    let note = read_limited(file, HEAD_BYTES_MAX)?;
    let head = key
        .open(&note)
        .with_context(|| format!("{name} is not a head of this store"))
        .map_err(Failure::does_not_hold)?;
    let position = i64::try_from(head.size)
        .context("a head over more events than there can be")
        .map_err(Failure::does_not_hold)?;
    Ok(Witness {
        position,
        whose: format!("the published head {name}"),
        says: Says::Root(head.root),
    })
}

/// The text of a file that is not longer than that.
pub(crate) fn read_limited(file: &Path, bytes_max: u64) -> Result<String, Failure> {
    let name = file.display();
    let length = std::fs::metadata(file).map(|file| file.len());
    let length =
        length.with_context(|| format!("{name} cannot be read")).map_err(Failure::usage)?;
    if length > bytes_max {
        return Err(Failure::usage(anyhow!(
            "{name} is longer than {bytes_max} bytes, which none of these files is"
        )));
    }
    std::fs::read_to_string(file)
        .with_context(|| format!("{name} cannot be read"))
        .map_err(Failure::usage)
}
