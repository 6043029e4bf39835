//! Real servers in real directories. Run as root, the tests also cover the change to an
//! unprivileged user; run as anybody else, they hold that nothing of the kind happens.

#![expect(clippy::unwrap_used, reason = "in a test, a panic with its line is the report")]

mod binaries;
mod crash;
mod lifecycle;
mod npm;
mod place;
mod process;
mod support;
