//! Carrying out what happens, by the product's own commands.

use chrono::Timelike;
use domain::context::{Actor, Context, Source};
use domain::outcome::OutcomeSource;
use domain::package::PackageTerms;
use domain::payment::{Again, PaymentError};
use domain::purchase::PurchaseError;
use domain::subscription::SubscriptionError;
use domain::time::in_nairobi;
use domain::user::Role;
use domain::wallet::WalletError;
use domain::{Money, Msisdn, PackageId, PaymentId, Timestamp, UserId};
use event_store::{Accepted, SubmitError};
use futures::future::try_join_all;
use uuid::Uuid;

use super::agenda::{Place, Step, Wish};
use super::catalogue::{Created, OFFERS, ONE_DAY};
use super::enrol::enrol;
use super::people::Person;
use super::policy::WillEnd;
use super::story::Asked;
use super::{DemoError, failed};
use crate::lines::add::{AddLine, Added, Wanted, add};
use crate::payments::initiate::{
    Buyer, Initiate, InitiateError, InitiateRejection, Initiated, first_line, initiate,
};
use crate::payments::record::{Fact, record};
use crate::subscriptions::buy::{BuyFromWallet, BuyRejection, buy_from_wallet};
use crate::subscriptions::expire::expire;
use crate::{Ledger, by_service, packages};

/// What came of a step.
#[derive(Debug)]
pub(super) enum Done {
    /// Somebody is there.
    Joined { who: usize, user_id: Option<UserId> },
    /// Homes were connected.
    Installed(Vec<(usize, Added)>),
    /// A prompt is on its way.
    Asked { wish: Wish, customer_id: UserId, asked: Box<Asked> },
    /// Something was bought from a wallet.
    Bought,
    /// What the step was for is done.
    Finished,
}

/// What a step may look at.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) people: &'a [Person],
    pub(super) packages: &'a Created,
    /// Who asks for some customers.
    pub(super) agent: UserId,
}

impl Scene<'_> {
    /// Carries out one step.
    pub(super) async fn act(self, step: Step) -> Result<Done, DemoError> {
        match step {
            Step::Join(who) => self.join(who).await,
            Step::Install(homes) => {
                let added = homes.into_iter().map(|who| self.install(who));
                try_join_all(added).await.map(Done::Installed)
            }
            // Who it is was found before.
            Step::Visit => Ok(Done::Finished),
            Step::Pay(wish) => self.pay(wish).await,
            Step::Tell { payment_id, fact, cause } => self.tell(payment_id, fact, cause).await,
            Step::End(will_end) => self.end(will_end).await,
            Step::Reprice => self.reprice().await,
        }
    }

    async fn join(self, who: usize) -> Result<Done, DemoError> {
        let person = self.person(who)?;
        let user_id = match &person.login {
            Some(names) => Some(enrol(self.ledger, names, &person.phone, Role::Customer).await?),
            None => None,
        };
        Ok(Done::Joined { who, user_id })
    }

    async fn install(self, who: usize) -> Result<(usize, Added), DemoError> {
        let person = self.person(who)?;
        let (Some(customer_id), Some(home)) = (person.user_id, &person.home) else {
            return Err(DemoError::new("connect a home", "its customer is not there"));
        };
        let wish = AddLine { customer_id, wanted: Wanted::Home, name: home.name.clone() };
        let context = asked_by(Actor::User(self.agent), customer_id.uuid());
        let added = add(self.ledger, wish, context, None).await;
        Ok((who, added.map_err(failed("connect a home"))?.reply))
    }

    async fn pay(self, wish: Wish) -> Result<Done, DemoError> {
        let person = self.person(wish.who)?;
        let (buyer, actor) = match (wish.place, person.user_id, person.account_number()) {
            // Some people let the agent ask for them.
            (Place::Home, _, Some(number)) if wish.who % 5 == 1 => {
                (Buyer::Account(number.clone()), Actor::User(self.agent))
            }
            (Place::Home, Some(id), Some(number)) => {
                (Buyer::Account(number.clone()), Actor::User(id))
            }
            (Place::Home, _, _) => return Ok(Done::Finished),
            (Place::Hotspot, Some(id), _) => (Buyer::Customer(id), Actor::User(id)),
            (Place::Hotspot, None, _) => (Buyer::NewGuest, Actor::Anonymous),
        };
        let initiated = initiate(
            self.ledger,
            Initiate {
                buyer,
                package_id: self.package(wish.package)?,
                payer: wish.payer.clone(),
                again: Again::Ask,
            },
            |payment_id| asked_by(actor, payment_id.uuid()),
            None,
        );
        match initiated.await {
            Ok(accepted) => self.asked(wish, accepted).await,
            Err(error) => match refusal(&error) {
                Some(PaymentError::WalletCovers { .. }) => self.buy_from_wallet(wish, actor).await,
                Some(PaymentError::PhoneBusy { .. } | PaymentError::BoughtJustNow) => {
                    Ok(Done::Finished)
                }
                _ => Err(failed("begin a payment")(error)),
            },
        }
    }

    async fn asked(self, wish: Wish, accepted: Accepted<Initiated>) -> Result<Done, DemoError> {
        const DOING: &str = "note a prompt";
        let Initiated { payment_id, customer_id, amount_cents } = accepted.reply;
        let at = self.ledger.clock.now();
        let vault = &self.ledger.vault;
        let key = vault.subject_key(customer_id, at).await.map_err(failed(DOING))?;
        let checkout = checkout_request_id(at, payment_id, &wish.payer);
        let asked = Asked {
            payment_id,
            position: accepted.position,
            amount: amount_cents,
            at,
            merchant_request_id: merchant_request_id(payment_id),
            checkout_request_id: vault.seal(&key, &checkout.parse().map_err(failed(DOING))?),
        };
        Ok(Done::Asked { wish, customer_id, asked: Box::new(asked) })
    }

    async fn buy_from_wallet(self, wish: Wish, actor: Actor) -> Result<Done, DemoError> {
        let person = self.person(wish.who)?;
        let line_id = match wish.place {
            Place::Hotspot => person.user_id.map(first_line),
            Place::Home => person.connected().map(|added| added.line_id),
        };
        // Only who bought before has money in a wallet.
        let (Some(customer_id), Some(line_id)) = (person.user_id, line_id) else {
            return Ok(Done::Finished);
        };
        let package_id = self.package(wish.package)?;
        let order = BuyFromWallet { customer_id, line_id, package_id, by: customer_id };
        let context = asked_by(actor, customer_id.uuid());
        match buy_from_wallet(self.ledger, order, context, None).await {
            Ok(_) => Ok(Done::Bought),
            // Their other wish of this moment has used it.
            Err(SubmitError::Rejected(BuyRejection::Purchase(PurchaseError::Wallet(
                WalletError::TooLow { .. },
            )))) => Ok(Done::Finished),
            Err(error) => Err(failed("buy from a wallet")(error)),
        }
    }

    async fn tell(
        self,
        payment_id: PaymentId,
        fact: Fact,
        cause: Option<String>,
    ) -> Result<Done, DemoError> {
        let by_safaricom = matches!(fact, Fact::Outcome { source: OutcomeSource::Callback, .. });
        let context = Context {
            actor: if by_safaricom { Actor::Safaricom } else { Actor::Service },
            ..by_service(payment_id.uuid(), cause, Source::Demo)
        };
        let told = record(self.ledger, payment_id, fact, context).await;
        told.map_err(failed("record what became of a payment"))?;
        Ok(Done::Finished)
    }

    async fn end(self, will_end: WillEnd) -> Result<Done, DemoError> {
        let WillEnd { subscription_id, line_id, at } = will_end;
        let timer = Some(format!("timer:{at}"));
        let context = by_service(subscription_id.uuid(), timer, Source::Demo);
        match expire(self.ledger, subscription_id, line_id, context).await {
            // It was extended, and ends another time.
            Ok(_) | Err(SubmitError::Rejected(SubscriptionError::NotYet { .. })) => {
                Ok(Done::Finished)
            }
            Err(error) => Err(failed("end a subscription")(error)),
        }
    }

    async fn reprice(self) -> Result<Done, DemoError> {
        let package_id = self.package(ONE_DAY)?;
        let context = asked_by(Actor::Operator, package_id.uuid());
        let terms = OFFERS[ONE_DAY].terms();
        let changed =
            packages::change(self.ledger, package_id, move |_| terms.clone(), context, None).await;
        changed.map_err(failed("change a price"))?;
        Ok(Done::Finished)
    }

    fn person(&self, who: usize) -> Result<&Person, DemoError> {
        self.people.get(who).ok_or_else(|| DemoError::new("find somebody", "they were not made"))
    }

    fn package(&self, index: usize) -> Result<PackageId, DemoError> {
        let package = self.packages.get(index).copied();
        package.ok_or_else(|| DemoError::new("find a package", "it was not created"))
    }
}

