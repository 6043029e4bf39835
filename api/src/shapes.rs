//! The shapes of what goes out, made from rows of the read models.

use chrono::{DateTime, Utc};
use domain::Money;
use domain::line::LineKind;
use domain::package::{Duration, PackageTerms, SoldAt, Unit};
use domain::user::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a write leads to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Written {
    /// The id of what was written.
    pub(crate) id: Uuid,
    /// Pass it as `min_position` to read what was written.
    pub(crate) position: i64,
}

/// A package and its name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackageName {
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

/// The package that a payment was made for, as it was then.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackageBought {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) price_cents: i64,
}

/// The entitlement of a line to a package for a time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Subscription {
    pub(crate) id: Uuid,
    pub(crate) customer_id: Uuid,
    #[schema(required)]
    pub(crate) customer_name: Option<String>,
    pub(crate) line_id: Uuid,
    #[schema(required)]
    pub(crate) line_name: Option<String>,
    pub(crate) package: PackageName,
    pub(crate) start_date: DateTime<Utc>,
    pub(crate) end_date: DateTime<Utc>,
    pub(crate) is_active: bool,
    /// `ACTIVE` or `EXPIRED`.
    pub(crate) status: String,
    /// `payment:<id>` or `user:<id>`.
    #[schema(required)]
    pub(crate) caused_by: Option<String>,
}

impl Subscription {
    pub(crate) fn of(row: projections::subscriptions::Subscription, now: DateTime<Utc>) -> Self {
        Self {
            id: row.id,
            customer_id: row.customer_id,
            is_active: row.is_active(now),
            status: row.status(now).as_str().to_owned(),
            customer_name: row.customer_name,
            line_id: row.line_id,
            line_name: row.line_name,
            package: PackageName { id: row.package_id, name: row.package_name },
            start_date: row.start_date,
            end_date: row.end_date,
            caused_by: Some(row.caused_by),
        }
    }
}

/// Why nothing was paid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Failure {
    /// `WRONG_PIN`, `CANCELLED`, `NO_RESPONSE`, `INSUFFICIENT_FUNDS`, `LIMIT`, `BUSY`, `REJECTED`
    /// or `UNCLASSIFIED`.
    pub(crate) class: String,
    /// Safaricom's code as it came.
    pub(crate) result_code: String,
    /// Safaricom's words as they came.
    pub(crate) message: String,
}

/// One attempt to move money from a customer to the provider.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Payment {
    pub(crate) id: Uuid,
    /// `STK` if it was asked for by a prompt, `C2B` if the money came unprompted.
    pub(crate) road: &'static str,
    /// `PENDING`, `COMPLETED`, `FAILED`, `EXPIRED`, `UNALLOCATED`, `MERGED` or
    /// `REVERSED`.
    pub(crate) status: String,
    /// `REQUESTED`, `PROMPTED`, `CONFIRMING`, `PAID`, `CONNECTED`, `FAILED`, `EXPIRED`,
    /// `UNALLOCATED`, `MERGED` or `REVERSED`.
    pub(crate) progress: String,
    pub(crate) needs_a_look: bool,
    pub(crate) look_reasons: Vec<String>,
    pub(crate) amount_cents: i64,
    #[schema(required)]
    pub(crate) amount_paid_cents: Option<i64>,
    /// What of it went back to whoever paid it.
    pub(crate) reversed_cents: i64,
    pub(crate) currency: &'static str,
    /// The payer's; null once erased, and where Safaricom masks it.
    #[schema(required)]
    pub(crate) phone_number: Option<String>,
    /// Of one that came unprompted: who paid, as Safaricom says it, such as `2547 ***** 126`.
    #[schema(required)]
    pub(crate) payer_handle: Option<String>,
    #[schema(required)]
    pub(crate) payer_name: Option<String>,
    /// Null while nobody knows whom the money is for.
    #[schema(required)]
    pub(crate) customer_id: Option<Uuid>,
    #[schema(required)]
    pub(crate) customer_name: Option<String>,
    #[schema(required)]
    pub(crate) line_id: Option<Uuid>,
    /// What was chosen; null if the money came unprompted.
    #[schema(required)]
    pub(crate) package: Option<PackageBought>,
    #[schema(required)]
    pub(crate) mpesa_receipt_number: Option<String>,
    /// What the payer saw, or typed, as the account.
    #[schema(required)]
    pub(crate) account_reference: Option<String>,
    /// Of one that came unprompted: to which short code.
    #[schema(required)]
    pub(crate) short_code: Option<String>,
    /// Why it is or was in suspense: `NO_ACCOUNT`, `UNKNOWN_ACCOUNT`, `WRONG_CHECK_DIGIT` or
    /// `OTHER_SHORT_CODE`.
    #[schema(required)]
    pub(crate) unallocated_reason: Option<String>,
    /// The payment that its money turned out to be of.
    #[schema(required)]
    pub(crate) merged_into: Option<Uuid>,
    #[schema(required)]
    pub(crate) failure: Option<Failure>,
    pub(crate) initiated_at: DateTime<Utc>,
    #[schema(required)]
    pub(crate) completed_at: Option<DateTime<Utc>>,
    /// Why the money stays in the wallet, if it does: `LEARNT_LATE`, `BOUGHT_AGAIN`,
    /// `TOO_LITTLE`, `LINE_CLOSED`, `EXTRA`, `REFUSED`, `NOTHING_TO_RENEW`, `RENEWAL_OFF` or
    /// `PACKAGE_RETIRED`.
    #[schema(required)]
    pub(crate) kept_in_wallet: Option<String>,
    #[schema(required)]
    pub(crate) subscription: Option<Subscription>,
    pub(crate) position: i64,
}

