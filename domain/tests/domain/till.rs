//! An aggregate with a past, for the tests of reading: no event of the product has one yet.

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use domain::Decide;
use domain::upcast::{Retold, Upcaster};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A shop's till.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Till {
    pub(crate) cash_cents: i64,
    pub(crate) mpesa_cents: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TillEvent {
    /// In version 1 the float was in shillings.
    TillOpened {
        float_cents: i64,
    },
    /// Was told together with the other as `TillCounted`, first in shillings and then in cents.
    CashCounted {
        cents: i64,
    },
    MpesaCounted {
        cents: i64,
    },
}

impl DomainEvent for TillEvent {
    fn event_type(&self) -> String {
        match self {
            Self::TillOpened { .. } => "TillOpened",
            Self::CashCounted { .. } => "CashCounted",
            Self::MpesaCounted { .. } => "MpesaCounted",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        match self {
            Self::TillOpened { .. } => "2",
            Self::CashCounted { .. } | Self::MpesaCounted { .. } => "1",
        }
        .to_owned()
    }
}

impl Aggregate for Till {
    const TYPE: &'static str = "till";
    type Command = ();
    type Event = TillEvent;
    type Error = std::convert::Infallible;
    type Services = ();

    async fn handle(
        &mut self,
        (): (),
        (): &(),
        _sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        Ok(())
    }

    fn apply(&mut self, event: TillEvent) {
        match event {
            TillEvent::TillOpened { float_cents } => self.cash_cents = float_cents,
            TillEvent::CashCounted { cents } => self.cash_cents = cents,
            TillEvent::MpesaCounted { cents } => self.mpesa_cents = cents,
        }
    }
}

impl Decide for Till {
    fn decide(&self, (): ()) -> Result<Vec<TillEvent>, Self::Error> {
        Ok(vec![])
    }

    fn upcasters() -> &'static [Upcaster] {
        &[
            Upcaster { event_type: "TillOpened", version: 1, upcast: opened_1 },
            Upcaster { event_type: "TillCounted", version: 1, upcast: counted_1 },
            Upcaster { event_type: "TillCounted", version: 2, upcast: counted_2 },
            // Nobody needs to know any more.
            Upcaster { event_type: "TillDusted", version: 1, upcast: |_| Ok(vec![]) },
        ]
    }
}

fn opened_1(fields: Value) -> Result<Vec<Retold>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Opened {
        float_shillings: i64,
    }
    let Opened { float_shillings } = serde_json::from_value(fields)?;
    let fields = json!({ "float_cents": float_shillings * 100 });
    Ok(vec![Retold { event_type: "TillOpened", version: 2, fields }])
}

fn counted_1(fields: Value) -> Result<Vec<Retold>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Counted {
        cash_shillings: i64,
        mpesa_shillings: i64,
    }
    let Counted { cash_shillings, mpesa_shillings } = serde_json::from_value(fields)?;
    let fields =
        json!({ "cash_cents": cash_shillings * 100, "mpesa_cents": mpesa_shillings * 100 });
    Ok(vec![Retold { event_type: "TillCounted", version: 2, fields }])
}

fn counted_2(fields: Value) -> Result<Vec<Retold>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Counted {
        cash_cents: i64,
        mpesa_cents: i64,
    }
    let Counted { cash_cents, mpesa_cents } = serde_json::from_value(fields)?;
    let told = |event_type, cents: i64| Retold {
        event_type,
        version: 1,
        fields: json!({ "cents": cents }),
    };
    Ok(vec![told("CashCounted", cash_cents), told("MpesaCounted", mpesa_cents)])
}
