//! Use-cases; owns clock, ids, transactions and permissions.
//!
//! One use-case per file. The shells (web, command line) translate what people send into calls of [`App`] and never
//! decide; the engine decides and never reads a clock; what is stored and when is decided here.

mod again;
pub mod answers;
mod app;
mod budget;
mod calendar;
pub mod care;
mod caretaker;
mod clock;
mod data;
mod error;
mod examination;
mod examine;
mod example;
mod exercises;
pub mod figures;
mod history;
mod import;
mod import_job;
mod import_settle;
mod import_write;
mod interview;
mod knowledge;
mod load_words;
mod loads;
mod log;
mod marks;
mod outcome;
mod outing;
mod plan;
mod player;
mod prescribed;
mod read_file;
mod reads;
mod recent;
mod rehab;
mod restrictions;
mod runs;
mod settings;
mod today;
mod watch_folder;
mod weighed;
mod workouts;

pub use again::{Again, FindingTrend, Trend, TrendOf};
pub use app::App;
pub use calendar::CalendarSecret;
pub use clock::Clock;
pub use data::{DataOverview, ErasePlan, Exported, Kept, RestorePlan, plan_erase, plan_restore};
pub use error::{AppError, ErrorKind};
pub use examination::{Examination, Likelihood, OpenTest, Ranked};
pub use examine::{Examined, LARGEST_CASE_FILE, examine};
pub use exercises::Sought;
pub use femoris_exchange::calendar::TimeOfDay;
pub use femoris_exchange::rehab_json::LARGEST_BYTES as LARGEST_REPORT;
pub use history::{Exposure, Exposures, HistoryDay, HistoryStage, Research};
pub use import::Source;
pub use import_job::{ImportState, ImportStatus, ImportWatcher, Unwatched};
pub use interview::{Interview, NextStep, Progress};
pub use knowledge::{Checked, KnowledgeProblem, check_knowledge};
pub use load_words::{is_beyond_a_short_run, words_of_load};
pub use loads::{LoadOfRun, LoadTraces, OwnSpeed, Twinge};
pub use log::NewEntry;
pub use outcome::{FileOutcome, ImportSummary, Outcome, Tally};
pub use plan::{ComingDay, DONE_DAYS, Door, PlanLook, PlanToday};
pub use prescribed::{Guide, RunAgainst, Running};
pub use read_file::{read_file, unreachable_file};
pub use rehab::{Logged, Rehab, RehabDay, RehabPlan};
pub use restrictions::may_be_left_out;
pub use runs::{ImportPage, MonthOfRuns, RunOfPage};
pub use settings::{Settings, Theme, Units};
pub use today::{Change, PainOfDay, Today};
pub use watch_folder::WatchState;
pub use workouts::{Prescribed, Workout, WorkoutBlock, WorkoutStep, WorkoutTarget, WorkoutUntil};

pub use femoris_store::{
    Bucket, Cursor, DayTotal, DeveloperField, Level, Levels, MonthTotal, RunDetail, RunSummary, Standing,
    StoreTotals, TEMPORARY,
};