/// Fills the catalogue.
pub(super) async fn create_packages(
    ledger: &Ledger,
    first_price_of_one_day: Money,
) -> Result<Created, DemoError> {
    let mut created = Created::new();
    for (index, offer) in OFFERS.iter().enumerate() {
        let mut terms: PackageTerms = offer.terms();
        if index == ONE_DAY {
            terms.price_cents = first_price_of_one_day;
        }
        let context = |id: PackageId| asked_by(Actor::Operator, id.uuid());
        let accepted = packages::create(ledger, terms, context, None).await;
        created.push(accepted.map_err(failed("create a package"))?.reply);
    }
    Ok(created)
}

fn asked_by(actor: Actor, story: Uuid) -> Context {
    Context {
        actor,
        correlation_id: story,
        causation_id: None,
        source: Source::Demo,
        request_id: None,
    }
}

/// Why a payment was not begun, if its own rules say so.
fn refusal(error: &InitiateError) -> Option<&PaymentError> {
    if let InitiateError::Submit(SubmitError::Rejected(InitiateRejection::Payment(refused))) = error
    {
        Some(refused)
    } else {
        None
    }
}

/// As Safaricom writes them: the moment in Nairobi, and the end of the payer's number.
fn checkout_request_id(at: Timestamp, payment_id: PaymentId, payer: &Msisdn) -> String {
    let local = in_nairobi(at);
    // The same phone may be asked twice at one moment of the demonstration's clock.
    let millis = (u128::from(local.nanosecond() / 1_000_000) + payment_id.uuid().as_u128()) % 1_000;
    let number = payer.as_str().strip_prefix("254").unwrap_or_default();
    format!("ws_CO_{}{millis}{number}", local.format("%d%m%Y%H%M%S"))
}

fn merchant_request_id(payment_id: PaymentId) -> String {
    let id = payment_id.uuid().as_u128();
    format!("{}-{}-1", 10_000 + (id >> 20) % 90_000, 10_000_000 + id % 90_000_000)
}
