//! The golden files themselves are never changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

fn golden() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden"))
}

/// Hash by file, of the files that are there.
fn present() -> BTreeMap<String, String> {
    let mut sums = BTreeMap::new();
    let folders = fs::read_dir(golden()).unwrap().map(|entry| entry.unwrap().path());
    for folder in folders.filter(|path| path.is_dir()) {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.strip_prefix(golden()).unwrap().to_str().unwrap().replace('\\', "/");
            let digest = Sha256::digest(fs::read(&path).unwrap());
            sums.insert(name, hex::encode(digest));
        }
    }
    sums
}

#[test]
fn golden_files_are_those_that_were_once_committed() {
    // In the format of sha256sum, so that `sha256sum --check SHA256SUMS` says the same.
    let noted: BTreeMap<String, String> = fs::read_to_string(golden().join("SHA256SUMS"))
        .unwrap()
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect();
    let present = present();
    for (name, sum) in &present {
        let noted = noted.get(name).unwrap_or_else(|| {
            panic!("{name} is new: add this line to tests/golden/SHA256SUMS\n{sum}  {name}")
        });
        assert_eq!(noted, sum, "{name} was changed: restore it, and make a new version instead");
    }
    let gone: Vec<&String> = noted.keys().filter(|name| !present.contains_key(*name)).collect();
    assert!(gone.is_empty(), "restore {gone:?}: what was written once is read for ever");
}
