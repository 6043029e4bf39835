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
    /// 1120: what the provider's bank holds for it, of what came from M-Pesa.
    Bank,
    /// 1190: what left M-Pesa for the provider's bank, and has not been seen there.
    InTransitToBank,
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
    /// 2310: value added tax on what was sold.
    VatPayable,
    /// 2320: excise duty on what was sold.
    ExcisePayable,
    /// 3110: what was there when the books began.
    OpeningBalances,
    /// 4110: what was delivered.
    InternetRevenue,
    /// 5110: what Safaricom took for its service.
    MpesaCharges,
}

/// On which side an account grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    /// What the provider has; grows by debits.
    Asset,
    /// What the provider owes; grows by credits.
    Liability,
    /// What belongs to the provider's owners; grows by credits.
    Equity,
    /// What the provider earned; grows by credits.
    Income,
    /// What the provider spent; grows by debits.
    Expense,
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
    pub const ALL: [Self; 14] = [
        Self::Mpesa,
        Self::Bank,
        Self::MpesaAwaitingReceipt,
        Self::InTransitToBank,
        Self::CustomerReceivable,
        Self::CustomerWallets,
        Self::UnallocatedReceipts,
        Self::RefundsPayable,
        Self::DeferredRevenue,
        Self::VatPayable,
        Self::ExcisePayable,
        Self::OpeningBalances,
        Self::InternetRevenue,
        Self::MpesaCharges,
    ];

    /// Its number.
    pub const fn number(self) -> i16 {
        match self {
            Self::Mpesa => 1110,
            Self::Bank => 1120,
            Self::MpesaAwaitingReceipt => 1130,
            Self::InTransitToBank => 1190,
            Self::CustomerReceivable => 1310,
            Self::CustomerWallets => 2110,
            Self::UnallocatedReceipts => 2190,
            Self::RefundsPayable => 2195,
            Self::DeferredRevenue => 2210,
            Self::VatPayable => 2310,
            Self::ExcisePayable => 2320,
            Self::OpeningBalances => 3110,
            Self::InternetRevenue => 4110,
            Self::MpesaCharges => 5110,
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
            Self::Bank => "Bank",
            Self::MpesaAwaitingReceipt => "M-Pesa awaiting receipt",
            Self::InTransitToBank => "In transit to bank",
            Self::CustomerReceivable => "Customer receivable",
            Self::CustomerWallets => "Customer wallets",
            Self::UnallocatedReceipts => "Unallocated receipts",
            Self::RefundsPayable => "Refunds payable",
            Self::DeferredRevenue => "Deferred revenue",
            Self::VatPayable => "VAT payable",
            Self::ExcisePayable => "Excise payable",
            Self::OpeningBalances => "Opening balances",
            Self::InternetRevenue => "Internet revenue",
            Self::MpesaCharges => "M-Pesa charges",
        }
    }

    /// On which side it grows.
    pub const fn kind(self) -> AccountKind {
        match self {
            Self::Mpesa
            | Self::Bank
            | Self::MpesaAwaitingReceipt
            | Self::InTransitToBank
            | Self::CustomerReceivable => AccountKind::Asset,
            Self::CustomerWallets
            | Self::UnallocatedReceipts
            | Self::RefundsPayable
            | Self::DeferredRevenue
            | Self::VatPayable
            | Self::ExcisePayable => AccountKind::Liability,
            Self::OpeningBalances => AccountKind::Equity,
            Self::InternetRevenue => AccountKind::Income,
            Self::MpesaCharges => AccountKind::Expense,
        }
    }

    /// What its parts are.
    pub const fn parts(self) -> Part {
        match self {
            Self::Mpesa
            | Self::Bank
            | Self::InTransitToBank
            | Self::DeferredRevenue
            | Self::VatPayable
            | Self::ExcisePayable
            | Self::OpeningBalances
            | Self::MpesaCharges => Part::None,
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
            Self::Equity => "EQUITY",
            Self::Income => "INCOME",
            Self::Expense => "EXPENSE",
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
    /// 1120.
    pub const BANK: Self = Self { code: AccountCode::Bank, part: None };
    /// 1190.
    pub const IN_TRANSIT_TO_BANK: Self = Self { code: AccountCode::InTransitToBank, part: None };
    /// 2310.
    pub const VAT_PAYABLE: Self = Self { code: AccountCode::VatPayable, part: None };
    /// 2320.
    pub const EXCISE_PAYABLE: Self = Self { code: AccountCode::ExcisePayable, part: None };
    /// 3110.
    pub const OPENING_BALANCES: Self = Self { code: AccountCode::OpeningBalances, part: None };
    /// 5110.
    pub const MPESA_CHARGES: Self = Self { code: AccountCode::MpesaCharges, part: None };
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
