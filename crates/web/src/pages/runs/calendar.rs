//! A month as a table of weeks, with the distance of each day.

use femoris_app::MonthOfRuns;
use femoris_measure::Day;

use crate::format::{self, Units};
use crate::view::Link;
use crate::view::runs::{Calendar, Cell};

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The calendar of a month.
pub(super) fn calendar(month: &MonthOfRuns, today: Day, units: Units) -> Calendar {
    let Some(first) = Day::from_ymd(month.year, month.month, 1) else { return Calendar::default() };
    let longest = month.days.iter().map(|day| day.distance.get()).fold(0.0, f64::max);
    let metres: f64 = month.days.iter().map(|day| day.distance.get()).sum();
    let without: u64 = month.days.iter().map(|day| u64::from(day.without_distance)).sum();
    let runs: u64 = month.days.iter().map(|day| u64::from(day.runs)).sum();
    let mut weeks = Vec::new();
    let mut monday = first.plus_days(-i32::from(first.weekday_from_monday()));
    while monday < first || monday.ymd().1 == month.month {
        weeks.push(std::array::from_fn(|index| {
            let day = monday.plus_days(i32::try_from(index).unwrap_or(0));
            cell(month, day, today, (units, longest))
        }));
        monday = monday.plus_days(7);
    }
    let (earlier, later) = neighbours(month, first);
    Calendar {
        title: format::month_and_year(first),
        total: if runs == 0 { "no run".to_owned() } else { units.at_least(metres, without) },
        weekdays: WEEKDAYS,
        weeks,
        earlier,
        later,
    }
}

fn cell(month: &MonthOfRuns, day: Day, today: Day, (units, longest): (Units, f64)) -> Cell {
    let (_, number, of_month) = day.ymd();
    if number != month.month {
        return Cell::default();
    }
    let total = month.days.iter().find(|total| total.day == day);
    let shade = match total.map(|total| total.distance.get() / longest.max(1.0)) {
        Some(share) if share > 0.66 => "s3",
        Some(share) if share > 0.33 => "s2",
        _ => "s1",
    };
    Cell {
        number: u8::try_from(of_month).ok(),
        distance: total
            .map(|total| units.known_distance(total.distance.get(), total.without_distance.into())),
        shade,
        is_today: day == today,
    }
}

/// The months before and after, as far as there are runs.
fn neighbours(month: &MonthOfRuns, first: Day) -> (Option<Link>, Option<Link>) {
    let link = |day: Day| {
        let (year, month, _) = day.ymd();
        Link::new(format!("/runs?month={year:04}-{month:02}"), format::month_and_year(day))
    };
    let before = first.plus_days(-1);
    // The 32nd day after the first lies in the next month, whatever its length.
    let after = first.plus_days(31);
    let (oldest, newest) = match month.span {
        Some(span) => span,
        None => return (None, None),
    };
    let (year, number, _) = after.ymd();
    let next_first = Day::from_ymd(year, number, 1);
    ((before >= oldest).then(|| link(before)), next_first.filter(|day| *day <= newest).map(link))
}
