//! Events as the tests need them, and the command that appends them as they are.

use std::convert::Infallible;

use domain::books::{BOOKS, Books, BooksEvent};
use domain::codes::{AccountNumber, AccountReference};
use domain::line::{Line, LineEvent, LineKind};
use domain::package::{
    Duration, Package, PackageEvent, PackageSnapshot, PackageTerms, SoldAt, Unit,
};
use domain::payment::{Payment, PaymentEvent};
use domain::skips::{SKIPS, Skips, SkipsEvent};
use domain::subscription::{ActivationCause, Subscription, SubscriptionEvent};
use domain::user::{Role, User, UserEvent};
use domain::wallet::{CreditCause, DebitCause, KeptReason, Wallet, WalletEvent};
use domain::{CustomerId, LineId, Money, PackageId, PaymentId, SubscriptionId, Timestamp};
use event_store::{Command, Reads, Stop, World};
use uuid::Uuid;

use crate::ground::{at, sealed};

/// An event of some aggregate.
#[derive(Debug, Clone)]
pub(crate) enum Fact {
    User(Uuid, UserEvent),
    Line(Uuid, LineEvent),
    Wallet(Uuid, WalletEvent),
    Package(Uuid, PackageEvent),
    Payment(Uuid, PaymentEvent),
    Subscription(Uuid, SubscriptionEvent),
    Skips(SkipsEvent),
    Books(BooksEvent),
}

/// Appends events without asking whether they may be.
pub(crate) struct Append(pub(crate) Vec<Fact>);

impl Command for Append {
    type Reply = ();
    type Rejection = Infallible;

    fn reads(&self) -> Reads {
        self.0.iter().fold(Reads::default(), |reads, fact| match fact {
            Fact::User(id, _) => reads.stream::<User>(*id),
            Fact::Line(id, _) => reads.stream::<Line>(*id),
            Fact::Wallet(id, _) => reads.stream::<Wallet>(*id),
            Fact::Package(id, _) => reads.stream::<Package>(*id),
            Fact::Payment(id, _) => reads.stream::<Payment>(*id),
            Fact::Subscription(id, _) => reads.stream::<Subscription>(*id),
            Fact::Skips(_) => reads.stream::<Skips>(SKIPS),
            Fact::Books(_) => reads.stream::<Books>(BOOKS),
        })
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<Infallible>> {
        for fact in self.0.clone() {
            match fact {
                Fact::User(id, event) => world.append::<User>(id, vec![event])?,
                Fact::Line(id, event) => world.append::<Line>(id, vec![event])?,
                Fact::Wallet(id, event) => world.append::<Wallet>(id, vec![event])?,
                Fact::Package(id, event) => world.append::<Package>(id, vec![event])?,
                Fact::Payment(id, event) => world.append::<Payment>(id, vec![event])?,
                Fact::Subscription(id, event) => world.append::<Subscription>(id, vec![event])?,
                Fact::Skips(event) => world.append::<Skips>(SKIPS, vec![event])?,
                Fact::Books(event) => world.append::<Books>(BOOKS, vec![event])?,
            }
        }
        Ok(())
    }
}

/// A customer with one line, who buys one package by payments numbered from one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Buyer {
    pub(crate) customer: CustomerId,
    pub(crate) line: LineId,
    pub(crate) package: PackageId,
    number: u32,
}

pub(crate) const PRICE_CENTS: i64 = 5_000;

pub(crate) fn terms(name: &str, price_cents: i64) -> PackageTerms {
    PackageTerms {
        name: name.to_owned(),
        price_cents: Money::from_cents(price_cents),
        duration: Duration { count: 3, unit: Unit::Hours },
        data_cap_mb: Some(2_000),
        download_kbps: 5_000,
        upload_kbps: 1_000,
        devices_max: 2,
        sold_at: SoldAt::Both,
        renews: false,
    }
}

impl Buyer {
    pub(crate) fn new(number: u32) -> Self {
        let id = |kind: u128| Uuid::from_u128((kind << 64) | u128::from(number));
        Self {
            customer: CustomerId::new(id(1)),
            line: LineId::new(id(2)),
            package: PackageId::new(Uuid::from_u128(3 << 64)),
            number,
        }
    }

    pub(crate) fn phone(self) -> String {
        format!("2547{:08}", self.number)
    }

    /// The n-th payment of this buyer.
    pub(crate) fn payment(self, n: u32) -> PaymentId {
        PaymentId::new(Uuid::from_u128((4 << 64) | (u128::from(self.number) << 32) | u128::from(n)))
    }

    pub(crate) fn subscription(self) -> SubscriptionId {
        SubscriptionId::new(Uuid::from_u128((5 << 64) | u128::from(self.number)))
    }

    pub(crate) fn receipt(self, n: u32) -> domain::codes::Receipt {
        format!("UK{:06}{n:02}", self.number).parse().unwrap()
    }

    pub(crate) fn account_number(self) -> AccountNumber {
        // Written in eights, because no number is given out that holds 09 or 90.
        let eights: u32 = format!("{:o}", self.number).parse().unwrap();
        (1..9).find_map(|first| AccountNumber::from_base(first * 1_000_000 + eights)).unwrap()
    }

