//! A file that somebody gives.

use domain::c2b::ShortCode;
use domain::ports::{NotStatement, STATEMENT_BYTES_MAX, StatementReader};
use domain::statement::StatementFile;
use sha2::{Digest, Sha256};

/// The provider's M-Pesa accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounts {
    /// The names of the account that customers pay into: a till has two.
    pub collecting: Vec<ShortCode>,
    /// The account that customers are paid out of, if it is another.
    pub payout: Option<ShortCode>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MpesaAccount {
    /// The first of its names.
    pub short_code: ShortCode,
    /// Whether customers pay into it.
    pub collects: bool,
    /// Whether customers are paid out of it.
    pub pays_out: bool,
}

impl Accounts {
    /// The account of that short code, if it is one of the provider's.
    pub fn named(&self, short_code: &ShortCode) -> Option<MpesaAccount> {
        let payout = self.payout.as_ref().filter(|code| !self.collecting.contains(code));
        if self.collecting.contains(short_code) {
            let short_code = self.collecting.first()?.clone();
            return Some(MpesaAccount { short_code, collects: true, pays_out: payout.is_none() });
        }
        payout.filter(|code| *code == short_code).map(|code| MpesaAccount {
            short_code: code.clone(),
            collects: false,
            pays_out: true,
        })
    }

    fn in_words(&self) -> String {
        let all: Vec<&str> =
            self.collecting.iter().chain(&self.payout).map(ShortCode::as_str).collect();
        all.join(", ")
    }
}

/// A statement of one of the provider's accounts.
#[derive(Debug, Clone)]
pub struct Given {
    /// What it says.
    pub file: StatementFile,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// Of which account.
    pub account: MpesaAccount,
}

/// A file that is not compared with anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotGiven {
    /// It is too large.
    #[error(
        "the file is larger than {} MB; export a shorter period",
        STATEMENT_BYTES_MAX / 1_048_576
    )]
    TooLarge,
    /// It is no statement, or not a whole one.
    #[error(transparent)]
    NotStatement(#[from] NotStatement),
    /// Nothing in it can be compared.
    #[error("the statement has no completed movement and no period; export it again")]
    Nothing,
    /// It does not say whose it is.
    #[error(
        "the file does not say of which short code it is; name the short code ({ours}) beside it"
    )]
    Unnamed {
        /// Ours.
        ours: String,
    },
    /// It says another than was named beside it.
    #[error("the statement is of short code {found}, and {named} was named; give the right file")]
    NotAsNamed {
        /// What it says.
        found: ShortCode,
        /// What was named.
        named: ShortCode,
    },
    /// It is somebody else's.
    #[error(
        "the statement is of short code {found}, which is none of this provider's ({ours}); give a statement of one of them, or configure it"
    )]
    OtherShortCode {
        /// Whose it is.
        found: ShortCode,
        /// Ours.
        ours: String,
    },
}

/// Reads a file. Nothing is recorded.
pub fn read(
    reader: &dyn StatementReader,
    accounts: &Accounts,
    (bytes, file_name): (&[u8], Option<&str>),
    named: Option<&ShortCode>,
) -> Result<Given, NotGiven> {
    if bytes.len() > STATEMENT_BYTES_MAX {
        return Err(NotGiven::TooLarge);
    }
    let file = reader.read_statement(bytes, file_name)?;
    let short_code = match (&file.short_code, named) {
        (Some(found), Some(named)) => {
            // Two names of one account are the same.
            let same = found == named
                || accounts.named(found).is_some_and(|account| {
                    accounts.named(named).is_some_and(|other| other == account)
                });
            if !same {
                return Err(NotGiven::NotAsNamed { found: found.clone(), named: named.clone() });
            }
            found
        }
        (Some(found), None) => found,
        (None, Some(named)) => named,
        (None, None) => return Err(NotGiven::Unnamed { ours: accounts.in_words() }),
    };
    let account = accounts.named(short_code).ok_or_else(|| NotGiven::OtherShortCode {
        found: short_code.clone(),
        ours: accounts.in_words(),
    })?;
    if file.span().is_none() {
        return Err(NotGiven::Nothing);
    }
    Ok(Given { sha256: hex::encode(Sha256::digest(bytes)), file, account })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ShortCode {
        text.parse().unwrap()
    }

    #[test]
    fn a_short_code_names_the_account_that_it_is_of() {
        let till = Accounts {
            collecting: vec![code("400200"), code("5400200")],
            payout: Some(code("600100")),
        };
        let collecting =
            MpesaAccount { short_code: code("400200"), collects: true, pays_out: false };
        assert_eq!(till.named(&code("5400200")), Some(collecting.clone()));
        assert_eq!(till.named(&code("400200")), Some(collecting));
        let payout = MpesaAccount { short_code: code("600100"), collects: false, pays_out: true };
        assert_eq!(till.named(&code("600100")), Some(payout));
        assert_eq!(till.named(&code("600101")), None);
        for same in [None, Some(code("600000"))] {
            let paybill = Accounts { collecting: vec![code("600000")], payout: same };
            let account =
                MpesaAccount { short_code: code("600000"), collects: true, pays_out: true };
            assert_eq!(paybill.named(&code("600000")), Some(account));
        }
    }
}
