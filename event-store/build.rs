//! The migrations are carried in the crate, and the compiler does not know that they are: a new one must
//! have it built again.

fn main() {
    println!("cargo::rerun-if-changed=../migrations");
}
