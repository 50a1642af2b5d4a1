//! A bound on bytes in flight: whoever reads ahead waits until those behind have caught up.

use std::sync::{Condvar, Mutex, PoisonError};

/// Counts bytes between the reader of an archive and the writer of the store.
#[derive(Debug)]
pub(crate) struct ByteBudget {
    limit: usize,
    used: Mutex<usize>,
    freed: Condvar,
}

impl ByteBudget {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, used: Mutex::new(0), freed: Condvar::new() }
    }

    /// Waits until `bytes` fit. One item larger than the whole limit is let through alone.
    pub(crate) fn take(&self, bytes: usize) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        while *used > 0 && *used + bytes > self.limit {
            used = self.freed.wait(used).unwrap_or_else(PoisonError::into_inner);
        }
        *used += bytes;
    }

    /// Gives `bytes` back.
    pub(crate) fn give_back(&self, bytes: usize) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        *used = used.saturating_sub(bytes);
        self.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_larger_than_the_limit_passes_alone() {
        let budget = ByteBudget::new(10);
        budget.take(1000);
        budget.give_back(1000);
        budget.take(10);
        assert_eq!(*budget.used.lock().expect("not poisoned"), 10);
    }
}
