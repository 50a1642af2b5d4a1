//! A simulated runner: how the body heals, and what the runner makes of what is prescribed.

use femoris_clinic::complaint::{Complaint, Location, Onset, Setting, Side};
use femoris_clinic::load::{SpeedBins, SpeedPieces, SteadyTime};
use femoris_clinic::running::matching::Measured;
use femoris_clinic::running::prescription::{Length, PrescribedRun, StepKind};

/// What a runner does with a prescription.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Habit {
    KeepsToIt,
    /// A third longer and an eighth faster, two times of three.
    Overshoots,
    /// Nothing at all for some weeks.
    StopsFor {
        from: i32,
        days: i32,
    },
    /// A race on a day.
    Races {
        on: i32,
    },
    /// A new strain on a day.
    ReInjures {
        on: i32,
    },
    /// Two bad mornings so many days after the return to full training.
    FallsBack {
        after: i32,
    },
    /// Hills on every second run.
    Trail,
    /// Time is all that is recorded; the runner tells the rest.
    Treadmill,
    /// Nothing is recorded; the runner tells.
    NoWatch,
    /// Chooses to keep running.
    KeepsRunning,
    /// Overshoots and says that nothing ever hurts.
    SaysZero,
    /// Every so many days the heaviest exercise of the session hurts more than any stage tolerates.
    HurtsIn {
        every: i32,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Body {
    pub(crate) name: &'static str,
    pub(crate) habit: Habit,
    pub(crate) complaint: Complaint,
    /// Top speed in m/s.
    pub(crate) top: f64,
    /// Days until half is healed.
    half_days: f64,
}

impl Body {
    pub(crate) fn strained(name: &'static str, habit: Habit) -> Self {
        let complaint = Complaint {
            setting: Some(Setting::FastRunning),
            onset: Some(Onset::Sudden),
            onset_date: None,
            side: Some(Side::Left),
            location: Some(Location::ThighBelly),
        };
        Self { name, habit, complaint, top: 7.6, half_days: 18.0 }
    }

    pub(crate) fn tendon(name: &'static str, habit: Habit) -> Self {
        let complaint = Complaint {
            setting: Some(Setting::GradualBuildUp),
            onset: Some(Onset::Gradual),
            onset_date: None,
            side: Some(Side::Right),
            location: Some(Location::SitBone),
        };
        Self { name, habit, complaint, top: 7.0, half_days: 45.0 }
    }

    /// How much is healed on a day since the injury, 0 to 1.
    pub(crate) fn healed(&self, days: i32) -> f64 {
        1.0 - (-f64::from(days.max(0)) * std::f64::consts::LN_2 / self.half_days).exp()
    }

    /// Pain that exercises make while little is healed.
    pub(crate) fn sore(&self, days: i32) -> u8 {
        u8::from(self.habit != Habit::SaysZero && self.healed(days) < 0.6)
    }

    /// Whether the heaviest exercise of a day hurts.
    pub(crate) fn is_hurt_on(&self, day: i32) -> bool {
        matches!(self.habit, Habit::HurtsIn { every } if day % every == every - 1)
    }

    /// Pain a run makes: what it asks beyond what is healed.
    pub(crate) fn pain(&self, run: &PrescribedRun, days: i32, more: f64) -> u8 {
        let share = run.caps().share.map_or(60.0, |share| share.get()) / 100.0 * more;
        let beyond = (share - 0.35 - self.healed(days) * 0.75).max(0.0);
        (beyond * 12.0).round().min(9.0) as u8
    }

    /// What a watch would have measured; `more` stretches time, `faster` speed.
    pub(crate) fn done(&self, run: &PrescribedRun, more: f64, faster: f64) -> Measured {
        let (mut speeds, mut times) = (SpeedBins::default(), Vec::new());
        let (mut total, mut metres) = (0.0, 0.0);
        for block in run.blocks() {
            for step in (0..block.times()).flat_map(|_| block.steps()) {
                let share = step.share.map(|share| f64::midpoint(share.from.get(), share.to.get()) / 100.0);
                let speed = share.map_or(1.4, |share| share * self.top * faster);
                // What is too slow for a jog is a shuffle, still faster than walking.
                let speed = if step.kind.is_running() { speed.max(1.85) } else { speed };
                let seconds = match step.length {
                    Length::Time(time) => time.get(),
                    Length::Distance(way) => way.get() / speed,
                };
                let seconds = match step.kind {
                    // A stride is held for a little longer than its metres, building up and easing off.
                    StepKind::Fast => seconds.max(5.5),
                    StepKind::Run => seconds * more,
                    _ => seconds,
                };
                speeds.add(speed, seconds, 0);
                times.push(SteadyTime { from_s: total, to_s: total + seconds, speed });
                total += seconds;
                metres += seconds * speed;
            }
        }
        Measured {
            total_s: Some(total),
            metres: Some(metres),
            speeds: Some(speeds),
            pieces: SpeedPieces::of(times),
            steep_m: Some(0.0),
        }
    }
}
