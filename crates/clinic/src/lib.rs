//! The engine: (case, knowledge, date) to verdict; pure.
