//! Use-cases; owns clock, ids, transactions and permissions.
