//! Fixed clock, builders and sample data for tests; never published.
