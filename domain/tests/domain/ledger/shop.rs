//! A small provider: customers pay, buy and wait, and what happens is recorded.

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use domain::books::{BOOKS, Books, BooksCommand, BooksEvent, CloseMonth, Month};
use domain::ledger::{AccountCode, Entry, Fact, Ledger, LedgerEvent, TaxRates};
use domain::payment::{Beneficiary, PaymentEvent, UnallocatedReason};
use domain::purchase::{Order, Purchased, TakingBack, buy, take_back};
use domain::refund::RefundEvent;
use domain::statement::{MovementKind, RecordedMovement, StatementEvent};
use domain::subscription::{ActivationCause, Subscription, SubscriptionCommand, SubscriptionEvent};
use domain::time::{end_of_nairobi_day, nairobi_day, seconds_later};
use domain::wallet::{CreditCause, DebitCause, Wallet, WalletCommand, WalletEvent};
use domain::{
    CustomerId, Decide, Money, PackageId, PaymentId, RefundId, SubscriptionId, Timestamp,
};
use uuid::Uuid;

use crate::samples::{
    DAY, cents, day_package, hour_package, line_id, month_package, receipt, start,
};

pub(super) const CUSTOMERS: usize = 3;
pub(super) const PACKAGES: usize = 3;

/// What somebody does.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Pay {
        customer: usize,
        cents: i64,
    },
    ConfirmThenFind {
        customer: usize,
        confirmed: i64,
        found: i64,
    },
    PayToNobody {
        customer: usize,
        cents: i64,
        allocated: bool,
    },
    PayThenMerge {
        customer: usize,
        cents: i64,
    },
    Buy {
        customer: usize,
        package: usize,
    },
    Reverse {
        which: usize,
    },
    Refund {
        customer: usize,
        cents: i64,
        paid: bool,
    },
    Statement {
        charged: i64,
        swept: i64,
    },
    /// The bank has what one of the sweeps brought.
    Arrive {
        which: usize,
    },
    /// The month before this one, if it is open.
    CloseMonth,
    /// From tomorrow on.
    SetTaxes {
        vat: u16,
        excise: u16,
    },
    Wait(i64),
}

#[derive(Debug, Clone)]
enum Event {
    Payment(PaymentEvent),
    Wallet(WalletEvent),
    Subscription(SubscriptionEvent),
    Refund(RefundEvent),
    Books(BooksEvent),
    Statement(StatementEvent),
}

/// An event as it was recorded.
#[derive(Debug, Clone)]
pub(super) struct Happened {
    position: i64,
    aggregate_id: Uuid,
    recorded_at: Timestamp,
    event: Event,
}

impl Happened {
    pub(super) fn fact(&self) -> Fact<'_> {
        Fact {
            position: self.position,
            aggregate_id: self.aggregate_id,
            recorded_at: self.recorded_at,
            event: match &self.event {
                Event::Payment(event) => LedgerEvent::Payment(event),
                Event::Wallet(event) => LedgerEvent::Wallet(event),
                Event::Subscription(event) => LedgerEvent::Subscription(event),
                Event::Refund(event) => LedgerEvent::Refund(event),
                Event::Books(event) => LedgerEvent::Books(event),
                Event::Statement(event) => LedgerEvent::Statement(event),
            },
        }
    }
}

/// All that happened, and the ledger beside it.
#[derive(Debug, Default)]
pub(super) struct Story {
    events: Vec<Happened>,
    entries: Vec<Entry>,
    pub(super) ledger: Ledger,
}

