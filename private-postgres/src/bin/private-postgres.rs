//! Runs a private server by itself until Ctrl-C: `private-postgres DATA_DIR [PATH [NODE_MODULES]]`.
//! It prints the address once the server answers.

use std::error::Error;
use std::io::Write as _;

use private_postgres::{Options, PrivatePostgres};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let data_dir = arguments
        .next()
        .filter(|argument| !argument.as_encoded_bytes().starts_with(b"-"))
        .ok_or("usage: private-postgres DATA_DIR [PATH [NODE_MODULES]]")?
        .into();
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let server = PrivatePostgres::start(Options {
        data_dir,
        bin_dir: None,
        path: arguments.next(),
        node_modules: arguments.next().map(Into::into),
        durable: true,
    })
    .await?;
    writeln!(std::io::stdout(), "{}", server.url())?;
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    server.stop().await?;
    Ok(())
}
