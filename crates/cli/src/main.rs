//! The `femoris` command.

fn main() {}
