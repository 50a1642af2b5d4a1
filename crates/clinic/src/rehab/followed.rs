//! The programme as far as running goes: the stages that were walked, and what keeps a runner from running today.
//!
//! A programme that stands still, or refuses the case, takes no limit away from running: its stages still bound the days
//! that are over, and for today it says *stop*.

use crate::facts::Facts;
use crate::knowledge::Knowledge;
use crate::rehab::colour::Colour;
use crate::rehab::course::{Course, too_near};
use crate::rehab::fallen;
use crate::rehab::flare::{DayColour, Flare};
use crate::rehab::halt::PastHalt;
use crate::rehab::protocol::Runs;
use crate::rehab::session::{self, Refusal, Scene};
use crate::running::day::{Stages, Stop};
use femoris_measure::Day;

/// What a programme says about running.
#[derive(Debug, Clone, PartialEq)]
pub enum Followed<'k> {
    /// Its stages.
    Course(Box<Course<'k>>),
    /// It, or that there is none, stops running.
    Stopped {
        /// How far.
        stop: Stop,
        /// The stages as they were walked; `None` where no programme is meant.
        walked: Option<Box<Course<'k>>>,
    },
}

impl<'k> Followed<'k> {
    /// From the scene of a day. A stand-still outranks what else the programme refuses.
    pub fn of(scene: &Scene<'_, 'k>) -> Self {
        let walked = session::walked(scene).map(Box::new);
        if walked.as_ref().is_some_and(|course| session::standstill(scene, course).is_some()) {
            return Self::Stopped { stop: Stop::Halted, walked };
        }
        match session::course(scene) {
            Ok(course) => Self::Course(Box::new(course)),
            Err(Refusal::Halted { .. }) => Self::Stopped { stop: Stop::Halted, walked },
            Err(Refusal::Guarded { .. }) => Self::Stopped { stop: Stop::Guarded, walked },
            Err(Refusal::NoProtocol) => Self::Stopped { stop: Stop::Unmeant, walked },
        }
    }

    /// The stages, whether followed today or only walked until now.
    pub fn course(&self) -> Option<&Course<'k>> {
        match self {
            Self::Course(course) => Some(course),
            Self::Stopped { walked, .. } => walked.as_deref(),
        }
    }
}

/// Days before a protocol began that another one handed over to are those of that one. How they were taken, and its stops,
/// the course has with its own.
impl Stages for Course<'_> {
    fn runs_on(&self, day: Day) -> Option<&Runs> {
        self.stage_on(day).map(|stage| &stage.runs)
    }

    fn red_between(&self, from: Day, before: Day) -> bool {
        let red = |seen: &DayColour| seen.colour == Some(Colour::Red);
        self.colours.iter().any(|seen| red(seen) && (from..before).contains(&seen.day))
    }

    fn flare(&self, from: Day, before: Day) -> Option<Flare> {
        self.flares.iter().rfind(|flare| (from..before).contains(&flare.day)).copied()
    }

    fn fell_back(&self, after: Day) -> Option<Day> {
        let before = self.before.as_ref().and_then(|course| course.fell_back(after));
        before.or_else(|| fallen::after(self, after))
    }

    fn stood_still(&self, day: Day, then: &Facts<'_>, knowledge: &Knowledge) -> bool {
        let stands = |past: &PastHalt| {
            let lifted = past.confirmed.is_some_and(|confirmed| confirmed <= day);
            past.halt.day < day && !lifted && !past.halt.is_answered(then, knowledge)
        };
        self.halts.iter().any(stands)
    }

    fn heavy_before(&self, day: Day) -> bool {
        let Some(stage) = self.stage_on(day) else { return false };
        too_near(&self.heavy_days, day, stage.caps.heavy_apart_h)
            || too_near(&self.energy_days, day, stage.caps.energy_apart_h)
            || self.before.as_ref().is_some_and(|course| course.heavy_before(day))
    }
}

impl Stages for Followed<'_> {
    fn runs_on(&self, day: Day) -> Option<&Runs> {
        self.course()?.runs_on(day)
    }

    fn red_between(&self, from: Day, before: Day) -> bool {
        self.course().is_some_and(|course| course.red_between(from, before))
    }

    fn flare(&self, from: Day, before: Day) -> Option<Flare> {
        self.course()?.flare(from, before)
    }

    fn fell_back(&self, after: Day) -> Option<Day> {
        self.course()?.fell_back(after)
    }

    fn stood_still(&self, day: Day, then: &Facts<'_>, knowledge: &Knowledge) -> bool {
        self.course().is_some_and(|course| course.stood_still(day, then, knowledge))
    }

    fn heavy_before(&self, day: Day) -> bool {
        self.course().is_some_and(|course| course.heavy_before(day))
    }

    fn stop(&self) -> Option<Stop> {
        match self {
            Self::Course(_) => None,
            Self::Stopped { stop, .. } => Some(*stop),
        }
    }
}
