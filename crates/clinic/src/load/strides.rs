//! Fast stretches of a run, one by one: what a plan calls strides or fast runs.

use super::rules::SpeedRules;
use super::trace::{Moment, Trace};

/// A stretch at or above a speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FastStride {
    /// First and last row of it in the samples.
    pub rows: (usize, usize),
    /// Seconds of its start since the start of the run.
    pub from_s: f64,
    /// Seconds it lasts.
    pub lasts_s: f64,
    /// Metres it covers.
    pub metres: f64,
    /// Its highest speed in m/s.
    pub peak: f64,
}

/// The stretches of a trace at or above `speed` in m/s that last long enough. A short dip does not end one.
pub fn fast_strides(trace: &Trace, speed: f64, rules: &SpeedRules) -> Vec<FastStride> {
    let mut found: Vec<FastStride> = Vec::new();
    for moment in trace.moments().iter().filter(|moment| moment.speed >= speed) {
        let from_s = moment.at_s - moment.lasts_s;
        match found.last_mut() {
            Some(open)
                if from_s - (open.from_s + open.lasts_s) <= rules.stride_gap_s && from_s >= open.from_s =>
            {
                grow(open, moment);
            }
            _ => found.push(FastStride {
                rows: (moment.row, moment.row),
                from_s,
                lasts_s: moment.lasts_s,
                metres: moment.metres(),
                peak: moment.speed,
            }),
        }
    }
    found.retain(|stride| stride.lasts_s >= rules.stride_s);
    found
}

fn grow(open: &mut FastStride, moment: &Moment) {
    open.rows.1 = moment.row;
    open.lasts_s = moment.at_s - open.from_s;
    open.metres += moment.metres();
    open.peak = open.peak.max(moment.speed);
}
