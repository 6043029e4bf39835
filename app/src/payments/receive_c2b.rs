//! Money that came unprompted finds its way to whom it is for.

use std::convert::Infallible;

use domain::c2b::{C2bNotice, ShortCode};
use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::{AccountNumber, AccountTyped};
use domain::context::Context;
use domain::hold::{About, Report, doubts_of_unprompted};
use domain::line::Line;
use domain::outcome::{OutcomeSource, Paid, StkOutcome};
use domain::payment::{
    Beneficiary, Payment, PaymentCommand, PaymentError, ReceiveC2b, UnallocatedReason,
};
use domain::personal::{AccountText, PayerHandle, PersonName, Personal};
use domain::{CustomerId, Decide, DeliveryId, LineId, Money, PaymentId, Timestamp};
use event_store::{Accepted, Command, Priority, Reads, Stop, SubmitError, World};
use serde::{Deserialize, Serialize};

use super::record::{Fact, RecordFact};
use crate::claims::holder_of;
use crate::holds::{Doubting, hold};
use crate::{Ledger, ids};

/// A confirmation, as Safaricom's result code and words would be if it had any.
const RESULT_CODE: &str = "0";
const DESCRIPTION: &str = "Paid without a prompt";

/// Why money that came could not be recorded.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<PaymentError>),
    /// The push that the money belongs to could not be looked up.
    #[error("it could not be looked up which payment this money belongs to: {0}")]
    LookUp(#[from] SubmitError<Infallible>),
    /// The vault.
    #[error("the payer's key could not be had")]
    Vault(#[from] vault::VaultError),
}

/// By which road money came.
#[derive(Debug, Clone, Copy)]
pub struct Road {
    /// Who told of it.
    pub source: OutcomeSource,
    /// The raw delivery.
    pub delivery_id: Option<DeliveryId>,
    /// How it is doubted; none if it is believed.
    pub(crate) doubting: Option<Doubting>,
}

/// Where the money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The payment that it belongs to: a new one, or the push that it is the outcome of.
    pub payment_id: PaymentId,
}

/// Records money that came unprompted. The same money again, by whatever road, is success and
/// changes nothing.
pub async fn receive(
    ledger: &Ledger,
    notice: C2bNotice,
    short_codes: &[ShortCode],
    road: Road,
    context: impl FnOnce(PaymentId) -> Context,
) -> Result<Accepted<Received>, ReceiveError> {
    let payment_id: PaymentId = ids::new();
    // Whom the money is for is known in the lane only, and a payer need not be a customer: so what
    // says who paid is sealed under a key of the payment itself.
    let key =
        ledger.vault.subject_key(CustomerId::new(payment_id.uuid()), ledger.clock.now()).await?;
    let command = ReceivePayment {
        payment_id,
        typed: notice.account_typed.as_ref().map(|text| AccountTyped::read(text.as_str())),
        account_typed: notice.account_typed.as_ref().map(|text| ledger.vault.seal(&key, text)),
        payer: notice.payer.as_ref().map(|payer| ledger.vault.seal(&key, payer)),
        payer_name: notice.payer_name.as_ref().map(|name| ledger.vault.seal(&key, name)),
        is_ours: short_codes.contains(&notice.short_code),
        receipt: notice.receipt,
        amount: notice.amount,
        paid_at: notice.paid_at,
        short_code: notice.short_code,
        source: road.source,
        delivery_id: road.delivery_id,
        doubting: road.doubting,
    };
    // What a push's confirmation leads to is a part of that push's story.
    let push = match command.push_claim() {
        Some(key) => holder_of(ledger, key).await?.map(PaymentId::new),
        None => None,
    };
    let context = context(push.unwrap_or(payment_id));
    Ok(ledger.lane.submit(command, context, None, Priority::Interactive).await?)
}

pub(crate) struct ReceivePayment {
    pub(crate) payment_id: PaymentId,
    pub(crate) receipt: domain::codes::Receipt,
    pub(crate) amount: Money,
    pub(crate) paid_at: Timestamp,
    pub(crate) short_code: ShortCode,
    /// Whether the short code is one of this provider's.
    pub(crate) is_ours: bool,
    pub(crate) typed: Option<AccountTyped>,
    pub(crate) account_typed: Option<Personal<AccountText>>,
    pub(crate) payer: Option<Personal<PayerHandle>>,
    pub(crate) payer_name: Option<Personal<PersonName>>,
    pub(crate) source: OutcomeSource,
    pub(crate) delivery_id: Option<DeliveryId>,
    /// How it is doubted; none if it is believed.
    pub(crate) doubting: Option<Doubting>,
}

impl ReceivePayment {
    fn receipt_claim(&self) -> ClaimKey {
        ClaimKey::new(ClaimKind::Receipt, self.receipt.as_str())
    }

    fn push_claim(&self) -> Option<ClaimKey> {
        match &self.typed {
            Some(AccountTyped::Push(reference)) => {
                Some(ClaimKey::new(ClaimKind::AccountReference, reference.as_str()))
            }
            Some(
                AccountTyped::Line(_) | AccountTyped::WrongCheckDigit | AccountTyped::NoneOfOurs,
            )
            | None => None,
        }
    }