impl Payment {
    pub(crate) fn of(row: projections::payments::Payment, now: DateTime<Utc>) -> Self {
        Self {
            id: row.id,
            road: row.road.as_str(),
            status: row.status.as_str().to_owned(),
            progress: row.progress(now).as_str().to_owned(),
            needs_a_look: row.needs_a_look(),
            look_reasons: row
                .look_reasons
                .iter()
                .map(|reason| reason.as_str().to_owned())
                .collect(),
            amount_cents: row.amount_cents,
            amount_paid_cents: row.amount_paid_cents,
            reversed_cents: row.reversed_cents,
            currency: Money::CURRENCY,
            phone_number: row.phone,
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            line_id: row.line_id,
            package: row.package.map(|package| PackageBought {
                id: package.id,
                name: package.name,
                price_cents: package.price_cents,
            }),
            payer_handle: row.payer_handle,
            payer_name: row.payer_name,
            short_code: row.short_code,
            unallocated_reason: row.unallocated_reason.map(|reason| reason.as_str().to_owned()),
            merged_into: row.merged_into,
            mpesa_receipt_number: row.receipt,
            account_reference: row.account_reference,
            failure: row.failure.map(|failure| Failure {
                class: failure.class.as_str().to_owned(),
                result_code: failure.result_code,
                message: failure.message,
            }),
            initiated_at: row.initiated_at,
            completed_at: row.completed_at,
            kept_in_wallet: row.kept_in_wallet.map(|reason| reason.as_str().to_owned()),
            subscription: row.subscription.map(|row| Subscription::of(row, now)),
            position: row.position,
        }
    }
}

/// What can be bought.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Package {
    pub(crate) id: Uuid,
    pub(crate) currency: &'static str,
    pub(crate) is_active: bool,
    #[serde(flatten)]
    pub(crate) terms: Terms,
}

/// The terms of a package.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Terms {
    pub(crate) name: String,
    /// Whole shillings, in cents.
    pub(crate) price_cents: i64,
    pub(crate) duration: TermsDuration,
    /// Megabytes of 1,000,000 bytes; null means without limit.
    #[serde(default)]
    #[schema(required)]
    pub(crate) data_cap_mb: Option<u32>,
    pub(crate) download_kbps: u32,
    pub(crate) upload_kbps: u32,
    #[serde(default = "one")]
    pub(crate) devices_max: u32,
    #[serde(default)]
    pub(crate) sold_at: TermsSoldAt,
    #[serde(default)]
    pub(crate) renews: bool,
}

const fn one() -> u32 {
    1
}

/// A length of time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub(crate) struct TermsDuration {
    pub(crate) unit: TermsUnit,
    pub(crate) count: u32,
}

/// A unit of time; months are calendar months in Nairobi.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum TermsUnit {
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
}

/// Where a package is sold.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum TermsSoldAt {
    Hotspot,
    Home,
    #[default]
    Both,
}

impl From<Terms> for PackageTerms {
    fn from(terms: Terms) -> Self {
        let unit = match terms.duration.unit {
            TermsUnit::Minutes => Unit::Minutes,
            TermsUnit::Hours => Unit::Hours,
            TermsUnit::Days => Unit::Days,
            TermsUnit::Weeks => Unit::Weeks,
            TermsUnit::Months => Unit::Months,
        };
        let sold_at = match terms.sold_at {
            TermsSoldAt::Hotspot => SoldAt::Hotspot,
            TermsSoldAt::Home => SoldAt::Home,
            TermsSoldAt::Both => SoldAt::Both,
        };
        Self {
            name: terms.name,
            price_cents: Money::from_cents(terms.price_cents),
            duration: Duration { count: terms.duration.count, unit },
            data_cap_mb: terms.data_cap_mb,
            download_kbps: terms.download_kbps,
            upload_kbps: terms.upload_kbps,
            devices_max: terms.devices_max,
            sold_at,
            renews: terms.renews,
        }
    }
}

