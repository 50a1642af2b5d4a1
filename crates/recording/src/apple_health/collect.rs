//! The second reading of an export: the samples that fall into its running workouts.

use std::io::Read;

use femoris_measure::Channel;
use quick_xml::events::BytesStart;

use super::lenient::{Element, each};
use super::survey::{Workout, kind};
use super::units::{channel, date, value};
use crate::track::number;
use crate::xml::attribute;

/// One value within a workout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sample {
    /// Milliseconds after the start of the workout.
    pub(super) after_ms: u32,
    /// [`Channel::code`] of what was measured.
    pub(super) channel: u8,
    /// In the steps of the channel.
    pub(super) steps: i32,
}

/// Samples of the workouts from the one asked for to `end`, exclusive.
pub(super) struct Batch {
    pub(super) samples: Vec<Vec<Sample>>,
    pub(super) end: usize,
}

/// Reads the samples of as many workouts as fit, beginning with `from`. `workouts` are sorted by start.
pub(super) fn collect(stream: impl Read, workouts: &[Workout], from: usize, most: usize) -> Batch {
    let mut by_order: Vec<(u32, u32)> =
        workouts.iter().enumerate().map(|(at, workout)| (workout.order, at as u32)).collect();
    by_order.sort_unstable();
    let mut collect = Collect {
        workouts,
        by_order,
        from,
        end: workouts.len(),
        most,
        held: Vec::new(),
        runs: 0,
        inside: None,
    };
    // What cuts the file short was reported by the first reading.
    let _cut = each(stream, &mut |element| match element {
        Element::Open(name, tag) => collect.open(name, tag),
        Element::Close("Workout") => collect.inside = None,
        Element::Close(_) => {}
    });
    collect.into_batch()
}

struct Collect<'w> {
    workouts: &'w [Workout],
    /// Place among the running workouts of the file, and place in `workouts`.
    by_order: Vec<(u32, u32)>,
    from: usize,
    end: usize,
    most: usize,
    /// Place of the workout in `workouts`, and the sample.
    held: Vec<(u32, Sample)>,
    runs: u32,
    /// The workout whose element is open.
    inside: Option<u32>,
}

impl Collect<'_> {
    fn open(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "Record" => self.record(tag),
            "Workout" => {
                let (is_run, _) = kind(tag);
                let found = self.by_order.binary_search_by_key(&self.runs, |(order, _)| *order);
                self.inside = found.ok().filter(|_| is_run).map(|at| self.by_order[at].1);
                self.runs += u32::from(is_run);
            }
            "Location" => self.location(tag),
            _ => {}
        }
    }

    fn record(&mut self, tag: &BytesStart<'_>) {
        let Some(channel) = attribute(tag, "type").and_then(|kind| channel(&kind)) else { return };
        let Some(at_ms) = attribute(tag, "startDate").and_then(|text| date(&text)) else { return };
        let Some(workout) = self.workout_at(at_ms) else { return };
        let unit = attribute(tag, "unit").unwrap_or_default();
        let number = attribute(tag, "value").and_then(|text| number(&text));
        if let Some(value) = number.and_then(|number| value(channel, number, &unit)) {
            self.hold(workout, at_ms, channel, value);
        }
    }

    /// A point of a route, as early exports and the parts kept of later ones have them.
    fn location(&mut self, tag: &BytesStart<'_>) {
        let Some(workout) = self.inside else { return };
        let Some(at_ms) = attribute(tag, "date").and_then(|text| date(&text)) else { return };
        let degrees = |name, bound: f64| {
            attribute(tag, name).and_then(|text| number(&text)).filter(|v| v.abs() <= bound)
        };
        if let (Some(latitude), Some(longitude)) = (degrees("latitude", 90.0), degrees("longitude", 180.0)) {
            self.hold(workout, at_ms, Channel::Latitude, latitude);
            self.hold(workout, at_ms, Channel::Longitude, longitude);
            if let Some(altitude) = degrees("altitude", 12_000.0) {
                self.hold(workout, at_ms, Channel::Altitude, altitude);
            }
        }
    }

    /// The workout of this pass that a moment falls into: of several, the one that began last.
    fn workout_at(&self, at_ms: i64) -> Option<u32> {
        let after = self.workouts.partition_point(|workout| workout.start_ms <= at_ms);
        let at = after.checked_sub(1)?;
        let inside = self.workouts.get(at)?.end_ms >= at_ms;
        inside.then_some(at as u32)
    }

    fn hold(&mut self, workout: u32, at_ms: i64, channel: Channel, value: f64) {
        if !(self.from..self.end).contains(&(workout as usize)) {
            return;
        }
        let Some(start_ms) = self.workouts.get(workout as usize).map(|w| w.start_ms) else { return };
        let Ok(after_ms) = u32::try_from(at_ms - start_ms) else { return };
        if self.held.len() >= self.most && !self.make_room() {
            return;
        }
        let steps = (value * channel.steps_per_unit()).round() as i32;
        self.held.push((workout, Sample { after_ms, channel: channel.code(), steps }));
    }

    /// Puts the later half of the workouts off to the next reading; `false` when one alone fills all room, which no
    /// real workout does.
    fn make_room(&mut self) -> bool {
        let mut places: Vec<u32> = self.held.iter().map(|(workout, _)| *workout).collect();
        let middle = places.len() / 2;
        let (_, median, _) = places.select_nth_unstable(middle);
        let end = (*median as usize).max(self.from + 1);
        if end >= self.end {
            return false;
        }
        self.end = end;
        self.held.retain(|(workout, _)| (*workout as usize) < end);
        self.held.len() < self.most
    }

    fn into_batch(mut self) -> Batch {
        self.held.sort_unstable();
        self.held.dedup_by_key(|(workout, sample)| (*workout, sample.after_ms, sample.channel));
        let mut samples = vec![Vec::new(); self.end.saturating_sub(self.from)];
        for (workout, sample) in self.held {
            if let Some(own) = samples.get_mut(workout as usize - self.from) {
                own.push(sample);
            }
        }
        Batch { samples, end: self.end }
    }
}
