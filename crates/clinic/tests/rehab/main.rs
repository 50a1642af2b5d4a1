//! The dose engine on the shipped knowledge: worked examples, every session that can be asked for, and simulated runners.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod again;
mod body;
mod caution;
mod common;
mod every_session;
mod examples;
mod held;
mod hostile;
mod less;
mod offered;
mod plan;
mod player;
mod rested;
mod runners;
mod running;
mod stages;
mod tight;
mod told;
mod walk;
mod week;
mod weeks;
mod whole;
