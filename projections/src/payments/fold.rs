//! What each event does to a payment's row. The same rules as in the domain's own state, for
//! what people see of it.

use domain::outcome::FailureClass;
use domain::payment::{LookReason, PaymentEvent, Status};
use domain::wallet::KeptReason;
use domain::{Money, Msisdn, Timestamp};
use uuid::Uuid;

use crate::opened::Opened;

/// A payment's row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) payment_id: Uuid,
    pub(super) road: String,
    pub(super) customer_id: Option<Uuid>,
    pub(super) line_id: Option<Uuid>,
    pub(super) package_id: Option<Uuid>,
    pub(super) package_name: Option<String>,
    pub(super) price_cents: Option<i64>,
    pub(super) amount_cents: i64,
    pub(super) amount_paid_cents: Option<i64>,
    pub(super) reversed_cents: i64,
    pub(super) phone: Option<String>,
    pub(super) payer_handle: Option<String>,
    pub(super) payer_name: Option<String>,
    pub(super) account_reference: Option<String>,
    pub(super) short_code: Option<String>,
    pub(super) status: String,
    pub(super) stage: String,
    pub(super) look_reasons: Vec<String>,
    pub(super) unallocated_reason: Option<String>,
    pub(super) merged_into: Option<Uuid>,
    pub(super) receipt: Option<String>,
    pub(super) checkout_request_id: Option<String>,
    pub(super) failure_class: Option<String>,
    pub(super) failure_code: Option<String>,
    pub(super) failure_message: Option<String>,
    pub(super) initiated_at: Timestamp,
    pub(super) dispatched_at: Option<Timestamp>,
    pub(super) paid_at: Option<Timestamp>,
    pub(super) completed_at: Option<Timestamp>,
    pub(super) kept_in_wallet: Option<String>,
    pub(super) subscription_id: Option<Uuid>,
    pub(super) bought_position: Option<i64>,
    pub(super) position: i64,
}

/// An event that does not fit the row before it.
#[derive(Debug)]
pub(super) enum Misfit {
    /// The payment was not begun.
    NotBegun,
    /// A sum beyond counting.
    TooMuch,
    /// Something that cannot be written as JSON.
    Encode(serde_json::Error),
}

impl Row {
    /// The row of a payment that begins. None if this event begins none.
    pub(super) fn begin(event: &PaymentEvent, opened: &Opened) -> Option<Self> {
        match event {
            PaymentEvent::StkInitiated { payment_id, amount_cents, initiated_at, .. } => {
                let blank = Self::blank(payment_id.uuid(), "STK", *amount_cents, *initiated_at);
                Some(blank.prompted(event, opened))
            }
            PaymentEvent::C2bReceived { payment_id, amount_cents, paid_at, .. } => {
                let blank = Self::blank(payment_id.uuid(), "C2B", *amount_cents, *paid_at);
                Some(blank.unprompted(event, opened))
            }
            PaymentEvent::StkDispatched { .. }
            | PaymentEvent::StkAccepted { .. }
            | PaymentEvent::StkRejected { .. }
            | PaymentEvent::StkUnconfirmed { .. }
            | PaymentEvent::CallbackReceived { .. }
            | PaymentEvent::PaymentCompleted { .. }
            | PaymentEvent::PaymentConfirmed { .. }
            | PaymentEvent::ReceiptAttached { .. }
            | PaymentEvent::PaymentFailed { .. }
            | PaymentEvent::AmountMismatched { .. }
            | PaymentEvent::ExtraReceiptCredited { .. }
            | PaymentEvent::ConflictingOutcomeReported { .. }
            | PaymentEvent::PaymentExpired { .. }
            | PaymentEvent::PaymentUnallocated { .. }
            | PaymentEvent::PaymentAllocated { .. }
            | PaymentEvent::PaymentMerged { .. }
            | PaymentEvent::PaymentReversed { .. } => None,
        }
    }

