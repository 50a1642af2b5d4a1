//! Every page asked through the router, without a network: what is shown, what is refused, what it weighs.

mod door;
mod house;
mod import;
mod interview;
mod pages;
mod refusals;
