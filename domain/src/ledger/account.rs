use std::fmt;

use uuid::Uuid;

use crate::id::{CustomerId, PackageId, PaymentId, RefundId};

/// An account of the chart, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountCode {
    /// 1110: what Safaricom holds for the provider.
    Mpesa,
    /// 1130: what Safaricom said was paid, and has not given a receipt for.
    MpesaAwaitingReceipt,
    /// 1310: what customers owe, because money that went back was no longer in their wallets.
    CustomerReceivable,
    /// 2110: what is in customers' wallets.
    CustomerWallets,
    /// 2190: suspense, money that came and is nobody's yet.
    UnallocatedReceipts,
    /// 2195: what is on its way back to customers.
    RefundsPayable,
    /// 2210: what was bought and not yet delivered.
    DeferredRevenue,
    /// 4110: what was delivered.
    InternetRevenue,
}

/// On which side an account grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    /// What the provider has; grows by debits.
    Asset,
    /// What the provider owes; grows by credits.
    Liability,
    /// What the provider earned; grows by credits.
    Income,
}

/// What the parts of an account are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It has no parts.
    None,
    /// One a payment.
    Payment,
    /// One a customer.
    Customer,
    /// One a package.
    Package,
    /// One a refund.
    Refund,
}

impl AccountCode {
    /// The chart, in the order of its numbers.
    pub const ALL: [Self; 8] = [
        Self::Mpesa,
        Self::MpesaAwaitingReceipt,
        Self::CustomerReceivable,
        Self::CustomerWallets,
        Self::UnallocatedReceipts,
        Self::RefundsPayable,
        Self::DeferredRevenue,
        Self::InternetRevenue,
    ];

    /// Its number.
    pub const fn number(self) -> i16 {
        match self {
            Self::Mpesa => 1110,
            Self::MpesaAwaitingReceipt => 1130,
            Self::CustomerReceivable => 1310,
            Self::CustomerWallets => 2110,
            Self::UnallocatedReceipts => 2190,
            Self::RefundsPayable => 2195,
            Self::DeferredRevenue => 2210,
            Self::InternetRevenue => 4110,
        }
    }

    /// The account of that number.
    pub fn numbered(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.number() == number)
    }

    /// What finance calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mpesa => "M-Pesa",
            Self::MpesaAwaitingReceipt => "M-Pesa awaiting receipt",
            Self::CustomerReceivable => "Customer receivable",
            Self::CustomerWallets => "Customer wallets",
            Self::UnallocatedReceipts => "Unallocated receipts",
            Self::RefundsPayable => "Refunds payable",
            Self::DeferredRevenue => "Deferred revenue",
            Self::InternetRevenue => "Internet revenue",
        }
    }

    /// On which side it grows.
    pub const fn kind(self) -> AccountKind {
        match self {
            Self::Mpesa | Self::MpesaAwaitingReceipt | Self::CustomerReceivable => {
                AccountKind::Asset
            }
            Self::CustomerWallets
            | Self::UnallocatedReceipts
            | Self::RefundsPayable
            | Self::DeferredRevenue => AccountKind::Liability,
            Self::InternetRevenue => AccountKind::Income,
        }
    }

    /// What its parts are.
    pub const fn parts(self) -> Part {
        match self {
            Self::Mpesa | Self::DeferredRevenue => Part::None,
            Self::MpesaAwaitingReceipt | Self::UnallocatedReceipts => Part::Payment,
            Self::CustomerWallets | Self::CustomerReceivable => Part::Customer,
            Self::RefundsPayable => Part::Refund,
            Self::InternetRevenue => Part::Package,
        }
    }
}

impl AccountKind {
    /// The name that is shown, and that plain-text accounting tools know.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asset => "ASSET",
            Self::Liability => "LIABILITY",
            Self::Income => "INCOME",
        }
    }
}

/// An account, or the part of one that is a customer's, a payment's or a package's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    code: AccountCode,
    part: Option<Uuid>,
}

impl Account {
    /// 1110.
    pub const MPESA: Self = Self { code: AccountCode::Mpesa, part: None };
    /// 2210. How much of it is whose stands in the terms.
    pub const DEFERRED_REVENUE: Self = Self { code: AccountCode::DeferredRevenue, part: None };

    /// 1130 of a payment.
    pub const fn awaiting_receipt(payment: PaymentId) -> Self {
        Self { code: AccountCode::MpesaAwaitingReceipt, part: Some(payment.uuid()) }
    }

    /// 2110 of a customer.
    pub const fn wallet(customer: CustomerId) -> Self {
        Self { code: AccountCode::CustomerWallets, part: Some(customer.uuid()) }
    }

    /// 1310 of a customer.
    pub const fn receivable(customer: CustomerId) -> Self {
        Self { code: AccountCode::CustomerReceivable, part: Some(customer.uuid()) }
    }

    /// 2195 of a refund.
    pub const fn refund_payable(refund: RefundId) -> Self {
        Self { code: AccountCode::RefundsPayable, part: Some(refund.uuid()) }
    }

    /// 2190 of a payment.
    pub const fn unallocated(payment: PaymentId) -> Self {
        Self { code: AccountCode::UnallocatedReceipts, part: Some(payment.uuid()) }
    }

    /// 4110 of a package.
    pub const fn revenue(package: PackageId) -> Self {
        Self { code: AccountCode::InternetRevenue, part: Some(package.uuid()) }
    }

    /// Its account in the chart.
    pub const fn code(self) -> AccountCode {
        self.code
    }

    /// Which part of it, if it has parts.
    pub const fn part(self) -> Option<Uuid> {
        self.part
    }
}

impl fmt::Display for Account {
    /// `1110`, or `2110:<customer>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Some(part) => write!(f, "{}:{part}", self.code.number()),
            None => write!(f, "{}", self.code.number()),
        }
    }
}
