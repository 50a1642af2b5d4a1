//! The last weeks in figures: this week day by day, fast running against the own year, and a view for the curious.

use femoris_app::{App, AppError, Exposures, HistoryDay, Research};
use femoris_measure::Day;

use crate::format::{self, Units};
use crate::view::runs::{DayOfWeek, ExposureRow, Lately};

/// The last weeks.
pub(super) fn lately(app: &App, today: Day, units: Units) -> Result<Lately, AppError> {
    let monday = today.plus_days(-i32::from(today.weekday_from_monday()));
    // A run that is dated in the future has not been run.
    let days = app.history(monday, today)?;
    let exposures = app.exposures()?;
    let to_measure = app.to_measure()?;
    Ok(Lately {
        week: (0..7).map(|ahead| day_of_week(&days, monday.plus_days(ahead), today, units)).collect(),
        week_line: week_line(&days, units),
        exposure_lead: exposure_lead(&exposures, units),
        exposures: rungs(&exposures, units),
        research: research(&app.research()?, &exposures, units),
        still_measuring: (to_measure > 0).then(|| {
            format!("{} still to be looked through.", format::counted(to_measure, "run is", "runs are"))
        }),
    })
}

fn day_of_week(days: &[HistoryDay], day: Day, today: Day, units: Units) -> DayOfWeek {
    let found = days.iter().find(|known| known.day == day);
    let total = found.and_then(|found| found.total);
    DayOfWeek {
        name: format::short_weekday(day),
        distance: total
            .map(|total| units.known_distance(total.distance.get(), total.without_distance.into())),
        index: found.and_then(|found| found.index).map(|index| format::count(index.middle.round() as u64)),
        is_today: day == today,
        is_ahead: day > today,
    }
}

fn week_line(days: &[HistoryDay], units: Units) -> String {
    let metres: f64 = days.iter().filter_map(|day| day.total).map(|total| total.distance.get()).sum();
    let totals = days.iter().filter_map(|day| day.total);
    let without: u64 = totals.map(|total| u64::from(total.without_distance)).sum();
    let runs: u64 = days.iter().filter_map(|day| day.total).map(|total| u64::from(total.runs)).sum();
    if runs == 0 {
        return "No run this week yet.".to_owned();
    }
    let runs = format::counted(runs, "run", "runs");
    if metres <= 0.0 {
        return format!("{runs} without a distance.");
    }
    format!("{runs}, {}. Small numbers: hamstring index of the day.", units.at_least(metres, without))
}

fn exposure_lead(exposures: &Exposures, units: Units) -> String {
    match exposures.own.speed {
        None => "Your own maximum speed is not known yet: it needs three runs with a similar top speed, or a number you \
                 write under Your data."
            .to_owned(),
        Some(own) => {
            let from = if exposures.own.is_told { "as you told" } else { "the fastest that several of your runs support" };
            format!(
                "By share of your own maximum, {}, {from}. In one football club, weeks with more fast running than a \
                 player's own mean came before strains. It is no limit.",
                units.speed(own.speed().get())
            )
        }
    }
}

/// One row a share; their bars are drawn to one measure.
fn rungs(exposures: &Exposures, units: Units) -> Vec<ExposureRow> {
    let widest = exposures.ladder.iter().map(|one| one.metres_28_days).fold(0.0, f64::max);
    exposures.ladder.iter().map(|one| exposure(one, widest, units)).collect()
}

fn exposure(one: &femoris_app::Exposure, widest: f64, units: Units) -> ExposureRow {
    let share = |metres: f64| format!("{:.1}", 100.0 * metres / widest);
    ExposureRow {
        bars: (widest > 0.0).then(|| (share(one.metres_28_days), share(one.metres_7_days))),
        above: format!(
            "{:.0} %, {}",
            one.share * 100.0,
            units.pace_number(one.speed, 1.0).unwrap_or_default()
        ),
        week: units.way(one.metres_7_days),
        month: units.way(one.metres_28_days),
        since: match one.days_since {
            None => "not in a year".to_owned(),
            Some(0) => "today".to_owned(),
            Some(1) => "yesterday".to_owned(),
            Some(days) => format!("{days} days"),
        },
    }
}

fn research(found: &Research, exposures: &Exposures, units: Units) -> Vec<(String, String)> {
    let dash = || "–".to_owned();
    let km = |metres: f64| units.distance(metres);
    let against = exposures.ladder.iter().map(|one| {
        let value = one.deviations.map_or_else(dash, |sd| format!("{sd:+.1} SD"));
        (format!("Seven days above {:.0} %, against your year", one.share * 100.0), value)
    });
    let sums = [
        ("Last seven days".to_owned(), units.at_least(found.week_metres, found.week_without)),
        ("Mean week of the three before".to_owned(), found.before_metres.map_or_else(dash, km)),
        (
            "Weighted mean a day, 7 and 28 days".to_owned(),
            found.means.map_or_else(dash, |(short, long)| format!("{} and {}", km(short), km(long))),
        ),
        (
            "Monotony of effort times minutes, 7 days, sample SD".to_owned(),
            found.monotony.map_or_else(dash, |monotony| format!("{monotony:.2}")),
        ),
        (
            "Strain, weekly sum times monotony".to_owned(),
            found.strain.map_or_else(dash, |strain| format!("{strain:.0}")),
        ),
        ("Days of the seven without a noted effort".to_owned(), found.days_without_effort.to_string()),
    ];
    sums.into_iter().chain(against).collect()
}
