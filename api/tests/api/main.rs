//! The API as its callers meet it: over HTTP, with a real Postgres, a simulated Safaricom and,
//! where nodes share something, a real Redis.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should end there")]

mod as_of;
mod audit;
mod authorisation;
mod bank;
mod callbacks;
mod conflicts;
mod customer_statements;
mod customers;
mod errors;
mod finance;
mod forgeries;
mod found;
mod holds;
mod lists;
mod missing;
mod months;
mod nodes;
mod openapi;
mod outage;
mod paths;
mod projections;
mod pull;
mod purchases;
mod rebuilds;
mod refunds;
mod results;
mod retries;
mod sessions;
mod soak;
mod statements;
mod streams;
mod support;
mod tariffs;
mod taxes;
mod unprompted;
mod walk;
