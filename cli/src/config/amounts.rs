//! The amounts from which on more than usual is asked for.

use std::str::FromStr;

use domain::Money;

use super::Values;

/// Above what a refund needs a second person, unless it is configured: KSh 5,000, two to three
/// months of a home line.
const SECOND_PERSON_ABOVE: Money = Money::from_cents(500_000);

/// Above what a report of money waits for Safaricom's word, unless it is configured: KSh 10,000, more
/// than a month of nearly every line.
const VERIFY_ABOVE: Money = Money::from_cents(1_000_000);

impl Values {
    pub(super) fn second_person_above(&mut self) -> Money {
        self.parsed::<Shillings>(
            "DAFTARI_SECOND_PERSON_ABOVE_KES",
            "a number of whole shillings; a refund of more needs a second person",
        )
        .map_or(SECOND_PERSON_ABOVE, |Shillings(above)| above)
    }

    /// Safaricom can be asked only by an initiator: without one, every report is believed unless it is
    /// told otherwise, and then it says what is lacking.
    pub(super) fn verify_above(&mut self) -> Option<Money> {
        let named = self.parsed::<VerifyAbove>(
            "DAFTARI_VERIFY_ABOVE_KES",
            "a number of whole shillings, above which a reported payment waits for Safaricom's word, or `off`",
        );
        let has_initiator = self.get("DARAJA_INITIATOR_NAME").is_some();
        match named {
            Some(VerifyAbove::Off) => None,
            Some(VerifyAbove::Shillings(above)) => {
                if !has_initiator {
                    self.faults.push(
                        "DAFTARI_VERIFY_ABOVE_KES needs DARAJA_INITIATOR_NAME: Safaricom tells of a payment only if an initiator asks"
                            .to_owned(),
                    );
                }
                Some(above)
            }
            None => has_initiator.then_some(VERIFY_ABOVE),
        }
    }
}

/// Whole shillings, not negative.
#[derive(Debug, Clone, Copy)]
struct Shillings(Money);

impl FromStr for Shillings {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let shillings: u32 = text.parse().map_err(|_| ())?;
        Ok(Self(Money::from_cents(i64::from(shillings) * 100)))
    }
}

/// Above how much a report waits, if at all.
#[derive(Debug, Clone, Copy)]
enum VerifyAbove {
    Off,
    Shillings(Money),
}

impl FromStr for VerifyAbove {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "off" {
            return Ok(Self::Off);
        }
        text.parse().map(|Shillings(above)| Self::Shillings(above))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verify_above(initiator: Option<&str>, above: Option<&str>) -> (Option<Money>, Vec<String>) {
        let told = [("DARAJA_INITIATOR_NAME", initiator), ("DAFTARI_VERIFY_ABOVE_KES", above)];
        let mut values = Values::default();
        for (name, value) in told {
            if let Some(value) = value {
                values = values.or(name, value);
            }
        }
        (values.verify_above(), values.faults)
    }

    #[test]
    fn reports_wait_for_safaricom_where_it_can_be_asked() {
        let money = |shillings: i64| Some(Money::from_cents(shillings * 100));
        for (initiator, above, expected) in [
            (None, None, None),
            (None, Some("off"), None),
            (Some("daftari"), None, money(10_000)),
            (Some("daftari"), Some("off"), None),
            (Some("daftari"), Some("0"), money(0)),
            (Some("daftari"), Some("2500"), money(2_500)),
        ] {
            assert_eq!(
                verify_above(initiator, above),
                (expected, vec![]),
                "{initiator:?} {above:?}"
            );
        }
        let (_, faults) = verify_above(None, Some("2500"));
        assert!(faults[0].contains("needs DARAJA_INITIATOR_NAME"), "{faults:?}");
    }
}
