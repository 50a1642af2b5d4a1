//! Where in the recordings of a day a run went beyond what was asked.

use crate::load::{Moment, SteadyTime, Trace, fast_strides, reaches};
use crate::running::fit::Fitted;
use crate::running::matching::{Aspect, Compared, Yardstick};
use femoris_measure::MetresPerSecond;

/// One unbroken stretch of a recording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Which of the runs of the day, from 0.
    pub run: usize,
    /// Seconds of its beginning since the start of that recording, pauses included.
    pub from_s: f64,
    /// Seconds of its end.
    pub to_s: f64,
    /// Mean speed in it.
    pub speed: Option<MetresPerSecond>,
}

impl Place {
    /// Seconds from its beginning to its end.
    pub fn lasts_s(&self) -> f64 {
        self.to_s - self.from_s
    }
}

/// A moment with the run it is of.
type OfRun<'a> = (usize, &'a Moment);

impl Yardstick<'_> {
    /// Where a respect went beyond, in the order it was run.
    pub(super) fn places(&self, compared: &Compared, asked: &Fitted, traces: &[Option<Trace>]) -> Vec<Place> {
        let moments = || {
            let seen = traces.iter().enumerate().filter_map(|(run, trace)| Some((run, trace.as_ref()?)));
            seen.flat_map(|(run, trace)| trace.moments().iter().map(move |moment| (run, moment)))
        };
        match compared.aspect {
            Aspect::Speed => match self.too_fast(asked) {
                Some(speed) => stretches(moments(), |moment| reaches(moment.speed, speed)),
                None => Vec::new(),
            },
            Aspect::Flat => {
                let steep = self.measures.slope.steep;
                stretches(moments(), |moment| moment.slope.is_some_and(|slope| slope.abs() >= steep))
            }
            Aspect::Time => {
                let from = self.measures.clean.running_from;
                // The whole time was compared where it is what was asked.
                let whole = compared.asked >= asked.size(self.speeds).total_s;
                let counted = |moment: &Moment| whole || moment.speed >= from;
                let adds = |moment: &Moment| if counted(moment) { moment.lasts_s } else { 0.0 };
                after(moments(), compared.asked, adds)
            }
            Aspect::Distance => after(moments(), compared.asked, Moment::metres),
            Aspect::Strides => self.extra_strides(asked, traces),
        }
    }

    /// The fast strides after as many as were asked.
    fn extra_strides(&self, asked: &Fitted, traces: &[Option<Trace>]) -> Vec<Place> {
        let Some((count, Some(speed))) = self.prescribed_strides(asked) else { return Vec::new() };
        let seen = traces.iter().enumerate().filter_map(|(run, trace)| Some((run, trace.as_ref()?)));
        let all = seen.flat_map(|(run, trace)| {
            let strides = fast_strides(trace, speed, &self.measures.speed);
            strides.into_iter().map(move |stride| Place {
                run,
                from_s: stride.from_s,
                to_s: stride.from_s + stride.lasts_s,
                speed: MetresPerSecond::new(stride.metres / stride.lasts_s).ok(),
            })
        });
        all.skip(count as usize).collect()
    }
}

/// Stretches of moments for which something holds; a pause, a hole or another run ends one.
fn stretches<'a>(moments: impl Iterator<Item = OfRun<'a>>, holds: impl Fn(&Moment) -> bool) -> Vec<Place> {
    let mut found: Vec<(Place, f64, f64)> = Vec::new();
    for (run, moment) in moments.filter(|(_, moment)| holds(moment)) {
        let time = SteadyTime::of(moment);
        match found.last_mut() {
            Some((place, seconds, metres)) if place.run == run && time.goes_on_from(place.to_s) => {
                place.to_s = time.to_s;
                *seconds += moment.lasts_s;
                *metres += moment.metres();
            }
            _ => {
                let place = Place { run, from_s: time.from_s, to_s: time.to_s, speed: None };
                found.push((place, moment.lasts_s, moment.metres()));
            }
        }
    }
    let mean = |(place, seconds, metres): (Place, f64, f64)| Place {
        speed: MetresPerSecond::new(metres / seconds).ok(),
        ..place
    };
    found.into_iter().map(mean).collect()
}

/// From where a sum passes `most` to the end, in each run that lies behind that.
fn after<'a>(
    moments: impl Iterator<Item = OfRun<'a>>,
    most: f64,
    adds: impl Fn(&Moment) -> f64,
) -> Vec<Place> {
    let mut sum = 0.0;
    let mut found: Vec<Place> = Vec::new();
    for (run, moment) in moments {
        sum += adds(moment);
        if sum <= most {
            continue;
        }
        let time = SteadyTime::of(moment);
        match found.last_mut() {
            Some(place) if place.run == run => place.to_s = time.to_s,
            _ => found.push(Place { run, from_s: time.from_s, to_s: time.to_s, speed: None }),
        }
    }
    found
}
