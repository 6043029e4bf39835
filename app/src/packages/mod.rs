//! The catalogue.

use domain::context::Context;
use domain::package::{Package, PackageCommand, PackageError, PackageTerms};
use domain::{Decide, PackageId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};

use crate::{Ledger, ids};

/// Adds a package to the catalogue.
pub async fn create(
    ledger: &Ledger,
    terms: PackageTerms,
    context: impl FnOnce(PackageId) -> Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<PackageId>, SubmitError<PackageError>> {
    let package_id: PackageId = ids::new();
    submit(
        ledger,
        package_id,
        PackageCommand::Create { package_id, terms },
        context(package_id),
        idempotency,
    )
    .await
}

/// Changes a package for future purchases: its price, its other terms, or both at once. `change`
/// makes the new terms of those that it has when its turn comes, so that of two who change
/// different terms neither undoes what the other did.
pub async fn change(
    ledger: &Ledger,
    package_id: PackageId,
    change: impl Fn(PackageTerms) -> PackageTerms + Send + 'static,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<PackageId>, SubmitError<PackageError>> {
    let command = ChangePackage { package_id, change };
    ledger.lane.submit(command, context, idempotency, Priority::Interactive).await
}

/// Takes a package out of the catalogue.
pub async fn retire(
    ledger: &Ledger,
    package_id: PackageId,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<PackageId>, SubmitError<PackageError>> {
    submit(ledger, package_id, PackageCommand::Retire, context, idempotency).await
}

async fn submit(
    ledger: &Ledger,
    package_id: PackageId,
    command: PackageCommand,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<PackageId>, SubmitError<PackageError>> {
    let command = OnPackage { package_id, command };
    ledger.lane.submit(command, context, idempotency, Priority::Interactive).await
}

struct OnPackage {
    package_id: PackageId,
    command: PackageCommand,
}

impl Command for OnPackage {
    type Reply = PackageId;
    type Rejection = PackageError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Package>(self.package_id.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<PackageId, Stop<PackageError>> {
        apply(world, self.package_id, self.command.clone())?;
        Ok(self.package_id)
    }
}

struct ChangePackage<F> {
    package_id: PackageId,
    change: F,
}

impl<F> Command for ChangePackage<F>
where
    F: Fn(PackageTerms) -> PackageTerms + Send + 'static,
{
    type Reply = PackageId;
    type Rejection = PackageError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Package>(self.package_id.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<PackageId, Stop<PackageError>> {
        let package = world.state::<Package>(self.package_id.uuid())?;
        let terms = (self.change)(package.for_sale().map_err(Stop::Rejected)?.terms);
        let price = terms.price_cents;
        apply(world, self.package_id, PackageCommand::Change { terms })?;
        apply(world, self.package_id, PackageCommand::Reprice { price })?;
        Ok(self.package_id)
    }
}

fn apply(
    world: &mut World<'_>,
    package_id: PackageId,
    command: PackageCommand,
) -> Result<(), Stop<PackageError>> {
    let package = world.state::<Package>(package_id.uuid())?;
    let events = package.decide(command).map_err(Stop::Rejected)?;
    Ok(world.append::<Package>(package_id.uuid(), events)?)
}