    /// The user with a home line.
    pub(crate) fn registered(self, role: Role) -> Vec<Fact> {
        let user = UserEvent::UserRegistered {
            user_id: self.customer,
            role,
            username: Some(sealed(self.customer, &format!("user{}", self.number).parse().unwrap())),
            phone: Some(sealed(self.customer, &self.phone().parse().unwrap())),
            name: Some(sealed(self.customer, &format!("Wanjiku {}", self.number).parse().unwrap())),
        };
        let line = LineEvent::LineAdded {
            line_id: self.line,
            customer_id: self.customer,
            kind: LineKind::Home { account_number: self.account_number() },
            name: sealed(self.customer, &"Shop".parse().unwrap()),
        };
        vec![Fact::User(self.customer.uuid(), user), Fact::Line(self.line.uuid(), line)]
    }

    pub(crate) fn created_package(self) -> Fact {
        let terms = terms("3 hours", PRICE_CENTS);
        let created = PackageEvent::PackageCreated { package_id: self.package, terms };
        Fact::Package(self.package.uuid(), created)
    }

    pub(crate) fn snapshot(self) -> PackageSnapshot {
        PackageSnapshot { package_id: self.package, terms: terms("3 hours", PRICE_CENTS) }
    }

    pub(crate) fn of_payment(self, n: u32, event: PaymentEvent) -> Fact {
        Fact::Payment(self.payment(n).uuid(), event)
    }

    pub(crate) fn initiated(self, n: u32, initiated_at: &str) -> Fact {
        let payment_id = self.payment(n);
        self.of_payment(
            n,
            PaymentEvent::StkInitiated {
                payment_id,
                customer_id: self.customer,
                line_id: self.line,
                package: self.snapshot(),
                amount_cents: Money::from_cents(PRICE_CENTS),
                payer: sealed(self.customer, &self.phone().parse().unwrap()),
                account_reference: AccountReference::of(payment_id),
                callback_key_id: "k1".to_owned(),
                initiated_at: at(initiated_at),
            },
        )
    }

    pub(crate) fn dispatched(self, n: u32, dispatched_at: &str) -> Fact {
        self.of_payment(n, PaymentEvent::StkDispatched { attempt: 1, at: at(dispatched_at) })
    }

    pub(crate) fn accepted(self, n: u32) -> Fact {
        let id = format!("ws_CO_{}_{n}", self.number).parse().unwrap();
        self.of_payment(
            n,
            PaymentEvent::StkAccepted {
                merchant_request_id: "29115-34620561-1".to_owned(),
                checkout_request_id: sealed(self.customer, &id),
            },
        )
    }

    pub(crate) fn completed(self, n: u32, paid_at: &str) -> Fact {
        self.of_payment(
            n,
            PaymentEvent::PaymentCompleted {
                receipt: self.receipt(n),
                amount_cents: Money::from_cents(PRICE_CENTS),
                paid_at: at(paid_at),
            },
        )
    }

    pub(crate) fn expired(self, n: u32, expired_at: &str) -> Fact {
        self.of_payment(
            n,
            PaymentEvent::PaymentExpired {
                times_asked: 3,
                last_answer: "no answer".to_owned(),
                at: at(expired_at),
            },
        )
    }

    pub(crate) fn credited(self, n: u32, balance_cents: i64, kept: Option<KeptReason>) -> Fact {
        let cause = CreditCause::Payment {
            payment_id: self.payment(n),
            receipt: Some(self.receipt(n)),
            kept,
        };
        Fact::Wallet(
            self.customer.uuid(),
            WalletEvent::WalletCredited {
                customer_id: self.customer,
                amount_cents: Money::from_cents(PRICE_CENTS),
                balance_cents: Money::from_cents(balance_cents),
                cause,
            },
        )
    }

    pub(crate) fn debited(self, balance_cents: i64) -> Fact {
        Fact::Wallet(
            self.customer.uuid(),
            WalletEvent::WalletDebited {
                customer_id: self.customer,
                amount_cents: Money::from_cents(PRICE_CENTS),
                balance_cents: Money::from_cents(balance_cents),
                cause: DebitCause::Purchase { subscription_id: self.subscription() },
            },
        )
    }

    pub(crate) fn of_subscription(self, event: SubscriptionEvent) -> Fact {
        Fact::Subscription(self.subscription().uuid(), event)
    }

    pub(crate) fn activated(self, n: u32, starts_at: &str, ends_at: &str) -> Fact {
        self.of_subscription(SubscriptionEvent::SubscriptionActivated {
            subscription_id: self.subscription(),
            customer_id: self.customer,
            line_id: self.line,
            package: self.snapshot(),
            starts_at: at(starts_at),
            ends_at: at(ends_at),
            cause: ActivationCause::Payment { payment_id: self.payment(n) },
        })
    }

    pub(crate) fn ended(self, ended_at: &str) -> Fact {
        self.of_subscription(SubscriptionEvent::SubscriptionExpired { ended_at: at(ended_at) })
    }

    /// Everything from the intent to the activation, an hour before the end.
    pub(crate) fn whole_story(self, n: u32, day: &str) -> Vec<Fact> {
        let moment = |time: &str| format!("{day}T{time}Z");
        vec![
            self.initiated(n, &moment("07:00:00")),
            self.dispatched(n, &moment("07:00:01")),
            self.accepted(n),
            self.completed(n, &moment("07:00:20")),
            self.credited(n, PRICE_CENTS, None),
            self.debited(0),
            self.activated(n, &moment("07:00:21"), &moment("10:00:21")),
        ]
    }

    pub(crate) fn bought_again(self, n: u32, from: Timestamp, ends_at: &str) -> Fact {
        self.of_subscription(SubscriptionEvent::SubscriptionExtended {
            package: self.snapshot(),
            from,
            ends_at: at(ends_at),
            bought_at: from,
            cause: ActivationCause::Payment { payment_id: self.payment(n) },
        })
    }
}
