//! The adapter as the application uses it, against odd answers, the simulator and Redis.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is what it is for")]

mod c2b;
mod hold;
mod holds;
mod logs;
mod lost_answers;
mod never_panics;
mod payloads;
mod refusals;
mod requests;
mod results;
mod shared_token;
mod simulator;
mod statements;
mod stub;
mod support;
mod token;
