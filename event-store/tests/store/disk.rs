//! The lane on a disk that is full.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::PathBuf;
use std::process::Command;

use event_store::feed::read_after;
use event_store::lane::SubmitError;
use sqlx::PgPool;

use crate::support::audit::audited;
use crate::support::commands::credit;
use crate::support::store::{Store, new_id};

/// A disk of four megabytes, on which the events stand. It is taken away when this is dropped.
struct SmallDisk {
    path: PathBuf,
}

impl SmallDisk {
    /// None where this user may not mount one.
    async fn under_the_events_of(pool: &PgPool) -> Option<Self> {
        let path = PathBuf::from(format!(
            "/tmp/daftari-small-disk-{}",
            new_id().as_u128() ^ u128::from(std::process::id())
        ));
        fs::create_dir(&path).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(&path)
            .output()
            .is_ok_and(|ended| ended.status.success());
        if !mounted {
            fs::remove_dir(&path).unwrap();
            return None;
        }
        let disk = Self { path };
        let server: i32 =
            sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(pool).await.unwrap();
        let owner = fs::metadata(format!("/proc/{server}")).unwrap();
        let place = disk.path.join("tablespace");
        fs::create_dir(&place).unwrap();
        chown(&place, Some(owner.uid()), Some(owner.gid())).unwrap();
        for statement in [
            format!("CREATE TABLESPACE small_disk LOCATION '{}'", place.display()),
            "ALTER TABLE events SET TABLESPACE small_disk".to_owned(),
        ] {
            sqlx::raw_sql(&statement).execute(pool).await.unwrap();
        }
        Some(disk)
    }

    /// Leaves no room on it.
    fn fill(&self) {
        let mut ballast = fs::File::create(self.path.join("ballast")).unwrap();
        while ballast.write_all(&[0; 4096]).is_ok() {}
    }

    fn make_room(&self) {
        fs::remove_file(self.path.join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: Postgres may have its files open still.
        let _ = Command::new("umount").arg("--lazy").arg(&self.path).status();
        let _ = fs::remove_dir(&self.path);
    }
}

#[tokio::test]
async fn a_full_disk_is_told_of_and_is_over_once_there_is_room() {
    let store = Store::open().await;
    let Some(disk) = SmallDisk::under_the_events_of(&store.pool).await else {
        eprintln!("not tried: only a user who may mount has a small disk");
        return;
    };
    let mut recorded = 0;
    store.node.submit(credit(new_id(), 1)).await.unwrap();
    recorded += 1;

    disk.fill();
    // There is room yet on the last page that has been begun.
    let refused = loop {
        match store.node.submit(credit(new_id(), 1)).await {
            Ok(_) => recorded += 1,
            Err(error) => break error,
        }
        assert!(recorded < 1_000, "the disk is not full");
    };
    assert!(matches!(refused, SubmitError::Unavailable), "{refused:?}");
    let read = read_after(&store.pool, 0, 1_000).await.unwrap();
    assert_eq!(read.len(), recorded, "readers go on, and see what was acknowledged");

    let waits = store.node.enqueue(credit(new_id(), 1)).await;
    disk.make_room();
    waits.await.unwrap().unwrap();
    recorded += 1;
    assert_eq!(audited(&store.pool).await.len(), recorded);

    let put_back = "ALTER TABLE events SET TABLESPACE pg_default; DROP TABLESPACE small_disk";
    for statement in put_back.split("; ") {
        sqlx::raw_sql(statement).execute(&store.pool).await.unwrap();
    }
}
