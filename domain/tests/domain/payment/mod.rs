//! Payments.

mod conflict;
mod events;
mod expire;
mod initiate;
mod outcome;
mod prompt;
mod reverse;
mod unprompted;

use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::payment::{Payment, PaymentEvent};

fn given(events: Vec<PaymentEvent>) -> AggregateTestExecutor<Payment> {
    TestFramework::<Payment>::with(()).given(events)
}
