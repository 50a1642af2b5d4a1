//! Slopes from altitude, smoothed before they are taken.

use super::rules::MeasureRules;
use super::trace::Moment;
use femoris_measure::{Channel, Samples};

/// Fills in the slope of each moment. Altitude is averaged over the base length, and the slope is taken across it; where
/// the way around a moment is shorter than that, or has no altitude, there is none.
pub(super) fn fill(moments: &mut [Moment], samples: &Samples, rules: &MeasureRules) {
    if samples.column(Channel::Altitude).is_none() {
        return;
    }
    let mut from = 0;
    while from < moments.len() {
        let to = stretch(&moments[from..], samples, rules) + from;
        if to > from {
            along(&mut moments[from..to], samples, rules);
        }
        from = to.max(from + 1);
    }
}

/// How many moments from the first on have altitude without a jump of the sensor.
fn stretch(moments: &[Moment], samples: &Samples, rules: &MeasureRules) -> usize {
    let clean = &rules.clean;
    let mut before: Option<(f64, f64)> = None;
    for (index, moment) in moments.iter().enumerate() {
        let Some(altitude) = samples.value(Channel::Altitude, moment.row) else { return index };
        if let Some((at_s, last)) = before {
            let seconds = (moment.at_s - at_s).max(0.0);
            if (altitude - last).abs() > clean.sheer_m + clean.sheer_m_per_s * seconds {
                return index;
            }
        }
        before = Some((moment.at_s, altitude));
    }
    moments.len()
}

fn along(moments: &mut [Moment], samples: &Samples, rules: &MeasureRules) {
    let half = rules.cost.base_m / 2.0;
    let mut way = 0.0;
    let placed: Vec<(f64, f64)> = moments
        .iter()
        .map(|moment| {
            way += moment.metres();
            (way, samples.value(Channel::Altitude, moment.row).unwrap_or_default())
        })
        .collect();
    let smoothed = smooth(&placed, half);
    let (mut from, mut to) = (0, 0);
    for (index, moment) in moments.iter_mut().enumerate() {
        while placed[index].0 - placed[from].0 > half {
            from += 1;
        }
        to = to.max(index);
        while to + 1 < placed.len() && placed[to].0 - placed[index].0 < half {
            to += 1;
        }
        let run = placed[to].0 - placed[from].0;
        // At the ends of a stretch half the base is enough; less is noise over nothing.
        moment.slope = (run >= half)
            .then(|| ((smoothed[to] - smoothed[from]) / run).clamp(-rules.cost.clamp, rules.cost.clamp));
    }
}

/// The mean of the altitudes within `half` metres of way to each side.
fn smooth(placed: &[(f64, f64)], half: f64) -> Vec<f64> {
    let mut sums = Vec::with_capacity(placed.len() + 1);
    sums.push(0.0);
    for (_, altitude) in placed {
        sums.push(sums[sums.len() - 1] + altitude);
    }
    let (mut from, mut to) = (0, 0);
    (0..placed.len())
        .map(|index| {
            while placed[index].0 - placed[from].0 > half {
                from += 1;
            }
            to = to.max(index);
            while to + 1 < placed.len() && placed[to + 1].0 - placed[index].0 <= half {
                to += 1;
            }
            (sums[to + 1] - sums[from]) / (to + 1 - from) as f64
        })
        .collect()
}
