//! Figures, laps, totals and repairs of a run as rows.

use femoris_app::{RunDetail, RunSummary};
use femoris_measure::{Lap, Metres, Seconds};

use crate::format::{self, Units};
use crate::view::run::{LapLine, Repair, Stat, TotalLine};

const MOST_LAPS: usize = 100;
const MOST_REPAIRS: usize = 30;
const NOTHING: &str = "–";

/// The figures at the top; what was not recorded is left out.
pub(super) fn stats(run: &RunSummary, units: Units) -> Vec<Stat> {
    let stat = |label, value: Option<String>, unit| value.map(|value| Stat { label, value, unit });
    let metres = run.distance.map(Metres::get);
    let seconds = run.timer.map(Seconds::get);
    let pace = metres.zip(seconds).and_then(|(metres, seconds)| units.pace_number(metres, seconds));
    let pace_unit = match units {
        Units::Metric => "/km",
        Units::Imperial => "/mi",
    };
    [
        stat("Distance", metres.map(|metres| units.distance_number(metres)), units.long()),
        stat("Time", seconds.map(format::clock), ""),
        stat("Pace", pace, pace_unit),
        stat("Climb", run.ascent.map(|climb| format!("{:.0}", units.short_of(climb.get()))), units.short()),
        stat("Heart rate", run.mean_heart_rate.map(|rate| format!("{:.0}", rate.get())), "bpm"),
        stat("Cadence", run.mean_cadence.map(|cadence| format!("{:.0}", cadence.get())), "steps/min"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The first hundred laps, and a sentence about the rest.
pub(super) fn lap_lines(laps: &[Lap], units: Units) -> (Vec<LapLine>, Option<String>) {
    let lines = laps.iter().take(MOST_LAPS).enumerate().map(|(index, lap)| {
        let totals = lap.totals;
        let metres = totals.distance.map(Metres::get);
        let seconds = totals.timer.or(totals.elapsed).map(Seconds::get);
        let pace = metres.zip(seconds).and_then(|(metres, seconds)| units.pace_number(metres, seconds));
        LapLine {
            number: index + 1,
            by_hand: lap.manual == Some(true),
            distance: or_dash(metres.map(|metres| format!("{:.2}", metres / units.long_metres()))),
            time: or_dash(seconds.map(format::clock)),
            pace: or_dash(pace),
            climb: or_dash(totals.ascent.map(|climb| units.height(climb.get()))),
        }
    });
    let rest = laps.len().saturating_sub(MOST_LAPS) as u64;
    let more = (rest > 0)
        .then(|| format!("And {} more, in the original file.", format::counted(rest, "lap", "laps")));
    (lines.collect(), more)
}

/// What the device wrote beside what the points add up to.
pub(super) fn total_lines(run: &RunDetail, units: Units) -> Vec<TotalLine> {
    let (device, computed) = (run.device_totals, run.computed_totals);
    let line = |label, device: Option<String>, computed: Option<String>| TotalLine {
        label,
        device: or_dash(device),
        computed: or_dash(computed),
    };
    let long = |metres: Option<Metres>| {
        metres.map(|m| format!("{:.2}\u{a0}{}", m.get() / units.long_metres(), units.long()))
    };
    let short = |metres: Option<Metres>| metres.map(|metres| units.height(metres.get()));
    let time = |seconds: Option<Seconds>| seconds.map(|seconds| format::clock(seconds.get()));
    vec![
        line("Distance", long(device.distance), long(computed.distance)),
        line("Moving", time(device.timer), time(computed.timer)),
        line("From start to end", time(device.elapsed), time(computed.elapsed)),
        line("Climb", short(device.ascent), short(computed.ascent)),
        line("Descent", short(device.descent), short(computed.descent)),
    ]
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| NOTHING.to_owned())
}

/// What the reader had to say about the file, each sentence once with its place.
pub(super) fn repairs(diagnostics: &[(String, Option<u64>)]) -> Vec<Repair> {
    let mut list: Vec<Repair> = diagnostics
        .iter()
        .take(MOST_REPAIRS)
        .map(|(message, at)| Repair {
            text: message.clone(),
            at: at.map(|at| format!("at byte {}", format::count(at))),
        })
        .collect();
    let rest = diagnostics.len().saturating_sub(MOST_REPAIRS) as u64;
    if rest > 0 {
        list.push(Repair {
            text: format!("And {} more.", format::counted(rest, "remark", "remarks")),
            at: None,
        });
    }
    list
}