    fn blank(payment_id: Uuid, road: &str, amount: Money, initiated_at: Timestamp) -> Self {
        Self {
            payment_id,
            road: road.to_owned(),
            customer_id: None,
            line_id: None,
            package_id: None,
            package_name: None,
            price_cents: None,
            amount_cents: amount.cents(),
            amount_paid_cents: None,
            reversed_cents: 0,
            phone: None,
            payer_handle: None,
            payer_name: None,
            account_reference: None,
            short_code: None,
            status: Status::Pending.as_str().to_owned(),
            stage: "NONE".to_owned(),
            look_reasons: Vec::new(),
            unallocated_reason: None,
            merged_into: None,
            receipt: None,
            checkout_request_id: None,
            failure_class: None,
            failure_code: None,
            failure_message: None,
            initiated_at,
            dispatched_at: None,
            paid_at: None,
            completed_at: None,
            kept_in_wallet: None,
            subscription_id: None,
            bought_position: None,
            position: 0,
        }
    }

    fn prompted(self, event: &PaymentEvent, opened: &Opened) -> Self {
        let PaymentEvent::StkInitiated {
            customer_id,
            line_id,
            package,
            payer,
            account_reference,
            ..
        } = event
        else {
            return self;
        };
        Self {
            customer_id: Some(customer_id.uuid()),
            line_id: Some(line_id.uuid()),
            package_id: Some(package.package_id.uuid()),
            package_name: Some(package.terms.name.clone()),
            price_cents: Some(package.terms.price_cents.cents()),
            phone: opened.text(payer),
            account_reference: Some(account_reference.as_str().to_owned()),
            stage: "WAITING".to_owned(),
            ..self
        }
    }

    fn unprompted(self, event: &PaymentEvent, opened: &Opened) -> Self {
        let PaymentEvent::C2bReceived {
            receipt,
            short_code,
            account_typed,
            payer,
            payer_name,
            meant_for,
            ..
        } = event
        else {
            return self;
        };
        let handle = payer.as_ref().and_then(|payer| opened.text(payer));
        let number = handle.as_deref().and_then(|handle| handle.parse::<Msisdn>().ok());
        Self {
            customer_id: meant_for.map(|to| to.customer_id.uuid()),
            line_id: meant_for.map(|to| to.line_id.uuid()),
            amount_paid_cents: Some(self.amount_cents),
            phone: number.map(|number| number.as_str().to_owned()),
            payer_handle: handle,
            payer_name: payer_name.as_ref().and_then(|name| opened.text(name)),
            account_reference: account_typed.as_ref().and_then(|text| opened.text(text)),
            short_code: Some(short_code.as_str().to_owned()),
            status: Status::Unallocated.as_str().to_owned(),
            receipt: Some(receipt.as_str().to_owned()),
            paid_at: Some(self.initiated_at),
            ..self
        }
    }

