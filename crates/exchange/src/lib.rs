//! What leaves for, or comes from, other systems: the case file and the verdict.