impl Story {
    pub(super) fn events(&self) -> &[Happened] {
        &self.events
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn record(&mut self, aggregate_id: Uuid, recorded_at: Timestamp, event: Event) {
        let position = i64::try_from(self.events.len()).unwrap() + 1;
        let happened = Happened { position, aggregate_id, recorded_at, event };
        self.entries.extend(self.ledger.post(happened.fact()).unwrap());
        self.events.push(happened);
    }
}

#[derive(Debug, Default)]
struct Customer {
    wallet: Wallet,
    current: Option<(SubscriptionId, Subscription)>,
}

#[derive(Debug)]
pub(super) struct Shop {
    pub(super) story: Story,
    customers: [Customer; CUSTOMERS],
    books: Books,
    now: Timestamp,
    ids: u128,
    /// Money that is nobody's yet.
    pub(super) waiting_cents: i64,
    /// What was confirmed and has not come.
    pub(super) never_found_cents: i64,
    /// What Safaricom holds.
    pub(super) came_cents: i64,
    /// What customers owe.
    pub(super) owed_cents: i64,
    /// Payments that were not reversed: whose, which, and how much.
    paid: Vec<(usize, Uuid, i64)>,
    earned: BTreeMap<PackageId, i64>,
    /// What Safaricom charged, and what went to the bank.
    pub(super) charged_cents: i64,
    pub(super) swept_cents: i64,
    pub(super) banked_cents: i64,
    /// What statements told of on its way to the bank.
    in_transit: Vec<(Uuid, i64)>,
    /// What accounts held at the end of each month, as it was closed.
    pub(super) closed: Vec<(Timestamp, BTreeMap<AccountCode, i64>)>,
    pub(super) is_taxed: bool,
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            story: Story::default(),
            customers: Default::default(),
            books: Books::default(),
            now: start(),
            ids: 0,
            waiting_cents: 0,
            never_found_cents: 0,
            came_cents: 0,
            owed_cents: 0,
            paid: Vec::new(),
            earned: BTreeMap::new(),
            charged_cents: 0,
            swept_cents: 0,
            banked_cents: 0,
            in_transit: vec![],
            closed: Vec::new(),
            is_taxed: false,
        }
    }
}

fn customer_id(customer: usize) -> CustomerId {
    CustomerId::new(Uuid::from_u128(0xc000 + u128::try_from(customer).unwrap()))
}

impl Shop {
    pub(super) fn take(&mut self, step: &Step) {
        match *step {
            Step::Pay { customer, cents } => {
                let payment = self.id();
                self.completed(payment, cents);
                self.credited(customer, payment, true, cents);
                self.came_cents += cents;
                self.paid.push((customer, payment, cents));
            }
            Step::Reverse { which } if !self.paid.is_empty() => {
                let (customer, payment, cents) = self.paid.remove(which % self.paid.len());
                self.reversed(customer, payment, cents);
            }
            Step::Reverse { .. } => {}
            Step::Refund { customer, cents, paid } => self.refunded(customer, cents, paid),
            Step::ConfirmThenFind { customer, confirmed, found } => {
                self.confirmed_then_found(customer, confirmed, found);
            }
            Step::PayToNobody { customer, cents, allocated } => {
                self.paid_to_nobody(customer, cents, allocated);
            }
            Step::PayThenMerge { customer, cents } => self.paid_then_merged(customer, cents),
            Step::Buy { customer, package } => self.bought(customer, package),
            Step::Statement { charged, swept } => self.statement(charged, swept),
            Step::Arrive { which } => self.arrive(which),
            Step::CloseMonth => self.close_month(),
            Step::SetTaxes { vat, excise } => self.set_taxes(vat, excise),
            Step::Wait(seconds) => self.wait_until(seconds_later(self.now, seconds).unwrap()),
        }
    }

    /// A statement tells of what moved by itself, up to forty days ago.
    fn statement(&mut self, charged: i64, swept: i64) {
        let id = self.id();
        let movement = |kind, amount: i64, ago: i64| RecordedMovement {
            kind,
            receipt: Some(receipt("UF10BBBBB2")),
            amount_cents: cents(-amount),
            at: seconds_later(self.now, -ago).unwrap(),
        };
        let movements = vec![
            movement(MovementKind::Charge, charged, 40 * DAY),
            movement(MovementKind::Sweep, swept, 60),
        ];
        let short_code = "174379".parse().unwrap();
        let event = StatementEvent::MovementsRecorded { short_code, movements };
        self.story.record(id, self.now, Event::Statement(event));
        self.charged_cents += charged;
        self.swept_cents += swept;
        self.in_transit.push((id, swept));
        self.came_cents -= charged + swept;
    }

    /// The bank has what one of the sweeps brought.
    fn arrive(&mut self, which: usize) {
        if self.in_transit.is_empty() {
            return;
        }
        let (id, swept) = self.in_transit.remove(which % self.in_transit.len());
        let event = StatementEvent::SweepArrived {
            receipt: receipt("UF10BBBBB2"),
            amount_cents: cents(swept),
            bank_reference: "FT26307XYZ".parse().unwrap(),
            value_date: nairobi_day(self.now),
            by: customer_id(0),
            at: self.now,
        };
        self.story.record(id, self.now, Event::Statement(event));
        self.swept_cents -= swept;
        self.banked_cents += swept;
    }