impl From<PackageTerms> for Terms {
    fn from(terms: PackageTerms) -> Self {
        let unit = match terms.duration.unit {
            Unit::Minutes => TermsUnit::Minutes,
            Unit::Hours => TermsUnit::Hours,
            Unit::Days => TermsUnit::Days,
            Unit::Weeks => TermsUnit::Weeks,
            Unit::Months => TermsUnit::Months,
        };
        let sold_at = match terms.sold_at {
            SoldAt::Hotspot => TermsSoldAt::Hotspot,
            SoldAt::Home => TermsSoldAt::Home,
            SoldAt::Both => TermsSoldAt::Both,
        };
        Self {
            name: terms.name,
            price_cents: terms.price_cents.cents(),
            duration: TermsDuration { unit, count: terms.duration.count },
            data_cap_mb: terms.data_cap_mb,
            download_kbps: terms.download_kbps,
            upload_kbps: terms.upload_kbps,
            devices_max: terms.devices_max,
            sold_at,
            renews: terms.renews,
        }
    }
}

impl Package {
    pub(crate) fn of(row: projections::packages::Package) -> Self {
        Self {
            id: row.id,
            currency: Money::CURRENCY,
            is_active: row.is_active,
            terms: row.terms.into(),
        }
    }
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct User {
    pub(crate) id: Uuid,
    #[schema(required)]
    pub(crate) username: Option<String>,
    #[schema(required)]
    pub(crate) name: Option<String>,
    /// `ADMIN`, `FINANCE`, `AGENT`, `CUSTOMER` or `GUEST`.
    pub(crate) role: String,
    #[schema(required)]
    pub(crate) phone_number: Option<String>,
    pub(crate) is_active: bool,
    pub(crate) is_guest: bool,
    pub(crate) created_at: DateTime<Utc>,
}

impl User {
    pub(crate) fn of(row: projections::users::User) -> Self {
        Self {
            id: row.id,
            is_guest: row.is_guest(),
            username: row.username,
            name: row.name,
            role: row.role.as_str().to_owned(),
            phone_number: row.phone,
            is_active: row.is_active,
            created_at: row.created_at,
        }
    }
}

/// Where service is delivered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Line {
    pub(crate) id: Uuid,
    #[schema(required)]
    pub(crate) name: Option<String>,
    /// `HOTSPOT` or `HOME`.
    pub(crate) kind: &'static str,
    #[schema(required)]
    pub(crate) account_number: Option<String>,
    #[schema(required)]
    pub(crate) subscription: Option<Subscription>,
}

impl Line {
    pub(crate) fn of(row: projections::users::Line, subscription: Option<Subscription>) -> Self {
        let (kind, account_number) = match row.kind {
            LineKind::Hotspot {} => ("HOTSPOT", None),
            LineKind::Home { account_number } => ("HOME", Some(String::from(account_number))),
        };
        Self { id: row.id, name: row.name, kind, account_number, subscription }
    }
}

/// The lines of a customer that are not closed, with what serves each now.
pub(crate) async fn lines_of(
    ledger: &app::Ledger,
    customer_id: Uuid,
) -> Result<Vec<Line>, sqlx::Error> {
    let rows = projections::users::lines_of(&ledger.pool, customer_id).await?;
    let line_ids: Vec<Uuid> = rows.iter().map(|line| line.id).collect();
    let now = ledger.clock.now();
    let mut serving = projections::subscriptions::of_lines(&ledger.pool, &line_ids).await?;
    let lines = rows.into_iter().filter(|line| !line.is_closed).map(|line| {
        let found = serving.iter().position(|subscription| subscription.line_id == line.id);
        let subscription = found.map(|index| Subscription::of(serving.swap_remove(index), now));
        Line::of(line, subscription)
    });
    Ok(lines.collect())
}

/// A raw delivery.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Delivery {
    pub(crate) id: Uuid,
    pub(crate) received_at: DateTime<Utc>,
    /// Such as `STK_CALLBACK`.
    pub(crate) road: String,
    #[schema(required)]
    pub(crate) reference: Option<String>,
    #[schema(required)]
    pub(crate) source_address: Option<String>,
    /// `ACCEPTED`, `WRONG_SECRET`, `UNKNOWN_PAYMENT` or `WRONG_ADDRESS`.
    pub(crate) trust: String,
    /// `PENDING`, `DONE`, `UNREADABLE` or `REFUSED`.
    pub(crate) state: String,
    #[schema(required)]
    pub(crate) note: Option<String>,
    /// The bytes as text; what is not UTF-8 is replaced.
    pub(crate) body: String,
}

/// The name of a role in a request.
pub(crate) fn role_named(name: &str) -> Option<Role> {
    Role::parse(&name.to_ascii_uppercase()).filter(|role| *role != Role::Guest)
}
