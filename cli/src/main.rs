//! `daftari`: the one binary. It reads configuration, wires everything, and has one file a
//! subcommand.

mod commands;
mod config;
mod connection;
mod demo;
mod doctor;
mod etims;
mod failure;
mod files;
mod heads;
mod output;
mod past;
mod service;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// An event-sourced payment ledger for Internet providers who are paid by M-Pesa.
#[derive(Debug, Parser)]
#[command(name = "daftari", version, about, arg_required_else_help = true)]
struct Arguments {
    /// Errors and results as JSON, for programs.
    #[arg(long, global = true)]
    json: bool,
    /// Where `daftari up` keeps everything. While it runs, other commands find its database there
    /// unless `DATABASE_URL` names another.
    #[arg(long, global = true, default_value = ".daftari", value_name = "FOLDER")]
    data_dir: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The whole product on this machine: database, simulator, API, workers and web.
    Up(commands::up::Arguments),
    /// The API and the web, for production.
    Serve(commands::serve::Arguments),
    /// The background workers alone, for production.
    Work,
    /// Brings the database up to this version.
    Migrate,
    /// A stand-in for Safaricom's Daraja.
    Sim(commands::sim::Arguments),
    /// Payments that customers make by hand.
    C2b {
        #[command(subcommand)]
        command: commands::c2b::C2b,
    },
    /// The tax authority's control unit.
    Etims {
        #[command(subcommand)]
        command: commands::etims::Etims,
    },
    /// Looks whether everything is in place to take money, and says what to do where it is not.
    Doctor,
    /// Users.
    User {
        #[command(subcommand)]
        command: commands::user::UserCommand,
    },
    /// What happened to one thing, from its events.
    Inspect {
        #[command(subcommand)]
        command: commands::inspect::Inspect,
    },
    /// How far the projections are, whether one has stopped, and what can be done about it.
    Projections {
        #[command(subcommand)]
        command: Option<commands::projections::Projections>,
    },
    /// The dashboard, wallets or subscriptions as of a past moment.
    AsOf(commands::as_of::Arguments),
    /// Every account of the ledger, and the sums of both sides.
    TrialBalance(commands::trial_balance::Arguments),
    /// Writes the books for other programs.
    Export(commands::export::Arguments),
    /// Compares a statement of M-Pesa with the ledger, and with `--apply` takes in what needs no
    /// person.
    Reconcile(commands::reconcile::Arguments),
    /// How the accounts of some months would have moved under another price or other taxes.
    WhatIf(commands::what_if::Arguments),
    /// Recomputes what holds the events together, and names the first that is not as recorded.
    Verify(commands::verify::Arguments),
    /// Writes a proof that a receipt is recorded, for somebody without the database.
    Prove(commands::prove::Arguments),
    /// Checks a proof, without any database or network.
    CheckProof(commands::check_proof::Arguments),
    /// Builds the read models from the events again, beside the live ones, and puts them in their
    /// place while the service goes on.
    Replay(commands::replay::Arguments),
    /// Prints the OpenAPI document of the API.
    Openapi,
}

fn main() -> ExitCode {
    // Values of a `.env` file never replace those of the environment.
    let _ = dotenvy::dotenv();
    let arguments = Arguments::parse();
    let json = arguments.json;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let result = match runtime {
        Ok(runtime) => {
            let result = runtime.block_on(run(arguments));
            runtime.shutdown_timeout(std::time::Duration::from_secs(1));
            result
        }
        Err(error) => Err(Failure::dependency(error.into())),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(json),
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    // The one TLS stack of the program; a second installation changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    output::init_logs();
    let Arguments { json, data_dir, command } = arguments;
    match command {
        Command::Up(up) => commands::up::run(up, &data_dir).await,
        Command::Serve(serve) => commands::serve::run(serve).await,
        Command::Work => commands::work::run().await,
        Command::Migrate => commands::migrate::run(&data_dir).await,
        Command::Sim(sim) => commands::sim::run(sim).await,
        Command::C2b { command } => commands::c2b::run(command, &data_dir).await,
        Command::Etims { command } => commands::etims::run(command, &data_dir).await,
        Command::Doctor => commands::doctor::run(&data_dir, json).await,
        Command::User { command } => commands::user::run(command, &data_dir).await,
        Command::Inspect { command } => commands::inspect::run(command, &data_dir, json).await,
        Command::Projections { command } => {
            commands::projections::run(command, &data_dir, json).await
        }
        Command::AsOf(as_of) => commands::as_of::run(as_of, &data_dir, json).await,
        Command::TrialBalance(trial_balance) => {
            commands::trial_balance::run(trial_balance, &data_dir, json).await
        }
        Command::Export(export) => commands::export::run(export, &data_dir).await,
        Command::Reconcile(reconcile) => commands::reconcile::run(reconcile, &data_dir, json).await,
        Command::WhatIf(what_if) => commands::what_if::run(what_if, &data_dir, json).await,
        Command::Verify(verify) => commands::verify::run(verify, &data_dir, json).await,
        Command::Prove(prove) => commands::prove::run(prove, &data_dir).await,
        Command::CheckProof(check) => commands::check_proof::run(check, json),
        Command::Replay(replay) => commands::replay::run(replay, &data_dir, json).await,
        Command::Openapi => commands::openapi::run(),
    }
}