    fn close_month(&mut self) {
        let before = Month::of(nairobi_day(self.now)).first_day().pred_opt().unwrap();
        let close = CloseMonth {
            month: self.books.last_month().and_then(Month::next).unwrap_or(Month::of(before)),
            tree_size: 1,
            root_hash: String::new(),
            suspense: Money::ZERO,
            carried_breaks: 0,
            explanation: None,
            by: customer_id(0),
            now: self.now,
        };
        // The month may not be over.
        let Ok(events) = self.books.decide(BooksCommand::CloseMonth(Box::new(close))) else {
            return;
        };
        for event in events {
            let BooksEvent::PeriodClosed { ended_at, .. } = event else { continue };
            self.books.apply(event.clone());
            self.story.record(BOOKS, self.now, Event::Books(event));
            self.closed.push((ended_at, self.held_before(ended_at)));
        }
    }

    fn set_taxes(&mut self, vat: u16, excise: u16) {
        let command = BooksCommand::SetTaxes {
            from: nairobi_day(self.now).succ_opt().unwrap(),
            rates: TaxRates { vat_per_mille: vat, excise_per_mille: excise },
            by: customer_id(0),
            now: self.now,
        };
        for event in self.books.decide(command).unwrap() {
            self.books.apply(event.clone());
            self.story.record(BOOKS, self.now, Event::Books(event));
        }
        self.is_taxed = true;
    }

    /// What stands in the books before a moment, by account.
    pub(super) fn held_before(&self, moment: Timestamp) -> BTreeMap<AccountCode, i64> {
        let mut held = BTreeMap::new();
        let entries = self.story.entries.iter().filter(|entry| entry.booked_at() < moment);
        for posting in entries.flat_map(Entry::postings) {
            *held.entry(posting.account.code()).or_default() += posting.amount.cents();
        }
        held
    }

    /// Whose wallet it is, and what it holds.
    pub(super) fn holds(&self, customer: usize) -> (CustomerId, Money) {
        (customer_id(customer), self.customers[customer].wallet.balance())
    }

    /// Waits until every subscription has ended.
    pub(super) fn until_everything_is_over(&mut self) {
        let last = self.customers.iter().filter_map(|c| c.current.as_ref()?.1.ends_at()).max();
        self.wait_until(seconds_later(last.unwrap_or(self.now).max(self.now), DAY).unwrap());
    }

    /// What was bought and not given back, by package.
    pub(super) fn earned_cents(&self) -> BTreeMap<PackageId, i64> {
        self.earned.clone()
    }

    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    fn payment(&mut self, payment: Uuid, event: PaymentEvent) {
        self.story.record(payment, self.now, Event::Payment(event));
    }

    fn completed(&mut self, payment: Uuid, amount: i64) {
        let event = PaymentEvent::PaymentCompleted {
            receipt: receipt("UF10AAAAA1"),
            amount_cents: cents(amount),
            paid_at: seconds_later(self.now, -5).unwrap(),
        };
        self.payment(payment, event);
    }

    fn received(&mut self, payment: Uuid, amount: i64, meant_for: Option<Beneficiary>) {
        let event = PaymentEvent::C2bReceived {
            payment_id: PaymentId::new(payment),
            receipt: receipt("UF10AAAAA1"),
            amount_cents: cents(amount),
            paid_at: seconds_later(self.now, -5).unwrap(),
            short_code: "174379".parse().unwrap(),
            account_typed: None,
            payer: None,
            payer_name: None,
            meant_for,
            delivery_id: None,
        };
        self.payment(payment, event);
    }

    fn wallet(&mut self, customer: usize, command: WalletCommand) {
        for event in self.customers[customer].wallet.decide(command).unwrap() {
            self.customers[customer].wallet.apply(event.clone());
            self.story.record(customer_id(customer).uuid(), self.now, Event::Wallet(event));
        }
    }

