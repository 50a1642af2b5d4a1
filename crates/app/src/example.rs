//! The example runner: twelve months of invented recordings and a case that goes with them.

use std::sync::Arc;

use femoris_clinic::complaint::{
    AgeGiven, AgeYears, Complaint, Location, Onset, Setting as Began, Sex, Side,
};
use femoris_clinic::event::{Entry, PainMoment};
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::rehab::log::StageDecision;
use femoris_clinic::rehab::stage::StageId;
use femoris_measure::{Day, OutOfRange, PainScore};
use femoris_recording::walk::{Found, What};
use femoris_recording::{example, fit};
use femoris_store::Setting;

use crate::import::Source;
use crate::import_job::Unwatched;
use crate::settings::set;
use crate::{App, AppError, NewEntry};

/// How the example runner is called.
pub(crate) const EXAMPLE_NAME: &str = "Maja";

/// Any fixed number: the same example everywhere.
const SEED: u64 = 20_261_121;

impl App {
    /// Fills an empty data folder with the example runner; returns when all runs are there.
    pub fn load_example(&self) -> Result<(), AppError> {
        self.begin_example()?;
        self.import(vec![self.example_runs()], &Unwatched).map(|_| ())
    }

    /// As [`App::load_example`], but the runs come in while pages are served. Returns the number of the import.
    pub fn start_example(self: &Arc<Self>) -> Result<u64, AppError> {
        self.begin_example()?;
        self.start_import(vec![self.example_runs()])
    }

    fn begin_example(&self) -> Result<(), AppError> {
        let totals = self.data_overview()?.totals;
        if totals.events > 0 || totals.shown + totals.merged + totals.removed > 0 {
            return Err(AppError::not_allowed(
                "the example runner needs an empty data folder; yours has runs or answers in it",
            ));
        }
        self.with_store(|store| {
            set(store, Setting::RunnerName, EXAMPLE_NAME)?;
            set(store, Setting::Example, "yes")
        })?;
        let story = story(self.clock.today()).map_err(|error| AppError::ours(error.to_string()))?;
        self.log(story, Some("example")).map(|_| ())
    }

    fn example_runs(&self) -> Source {
        let first = self.clock.today().plus_days(1 - example::SEASON_DAYS);
        let runs = example::season(first, SEED).enumerate().map(|(index, (run, _))| {
            let what = match fit::write_activity(&run) {
                Ok(bytes) => What::Recording { bytes, note: None },
                Err(error) => What::Refused { why: error.to_string() },
            };
            Found { path: format!("example/{:03}.fit", index + 1), what }
        });
        Source::made("example runner", runs)
    }
}

/// How long ago Maja's physiotherapist said that she is in the stage of slow and heavy work: in its third week.
const STAGE_DAYS_AGO: i32 = 17;

/// What Maja told: pain under the left sit bone that came with the autumn's faster weeks, a load test that was at 2
/// for days and is at 3 today.
fn story(today: Day) -> Result<Vec<NewEntry>, OutOfRange> {
    let mut entries = Vec::new();
    let mut on = |days_ago: i32, entry: Entry| {
        entries.push(NewEntry { day: Some(today.plus_days(-days_ago)), entry });
    };
    let since = 40;
    on(
        since,
        Entry::RunnerDescribed { age: Some(AgeGiven::Years(AgeYears::new(34)?)), sex: Some(Sex::Female) },
    );
    on(
        since,
        Entry::ComplaintSet(Complaint {
            setting: Some(Began::GradualBuildUp),
            onset: Some(Onset::Gradual),
            onset_date: Some(today.plus_days(-since - 10)),
            side: Some(Side::Left),
            location: Some(Location::SitBone),
        }),
    );
    for id in FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::DangerSign) {
        on(1, Entry::FindingAnswered { id: *id, answer: Finding::Absent });
    }
    for (id, answer) in ANSWERS {
        on(1, Entry::FindingAnswered { id, answer });
    }
    on(STAGE_DAYS_AGO, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::P2 }));
    for days_ago in (1..=7).rev() {
        on(days_ago, Entry::Measured(Measure::new(MeasureId::LoadTestPain, 2.0)?));
        on(days_ago, Entry::Measured(Measure::new(MeasureId::MorningStiffnessMin, 5.0)?));
    }
    for days_ago in [8, 5, 3] {
        on(days_ago, Entry::PainLogged { moment: PainMoment::During, score: PainScore::new(2)? });
        on(days_ago, Entry::PainLogged { moment: PainMoment::After, score: PainScore::new(1)? });
        on(days_ago - 1, Entry::PainLogged { moment: PainMoment::NextMorning, score: PainScore::new(0)? });
    }
    on(0, Entry::Measured(Measure::new(MeasureId::LoadTestPain, 3.0)?));
    on(0, Entry::Measured(Measure::new(MeasureId::MorningStiffnessMin, 5.0)?));
    Ok(entries)
}

const ANSWERS: [(FindingId, Finding); 8] = [
    (FindingId::SittingProvokes, Finding::Present),
    (FindingId::EasesWithWarmUp, Finding::Present),
    (FindingId::PainBelowKnee, Finding::Absent),
    (FindingId::PopFelt, Finding::Absent),
    (FindingId::LimpWalking, Finding::Absent),
    (FindingId::RunningFormChanged, Finding::Absent),
    (FindingId::RestOrNightPain, Finding::Absent),
    (FindingId::LastRunSettledByNextMorning, Finding::Present),
];