    /// What an event does to it.
    pub(super) fn apply(
        &mut self,
        event: &PaymentEvent,
        recorded_at: Timestamp,
    ) -> Result<(), Misfit> {
        match event {
            PaymentEvent::StkInitiated { .. }
            | PaymentEvent::CallbackReceived { .. }
            | PaymentEvent::C2bReceived { .. } => {}
            PaymentEvent::PaymentUnallocated { reason } => {
                self.unallocated_reason = Some(reason.as_str().to_owned());
            }
            PaymentEvent::PaymentAllocated { to, paid_at, .. } => {
                self.customer_id = Some(to.customer_id.uuid());
                self.line_id = Some(to.line_id.uuid());
                self.complete(*paid_at, recorded_at);
            }
            PaymentEvent::PaymentMerged { into, .. } => {
                Status::Merged.as_str().clone_into(&mut self.status);
                self.merged_into = Some(into.uuid());
            }
            PaymentEvent::PaymentReversed { amount_cents, .. } => self.give_back(*amount_cents)?,
            PaymentEvent::StkDispatched { attempt: _, at } => {
                "SENT".clone_into(&mut self.stage);
                self.dispatched_at = Some(*at);
            }
            PaymentEvent::StkAccepted { merchant_request_id: _, checkout_request_id } => {
                "ACCEPTED".clone_into(&mut self.stage);
                let sealed = serde_json::to_string(checkout_request_id).map_err(Misfit::Encode)?;
                self.checkout_request_id = Some(sealed);
            }
            PaymentEvent::StkUnconfirmed { .. } => "UNCONFIRMED".clone_into(&mut self.stage),
            PaymentEvent::StkRejected { code, message } => {
                // One that was given up is known to have failed now; one that was paid stays so.
                let paid = [Status::Completed, Status::Reversed].map(Status::as_str);
                if !paid.contains(&self.status.as_str()) {
                    self.fail(FailureClass::Rejected, code, message);
                }
            }
            PaymentEvent::PaymentCompleted { receipt, amount_cents, paid_at } => {
                self.complete(*paid_at, recorded_at);
                self.receipt = Some(receipt.as_str().to_owned());
                self.amount_paid_cents = Some(amount_cents.cents());
            }
            PaymentEvent::PaymentConfirmed { amount_cents, at } => {
                self.complete(*at, recorded_at);
                self.amount_paid_cents = Some(amount_cents.cents());
            }
            PaymentEvent::ReceiptAttached { receipt, amount_cents, .. } => {
                self.receipt = Some(receipt.as_str().to_owned());
                self.amount_paid_cents = Some(amount_cents.cents());
            }
            PaymentEvent::ExtraReceiptCredited { receipt: _, amount_cents, paid_at: _ } => {
                self.bring_more(*amount_cents)?;
                Status::Completed.as_str().clone_into(&mut self.status);
                self.look(LookReason::ExtraReceipt);
            }
            PaymentEvent::PaymentFailed { class, result_code, description } => {
                self.fail(*class, result_code, description);
            }
            PaymentEvent::AmountMismatched { .. } => self.look(LookReason::AmountMismatched),
            PaymentEvent::ConflictingOutcomeReported { reason, .. } => self.look(*reason),
            PaymentEvent::PaymentExpired { .. } => {
                Status::Expired.as_str().clone_into(&mut self.status);
                if self.stage != "WAITING" {
                    self.look(LookReason::EndedUnknown);
                }
            }
        }
        Ok(())
    }

    /// It bought time for a subscription.
    pub(super) fn buy(&mut self, subscription: Uuid, position: i64) {
        self.subscription_id = Some(subscription);
        self.bought_position = Some(position);
    }

    /// Its money stays in the wallet. What became of the money that was asked for says more than
    /// what became of any beyond it.
    pub(super) fn keep(&mut self, reason: KeptReason) {
        if reason != KeptReason::Extra || self.kept_in_wallet.is_none() {
            self.kept_in_wallet = Some(reason.as_str().to_owned());
        }
    }

    fn complete(&mut self, paid_at: Timestamp, recorded_at: Timestamp) {
        Status::Completed.as_str().clone_into(&mut self.status);
        self.paid_at = Some(paid_at);
        self.completed_at = Some(recorded_at);
        // It was said to have failed; the money says otherwise.
        self.failure_class = None;
        self.failure_code = None;
        self.failure_message = None;
    }

    fn fail(&mut self, class: FailureClass, code: &str, message: &str) {
        Status::Failed.as_str().clone_into(&mut self.status);
        self.failure_class = Some(class.as_str().to_owned());
        self.failure_code = Some(code.to_owned());
        self.failure_message = Some(message.to_owned());
    }

    fn bring_more(&mut self, amount: Money) -> Result<(), Misfit> {
        let before = Money::from_cents(self.amount_paid_cents.unwrap_or(0));
        let sum = before.plus(amount).ok_or(Misfit::TooMuch)?;
        self.amount_paid_cents = Some(sum.cents());
        Ok(())
    }

    fn give_back(&mut self, amount: Money) -> Result<(), Misfit> {
        let sum = Money::from_cents(self.reversed_cents).plus(amount).ok_or(Misfit::TooMuch)?;
        self.reversed_cents = sum.cents();
        if Some(self.reversed_cents) == self.amount_paid_cents {
            Status::Reversed.as_str().clone_into(&mut self.status);
        }
        Ok(())
    }

    fn look(&mut self, reason: LookReason) {
        let name = reason.as_str();
        if !self.look_reasons.iter().any(|known| known == name) {
            self.look_reasons.push(name.to_owned());
        }
    }
}