    fn credited(&mut self, customer: usize, payment: Uuid, with_receipt: bool, amount: i64) {
        let command = WalletCommand::Credit {
            customer_id: customer_id(customer),
            amount: cents(amount),
            cause: CreditCause::Payment {
                payment_id: PaymentId::new(payment),
                receipt: with_receipt.then(|| receipt("UF10AAAAA1")),
                kept: None,
            },
        };
        self.wallet(customer, command);
    }

    fn confirmed_then_found(&mut self, customer: usize, confirmed: i64, found: i64) {
        let payment = self.id();
        let at = self.now;
        self.payment(
            payment,
            PaymentEvent::PaymentConfirmed { amount_cents: cents(confirmed), at },
        );
        self.credited(customer, payment, false, confirmed);
        let event = PaymentEvent::ReceiptAttached {
            receipt: receipt("UF10AAAAA1"),
            confirmed_cents: cents(confirmed),
            amount_cents: cents(found),
            paid_at: at,
        };
        self.payment(payment, event);
        if found > confirmed {
            self.credited(customer, payment, true, found - confirmed);
        }
        self.came_cents += found;
        self.never_found_cents += (confirmed - found).max(0);
    }

    fn paid_to_nobody(&mut self, customer: usize, amount: i64, allocated: bool) {
        let payment = self.id();
        self.received(payment, amount, None);
        let reason = UnallocatedReason::UnknownAccount;
        self.payment(payment, PaymentEvent::PaymentUnallocated { reason });
        self.came_cents += amount;
        if !allocated {
            self.waiting_cents += amount;
            return;
        }
        let event = PaymentEvent::PaymentAllocated {
            to: Beneficiary { customer_id: customer_id(customer), line_id: line_id() },
            receipt: receipt("UF10AAAAA1"),
            amount_cents: cents(amount),
            paid_at: self.now,
            by: customer_id(0),
            why: "They called".parse().unwrap(),
        };
        self.payment(payment, event);
        self.credited(customer, payment, true, amount);
    }

    fn paid_then_merged(&mut self, customer: usize, amount: i64) {
        let (unprompted, push) = (self.id(), self.id());
        let customer_id = customer_id(customer);
        self.received(unprompted, amount, Some(Beneficiary { customer_id, line_id: line_id() }));
        self.completed(unprompted, amount);
        self.credited(customer, unprompted, true, amount);
        let event = PaymentEvent::PaymentMerged {
            into: PaymentId::new(push),
            receipt: receipt("UF10AAAAA1"),
            amount_cents: cents(amount),
            paid_at: self.now,
            from: Some(customer_id),
        };
        self.payment(unprompted, event);
        let cause = DebitCause::Merged { payment_id: PaymentId::new(unprompted) };
        self.wallet(customer, WalletCommand::Debit { customer_id, amount: cents(amount), cause });
        self.completed(push, amount);
        self.credited(customer, push, true, amount);
        self.came_cents += amount;
    }

    fn bought(&mut self, customer: usize, package: usize) {
        let package = [hour_package(), day_package(), month_package()][package].clone();
        let price = package.terms.price_cents.cents();
        let new_subscription_id = SubscriptionId::new(self.id());
        let held = &self.customers[customer];
        let before = held.current.as_ref().and_then(|(_, held)| held.package_id());
        // What is bought right after a payment is bought by it.
        let payment = self.paid.last().filter(|(of, ..)| *of == customer);
        let cause = match payment {
            Some((_, id, _)) => ActivationCause::Payment { payment_id: PaymentId::new(*id) },
            None => ActivationCause::Wallet { by: customer_id(customer) },
        };
        let order = Order {
            customer_id: customer_id(customer),
            line_id: line_id(),
            package: package.clone(),
            cause,
            current: held.current.as_ref().map(|(id, held)| (*id, held)),
            new_subscription_id,
            now: self.now,
        };
        let Ok(purchased) = buy(&held.wallet, order) else { return };
        *self.earned.entry(package.package_id).or_default() += price;
        self.purchased(customer, before, purchased);
    }

