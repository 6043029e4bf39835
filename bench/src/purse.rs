//! What is asked of the store: money comes into a wallet for a payment, and goes out for a package.
//!
//! The product does the two by two commands of the domain. Here they are one command of two events
//! on a wallet as the domain has it, so that the lane and the stock crates can be asked the same.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use domain::claim::{ClaimChange, ClaimKey, ClaimKind};
use domain::wallet::{
    CreditCause, DebitCause, Wallet, WalletCommand, WalletError, WalletEvent, credit_key,
};
use domain::{CustomerId, Decide, Money, PaymentId, SubscriptionId};
use event_store::lane::{Command, Reads, Stop, World};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a package costs.
const PRICE_CENTS: i64 = 2_000;

/// A wallet of the domain, with the same events in the same streams.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Purse(Wallet);

/// A payment came, and a package was bought with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Buy {
    pub(crate) wallet: Uuid,
    pub(crate) payment: Uuid,
}

impl Buy {
    /// The claim that keeps this payment from being credited twice.
    fn claim(self) -> ClaimKey {
        ClaimKey::new(ClaimKind::Credit, credit_key(PaymentId::new(self.payment), None))
    }

    fn credit(self) -> WalletCommand {
        WalletCommand::Credit {
            customer_id: CustomerId::new(self.wallet),
            amount: Money::from_cents(PRICE_CENTS),
            cause: CreditCause::Payment {
                payment_id: PaymentId::new(self.payment),
                receipt: None,
                kept: None,
            },
        }
    }

    fn debit(self) -> WalletCommand {
        WalletCommand::Debit {
            customer_id: CustomerId::new(self.wallet),
            amount: Money::from_cents(PRICE_CENTS),
            cause: DebitCause::Purchase { subscription_id: SubscriptionId::new(self.payment) },
        }
    }
}

impl Decide for Purse {
    fn decide(&self, buy: Buy) -> Result<Vec<WalletEvent>, WalletError> {
        let mut events = self.0.decide(buy.credit())?;
        let mut credited = self.0.clone();
        for event in events.clone() {
            credited.apply(event);
        }
        events.extend(credited.decide(buy.debit())?);
        Ok(events)
    }

    fn claim_changes(&self, event: &WalletEvent) -> Vec<ClaimChange> {
        self.0.claim_changes(event)
    }
}

impl Aggregate for Purse {
    const TYPE: &'static str = Wallet::TYPE;
    type Command = Buy;
    type Event = WalletEvent;
    type Error = WalletError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Buy,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), WalletError> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: WalletEvent) {
        self.0.apply(event);
    }
}

impl Command for Buy {
    type Reply = Uuid;
    type Rejection = WalletError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Purse>(self.wallet).claim(self.claim())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Uuid, Stop<WalletError>> {
        let events = world.state::<Purse>(self.wallet)?.decide(*self).map_err(Stop::Rejected)?;
        world.append::<Purse>(self.wallet, events)?;
        Ok(self.payment)
    }
}