    fn line_claim(&self) -> Option<ClaimKey> {
        match &self.typed {
            Some(AccountTyped::Line(number)) => Some(number_claim(number)),
            Some(
                AccountTyped::Push(_) | AccountTyped::WrongCheckDigit | AccountTyped::NoneOfOurs,
            )
            | None => None,
        }
    }

    /// The payment that this money belongs to already: the push whose reference it carries, or
    /// whichever payment has its receipt.
    fn known(&self, world: &World<'_>) -> Result<Option<PaymentId>, event_store::Halt> {
        for key in self.push_claim().into_iter().chain([self.receipt_claim()]) {
            if let Some(held) = world.holder(&key)? {
                return Ok(Some(PaymentId::new(held.owner)));
            }
        }
        Ok(None)
    }

    fn meant_for(
        &self,
        world: &mut World<'_>,
    ) -> Result<Result<Beneficiary, UnallocatedReason>, event_store::Halt> {
        if !self.is_ours {
            return Ok(Err(UnallocatedReason::OtherShortCode));
        }
        let reason = match &self.typed {
            None => UnallocatedReason::NoAccount,
            Some(AccountTyped::WrongCheckDigit) => UnallocatedReason::WrongCheckDigit,
            Some(AccountTyped::Line(_) | AccountTyped::Push(_) | AccountTyped::NoneOfOurs) => {
                UnallocatedReason::UnknownAccount
            }
        };
        let Some(key) = self.line_claim() else { return Ok(Err(reason)) };
        let Some(held) = world.holder(&key)? else { return Ok(Err(reason)) };
        // A closed line keeps its number: whose it was is known, and so whose the money is.
        let owner = world.state::<Line>(held.owner)?.customer_id();
        Ok(owner
            .ok_or(reason)
            .map(|customer_id| Beneficiary { customer_id, line_id: LineId::new(held.owner) }))
    }

    /// Whether it waits for Safaricom to confirm it. It is recorded as it came.
    fn is_held(&self, world: &mut World<'_>) -> Result<bool, event_store::Halt> {
        let Some(Doubting { above, hold_id }) = self.doubting else { return Ok(false) };
        let doubts = doubts_of_unprompted(self.amount, above);
        if doubts.is_empty() {
            return Ok(false);
        }
        let report = Report {
            source: self.source,
            receipt: self.receipt.clone(),
            amount_cents: self.amount,
            paid_at: self.paid_at,
            delivery_id: self.delivery_id,
            about: About::Unprompted {
                payment_id: self.payment_id,
                short_code: self.short_code.clone(),
                account_typed: self.account_typed.clone(),
                payer: self.payer.clone(),
                payer_name: self.payer_name.clone(),
            },
        };
        hold(world, hold_id, report, doubts)?;
        Ok(true)
    }

    fn outcome(&self) -> Fact {
        Fact::Outcome {
            source: self.source,
            outcome: StkOutcome::Paid(Paid {
                result_code: RESULT_CODE.to_owned(),
                description: DESCRIPTION.to_owned(),
                receipt: Some(self.receipt.clone()),
                amount: Some(self.amount),
                paid_at: Some(self.paid_at),
            }),
            delivery_id: self.delivery_id,
        }
    }
}

fn number_claim(number: &AccountNumber) -> ClaimKey {
    ClaimKey::new(ClaimKind::AccountNumber, number.as_str())
}

impl Command for ReceivePayment {
    type Reply = Received;
    type Rejection = PaymentError;

    fn reads(&self) -> Reads {
        let reads = Reads::default()
            .stream::<Payment>(self.payment_id.uuid())
            .owned::<Payment>(self.receipt_claim());
        let reads = self.push_claim().into_iter().fold(reads, Reads::owned::<Payment>);
        self.line_claim().into_iter().fold(reads, Reads::owned::<Line>)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Received, Stop<PaymentError>> {
        if let Some(payment_id) = self.known(world)? {
            RecordFact { payment_id, fact: self.outcome(), doubting: self.doubting }
                .decide(world)?;
            return Ok(Received { payment_id });
        }
        if self.is_held(world)? {
            return Ok(Received { payment_id: self.payment_id });
        }
        let receive = PaymentCommand::ReceiveC2b(Box::new(ReceiveC2b {
            payment_id: self.payment_id,
            receipt: self.receipt.clone(),
            amount: self.amount,
            paid_at: self.paid_at,
            short_code: self.short_code.clone(),
            account_typed: self.account_typed.clone(),
            payer: self.payer.clone(),
            payer_name: self.payer_name.clone(),
            delivery_id: self.delivery_id,
            meant_for: self.meant_for(world)?,
        }));
        let id = self.payment_id.uuid();
        let events = world.state::<Payment>(id)?.decide(receive).map_err(Stop::Rejected)?;
        world.append::<Payment>(id, events)?;
        Ok(Received { payment_id: self.payment_id })
    }
}