    fn purchased(&mut self, customer: usize, before: Option<PackageId>, purchased: Purchased) {
        for event in purchased.wallet {
            match &event {
                WalletEvent::WalletCredited {
                    cause: CreditCause::UnusedValue { .. },
                    amount_cents,
                    ..
                } => {
                    *self.earned.get_mut(&before.unwrap()).unwrap() -= amount_cents.cents();
                }
                WalletEvent::WalletShort { amount_cents, .. } => {
                    self.owed_cents += amount_cents.cents();
                }
                WalletEvent::WalletCredited { .. } | WalletEvent::WalletDebited { .. } => {}
            }
            self.customers[customer].wallet.apply(event.clone());
            self.story.record(customer_id(customer).uuid(), self.now, Event::Wallet(event));
        }
        for (id, events) in purchased.subscriptions {
            self.serve(customer, id, events);
        }
    }

    fn reversed(&mut self, customer: usize, payment: Uuid, amount: i64) {
        let receipt = receipt("UF10AAAAA1");
        let event = PaymentEvent::PaymentReversed {
            receipt: receipt.clone(),
            amount_cents: cents(amount),
            customer_id: Some(customer_id(customer)),
            reversal_receipt: None,
            refund_id: None,
            reversed_at: self.now,
        };
        self.payment(payment, event);
        self.came_cents -= amount;
        let held = &self.customers[customer];
        let before = held.current.as_ref().and_then(|(_, held)| held.package_id());
        let back = TakingBack {
            customer_id: customer_id(customer),
            payment_id: PaymentId::new(payment),
            receipt: &receipt,
            amount: cents(amount),
            current: held.current.as_ref().map(|(id, held)| (*id, held)),
            now: self.now,
        };
        let taken = take_back(&held.wallet, &back).unwrap();
        self.purchased(customer, before, taken);
    }

    fn refunded(&mut self, customer: usize, amount: i64, paid: bool) {
        let id = customer_id(customer);
        let amount = cents(amount).min(self.customers[customer].wallet.balance());
        if !amount.is_positive() {
            return;
        }
        let refund_id = RefundId::new(self.id());
        let cause = DebitCause::Refund { refund_id };
        self.wallet(customer, WalletCommand::Debit { customer_id: id, amount, cause });
        if paid {
            let event =
                RefundEvent::RefundPaid { receipt: None, amount_cents: amount, paid_at: self.now };
            self.story.record(refund_id.uuid(), self.now, Event::Refund(event));
            self.came_cents -= amount.cents();
        } else {
            let cause = CreditCause::RefundFailed { refund_id };
            self.wallet(customer, WalletCommand::Credit { customer_id: id, amount, cause });
        }
    }

    fn serve(&mut self, customer: usize, id: SubscriptionId, events: Vec<SubscriptionEvent>) {
        let same = self.customers[customer].current.take().filter(|(held, _)| *held == id);
        let mut subscription = same.map(|(_, held)| held).unwrap_or_default();
        for event in events {
            subscription.apply(event.clone());
            self.story.record(id.uuid(), self.now, Event::Subscription(event));
        }
        self.customers[customer].current = Some((id, subscription));
    }

    /// Time passes: days are closed and subscriptions end, each at its moment.
    fn wait_until(&mut self, until: Timestamp) {
        loop {
            let day = self.books.next_day().unwrap_or(nairobi_day(start()));
            let midnight = end_of_nairobi_day(day).unwrap();
            let end = (0..CUSTOMERS)
                .filter_map(|customer| {
                    let (_, subscription) = self.customers[customer].current.as_ref()?;
                    let ends_at = subscription.ends_at()?;
                    // It is over once it has been said.
                    subscription
                        .decide(SubscriptionCommand::Expire { now: ends_at })
                        .ok()
                        .filter(|events| !events.is_empty())
                        .map(|_| (ends_at, customer))
                })
                .min();
            match end {
                Some((at, customer)) if at <= until && at <= midnight => {
                    self.now = at.max(self.now);
                    let (id, held) = self.customers[customer].current.as_ref().unwrap();
                    let (id, command) = (*id, SubscriptionCommand::Expire { now: self.now });
                    let events = held.decide(command).unwrap();
                    self.serve(customer, id, events);
                }
                _ if midnight <= until => {
                    self.now = midnight.max(self.now);
                    let command = BooksCommand::CloseDay { day, now: self.now };
                    for event in self.books.decide(command).unwrap() {
                        self.books.apply(event.clone());
                        self.story.record(BOOKS, self.now, Event::Books(event));
                    }
                }
                _ => break,
            }
        }
        self.now = until;
    }
}
