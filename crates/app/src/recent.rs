//! What was made last, kept for whoever asks for the same again: a page asks several times.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// As many as the pages of one visit ask for: today, yesterday, and before the runs of a few days.
const KEPT: usize = 8;

/// Values by what they were made of, the newest first.
#[derive(Debug)]
pub(crate) struct Recent<K, V>(Mutex<Vec<(K, V)>>);

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K, V: Clone> Recent<K, V> {
    /// What was made for a key before, or is made now. Two who ask at once may both make it: it is the same.
    pub(crate) fn recall(
        &self,
        is_it: impl Fn(&K) -> bool,
        key: impl FnOnce() -> K,
        make: impl FnOnce() -> V,
    ) -> V {
        if let Some(known) = self.known(is_it) {
            return known;
        }
        let made = make();
        self.keep(key(), made.clone());
        made
    }

    /// The same for a key that costs nothing and a making that may fail; a failure is not kept.
    pub(crate) fn try_recall<E>(&self, key: K, make: impl FnOnce() -> Result<V, E>) -> Result<V, E>
    where
        K: PartialEq,
    {
        if let Some(known) = self.known(|of| *of == key) {
            return Ok(known);
        }
        let made = make()?;
        self.keep(key, made.clone());
        Ok(made)
    }

    fn known(&self, is_it: impl Fn(&K) -> bool) -> Option<V> {
        let mut kept = self.open();
        let at = kept.iter().position(|(of, _)| is_it(of))?;
        kept[..=at].rotate_right(1);
        kept.first().map(|(_, value)| value.clone())
    }

    fn keep(&self, key: K, value: V) {
        let mut kept = self.open();
        kept.insert(0, (key, value));
        kept.truncate(KEPT);
    }

    /// Keeps nothing of what is erased or replaced.
    pub(crate) fn forget(&self) {
        self.open().clear();
    }

    fn open(&self) -> MutexGuard<'_, Vec<(K, V)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_was_made_is_made_once_and_the_oldest_is_let_go() {
        let recent: Recent<usize, usize> = Recent::default();
        let made = Cell::new(0);
        let ask = |wanted: usize| {
            let make = || {
                made.set(made.get() + 1);
                wanted * 2
            };
            recent.recall(|key| *key == wanted, || wanted, make)
        };
        assert_eq!([ask(1), ask(2), ask(1)], [2, 4, 2]);
        assert_eq!(made.get(), 2);
        (3..=KEPT + 1).for_each(|wanted| assert_eq!(ask(wanted), wanted * 2));
        assert_eq!((ask(1), made.get()), (2, KEPT + 1), "it was asked for twice");
        assert_eq!((ask(2), made.get()), (4, KEPT + 2), "it was the oldest");
    }
}
