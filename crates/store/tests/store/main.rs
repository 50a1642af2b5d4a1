//! The store as its users see it, on real files in a temporary folder.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "clippy's allowance for tests does not reach the helpers of an integration test"
)]

mod aggregates;
mod backups;
mod build;
mod case;
mod imports;
mod kill;
mod lists;
mod means;
mod opening;
mod own_places;
mod roundtrip;
