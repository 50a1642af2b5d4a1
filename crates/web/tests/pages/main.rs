//! Every page asked through the router, without a network: what is shown, what is refused, what it weighs.

// The helpers beside the tests fail like tests do.
#![allow(clippy::expect_used, clippy::panic)]

mod calendar;
mod care;
mod door;
mod house;
mod how;
mod import;
mod interview;
mod pages;
mod refusals;
mod rehab;
mod result;
mod running;
mod runs;
mod watch;
