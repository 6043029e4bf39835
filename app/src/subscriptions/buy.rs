//! A customer buys from the wallet.

use domain::context::Context;
use domain::line::{Line, LineError};
use domain::package::{Package, PackageError};
use domain::purchase::{Order, PurchaseError, buy};
use domain::subscription::{ActivationCause, Subscription};
use domain::user::{User, UserError};
use domain::wallet::Wallet;
use domain::{CustomerId, LineId, PackageId, SubscriptionId, Timestamp, UserId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};
use serde::{Deserialize, Serialize};

use crate::payments::settle::{append_purchase, current_subscription, purchase_reads};
use crate::{Ledger, ids};

/// A purchase from a wallet.
#[derive(Debug, Clone)]
pub struct BuyFromWallet {
    /// Whose wallet pays.
    pub customer_id: CustomerId,
    /// For which line.
    pub line_id: LineId,
    /// What.
    pub package_id: PackageId,
    /// Who asks.
    pub by: UserId,
}

/// What the asker is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bought {
    /// The subscription that serves the line now.
    pub subscription_id: SubscriptionId,
    /// When it ends.
    pub end_date: Timestamp,
}

/// Why it cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuyRejection {
    /// Of the package.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// Of the line.
    #[error(transparent)]
    Line(#[from] LineError),
    /// Of the customer.
    #[error(transparent)]
    User(#[from] UserError),
    /// Of the wallet or the subscription.
    #[error(transparent)]
    Purchase(#[from] PurchaseError),
}

/// Buys a package from the wallet, at today's price.
pub async fn buy_from_wallet(
    ledger: &Ledger,
    order: BuyFromWallet,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<Bought>, SubmitError<BuyRejection>> {
    let command = BuyNow { order, new_subscription_id: ids::new() };
    ledger.lane.submit(command, context, idempotency, Priority::Interactive).await
}

struct BuyNow {
    order: BuyFromWallet,
    new_subscription_id: SubscriptionId,
}

fn reject<E: Into<BuyRejection>>(error: E) -> Stop<BuyRejection> {
    Stop::Rejected(error.into())
}

impl Command for BuyNow {
    type Reply = Bought;
    type Rejection = BuyRejection;

    fn reads(&self) -> Reads {
        let BuyFromWallet { customer_id, line_id, package_id, .. } = self.order;
        let reads = Reads::default()
            .stream::<Package>(package_id.uuid())
            .stream::<User>(customer_id.uuid())
            .stream::<Subscription>(self.new_subscription_id.uuid());
        purchase_reads(reads, customer_id, line_id, Some(package_id))
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Bought, Stop<BuyRejection>> {
        let BuyFromWallet { customer_id, line_id, package_id, by } = self.order;
        let package = world.state::<Package>(package_id.uuid())?.for_sale().map_err(reject)?;
        world.state::<User>(customer_id.uuid())?.active_role().map_err(reject)?;
        let owner = world.state::<Line>(line_id.uuid())?.open_for().map_err(reject)?;
        if owner != customer_id {
            return Err(reject(LineError::NotFound));
        }
        let wallet = world.state::<Wallet>(customer_id.uuid())?.clone();
        let current = current_subscription(world, line_id)?;
        let purchased = buy(
            &wallet,
            Order {
                customer_id,
                line_id,
                package,
                cause: ActivationCause::Wallet { by },
                current: current.as_ref().map(|(id, subscription)| (*id, subscription)),
                new_subscription_id: self.new_subscription_id,
                now: world.now(),
            },
        )
        .map_err(reject)?;
        let subscription_id = append_purchase(world, customer_id, line_id, purchased)?
            .unwrap_or(self.new_subscription_id);
        let now = world.now();
        let bought = world.state::<Subscription>(subscription_id.uuid())?;
        let end_date = bought.ends_at().unwrap_or(now);
        Ok(Bought { subscription_id, end_date })
    }
}
