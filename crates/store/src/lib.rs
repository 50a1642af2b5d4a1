//! SQLite: rows to domain values, transactions, migrations.
