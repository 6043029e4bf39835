//! `daftari serve`

use std::net::{IpAddr, SocketAddr};

use anyhow::Context;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::Values;
use crate::failure::Failure;
use crate::output;
use crate::service::{Background, Service, asked_to_end};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The port to listen on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value = "0.0.0.0")]
    address: IpAddr,
    /// Do the background work in this process too.
    #[arg(long)]
    workers: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let background = if arguments.workers { Background::All } else { Background::None };
    let config = Values::default().config()?;
    let address = SocketAddr::new(arguments.address, arguments.port);
    let listener = listen(address).await?;
    let service = Service::start(config, background).await?;
    output::line(&format!("Daftari serves on {address}."));
    let shutdown = CancellationToken::new();
    let stop = shutdown.clone();
    tokio::spawn(async move {
        asked_to_end().await;
        stop.cancel();
    });
    let served = service.serve(listener, shutdown).await;
    service.stop().await;
    served
}

/// Takes a port.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on; end whatever uses that port, or choose another with --port"))
        .map_err(Failure::dependency)
}
