//! What is prescribed, as workouts a watch leads through.

mod exercises;
mod run;
mod session;

use femoris_clinic::evidence::RuleId;
use femoris_clinic::readiness::Decision;
use femoris_clinic::rehab::plan::Plan;
use femoris_clinic::rehab::session::{DayPlan, Refusal, Session};
use femoris_clinic::running::day::RunOfDay;
use femoris_clinic::running::prescription::{PrescribedRun, RunReason};
use femoris_clinic::running::rules::RunRule;
use femoris_measure::Day;

use femoris_recording::fit::workout::write_workout;
pub use femoris_recording::fit::workout::{
    Block as WorkoutBlock, Step as WorkoutStep, Target as WorkoutTarget, Until as WorkoutUntil, Workout,
};

use crate::{App, AppError, RehabDay, RehabPlan};

/// What a workout is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prescribed {
    /// The session of the day.
    Session,
    /// The run of the day.
    Run,
}

impl Prescribed {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Session, Self::Run];

    /// The word it is known by in addresses and names of files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Run => "run",
        }
    }
}

impl App {
    /// What is prescribed for a day, today where none is named, as a workout. Where nothing is, it is not found, and
    /// the error says why.
    pub fn workout(&self, what: Prescribed, day: Option<Day>) -> Result<Workout, AppError> {
        match what {
            Prescribed::Session => session::workout(&self.session_to_do(day)?, &self.knowledge),
            Prescribed::Run => run::workout(&self.run_to_do(day)?),
        }
    }

    /// The same as the bytes of a FIT file.
    pub fn workout_file(&self, what: Prescribed, day: Option<Day>) -> Result<Vec<u8>, AppError> {
        let workout = self.workout(what, day)?;
        write_workout(&workout, self.clock.now()).map_err(|error| {
            tracing::error!(%error, "a workout could not be written");
            AppError::ours(format!("the {} could not be written for a watch: {error}", what.word()))
        })
    }

    fn session_to_do(&self, day: Option<Day>) -> Result<Session, AppError> {
        let day = self.known_day(day)?;
        match self.rehab(Some(day))?.today {
            RehabDay::Referred => Err(self.none("first_someone")),
            RehabDay::Planned(DayPlan::Session(session)) => Ok(session),
            RehabDay::Planned(DayPlan::Rest { .. }) => Err(self.none("rest_day")),
            RehabDay::Planned(DayPlan::Refused(refusal)) => Err(self.refused(&refusal)),
        }
    }

    fn run_to_do(&self, day: Option<Day>) -> Result<PrescribedRun, AppError> {
        let day = self.known_day(day)?;
        let Some(running) = self.running(Some(day))? else { return Err(self.none("first_someone")) };
        match running.day.run {
            // What was felt in the day's run leaves no room for another. Of a healthy runner nothing is known that could permit
            // a run; nothing is told that forbids one either.
            RunOfDay::Run(_)
                if running.hurts && running.back_since.is_none() && running.answer > Decision::Modified =>
            {
                Err(self.because(&self.knowledge.running.reason(RunRule::NotToday)))
            }
            RunOfDay::Run(_) if running.is_done => Err(self.none("run_done")),
            RunOfDay::Run(run) => Ok(*run),
            RunOfDay::None(none) => Err(match none.why.first() {
                Some(reason) => self.because(reason),
                None => self.none("no_run"),
            }),
        }
    }

    fn because(&self, reason: &RunReason) -> AppError {
        AppError::not_found(self.knowledge.text(&format!("{}.reason", reason.rule)))
    }

    /// Where the runner stands in the protocol that is followed on a day, and how many minutes a session takes; `None`
    /// where no protocol is.
    pub(crate) fn with_plan<T>(
        &self,
        day: Day,
        look: impl FnOnce(&Plan<'_>, u16) -> T,
    ) -> Result<Option<T>, AppError> {
        Ok(match self.plan_on(day)? {
            (RehabPlan::Plan(plan), length) => Some(look(&plan, length.minutes())),
            (RehabPlan::Referred | RehabPlan::Refused(_), _) => None,
        })
    }

    /// Today where none is named. Days to come are refused: nobody knows what they will bring.
    fn known_day(&self, day: Option<Day>) -> Result<Day, AppError> {
        let today = self.clock.today();
        match day {
            Some(day) if day > today => {
                Err(AppError::refused("date", format!("{day} is still to come; name today or a day before")))
            }
            named => Ok(named.unwrap_or(today)),
        }
    }

    fn none(&self, why: &str) -> AppError {
        AppError::not_found(self.knowledge.text(&format!("watch.{why}")))
    }

    fn refused(&self, refusal: &Refusal) -> AppError {
        match refusal {
            Refusal::NoProtocol => self.none("no_protocol"),
            Refusal::Guarded { guards, .. } => match guards.first() {
                Some(guard) => self.guarded(guard),
                None => self.none("no_protocol"),
            },
            Refusal::Halted { halt, .. } => {
                AppError::not_found(self.knowledge.text(&format!("halt.{}", halt.reason.id())))
            }
        }
    }

    fn guarded(&self, guard: &RuleId) -> AppError {
        AppError::not_found(self.knowledge.text(&format!("{guard}.reason")))
    }
}
