//! What was made of the data last. Several parts of a page ask for the same; it is made again once somebody has written.

use std::sync::Arc;

use femoris_clinic::case::LoadHistory;
use femoris_clinic::running::matching::Measured;
use femoris_measure::Day;
use femoris_store::{RunId, Version};

use crate::history::{Exposures, HistoryDay};
use crate::loads::OwnSpeed;
use crate::prescribed::RunAgainst;
use crate::recent::Recent;
use crate::{App, AppError};

/// Runs with their days, as [`femoris_store::Reader::done_on_days`] gives them.
pub(crate) type DoneRuns = Arc<Vec<(Day, Measured)>>;

/// By the version of the data and by what was asked for.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    pub(crate) own_speed: Recent<(Version, Day), OwnSpeed>,
    pub(crate) load: Recent<(Version, Day), LoadHistory>,
    /// Of the first day to the last, in full from the third on.
    pub(crate) done: Recent<(Version, [Day; 3]), DoneRuns>,
    /// As of the first day, from the second to the third.
    pub(crate) history: Recent<(Version, [Day; 3]), Arc<Vec<HistoryDay>>>,
    pub(crate) exposures: Recent<(Version, Day), Exposures>,
    pub(crate) against: Recent<(Version, RunId), RunAgainst>,
}

impl Reads {
    /// Keeps nothing of a folder that is erased or replaced.
    pub(crate) fn forget(&self) {
        self.own_speed.forget();
        self.load.forget();
        self.done.forget();
        self.history.forget();
        self.exposures.forget();
        self.against.forget();
    }
}

impl App {
    /// What was made for a key before, unless somebody has written since; then it is made now. It may rest on nothing but the
    /// key, the data folder and the knowledge.
    pub(crate) fn recall_read<K: PartialEq, V: Clone>(
        &self,
        recent: &Recent<(Version, K), V>,
        key: K,
        make: impl FnOnce() -> Result<V, AppError>,
    ) -> Result<V, AppError> {
        let asked = (self.with_store(|store| store.version())?, key);
        recent.try_recall(asked, make)
    }

    /// What is known of the runs of these days, both ends included; what was measured, of those from a day on.
    pub(crate) fn done_on_days(
        &self,
        first: Day,
        last: Day,
        measured_from: Day,
    ) -> Result<DoneRuns, AppError> {
        self.recall_read(&self.reads.done, [first, last, measured_from], || {
            let days = (first, last);
            self.with_store(|store| {
                store.read(|reader| reader.done_on_days(days, measured_from, &self.stamp)).map(Arc::new)
            })
        })
    }
}
