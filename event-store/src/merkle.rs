//! Merkle trees of RFC 6962, section 2.1, over the leaves of the events.

use sha2::{Digest, Sha256};

use crate::chain::Hash;

/// The hash of an inner node.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([1_u8]);
    hasher.update(left);
    hasher.update(right);
    hasher.finalize().into()
}

/// The root of the tree without leaves.
pub fn empty_root() -> Hash {
    Sha256::digest(b"").into()
}

/// A tree to which leaves are added, of which only the roots of its full subtrees are kept: one
/// hash for each bit that is set in its size.
#[derive(Debug, Clone, Default)]
pub struct Frontier {
    size: u64,
    /// The largest subtree first.
    roots: Vec<Hash>,
}

impl Frontier {
    /// A tree of that size, from the roots of its full subtrees, the largest first. None if there
    /// are not as many as the size has bits.
    pub fn of(size: u64, roots: Vec<Hash>) -> Option<Self> {
        (roots.len() == usize::try_from(size.count_ones()).ok()?).then_some(Self { size, roots })
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_and_see(leaf, |_, _| {});
    }

    /// Adds a leaf, and shows the root of each full subtree that it fills, with its height.
    pub(crate) fn push_and_see(&mut self, leaf: Hash, mut filled: impl FnMut(u32, &Hash)) {
        let mut root = leaf;
        for below in 0..self.size.trailing_ones() {
            let left = self.roots.pop().expect("there is a root for each bit of the size");
            root = node(&left, &root);
            filled(below + 1, &root);
        }
        self.roots.push(root);
        self.size += 1;
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        let mut smallest_first = self.roots.iter().rev();
        let Some(last) = smallest_first.next() else { return empty_root() };
        smallest_first.fold(*last, |right, left| node(left, &right))
    }
}

/// The root of a full tree: of as many hashes as a power of two.
pub(crate) fn full_root(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => empty_root(),
        [only] => *only,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            node(&full_root(left), &full_root(right))
        }
    }
}

/// Whether a leaf stands at that index, from 0, of the tree of that size and root (RFC 9162,
/// section 2.1.3.2).
pub fn is_included(leaf: Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(beside, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The leaves and roots by which implementations of RFC 6962 have been tested from the first.
    const LEAVES: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn roots_are_those_of_the_published_trees() {
        let mut tree = Frontier::default();
        assert_eq!(
            hex::encode(tree.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        for (data, root) in LEAVES.iter().zip(ROOTS) {
            let data = hex::decode(data).unwrap();
            tree.push(Sha256::digest([&[0], data.as_slice()].concat()).into());
            assert_eq!(hex::encode(tree.root()), root, "of {}", tree.size());
        }
    }
}
