//! Running: the run that is prescribed for a day, and everything it is decided from.
//!
//! [`prescription::PrescribedRun`] is what a page shows, a watch is given and a recording is held against. Its caps hold
//! by construction: it can only be made by fitting blocks into them.

pub mod fit;
pub mod prescription;
