//! The history as bars: weeks of the last months, or months of all years.

use femoris_app::{App, AppError};
use femoris_measure::Day;

use crate::chart::{Bar, Bars, ChartView};
use crate::format::{self, Units};
use crate::view::Chip;

/// Years the longest span reaches back, so that the page stays one size.
const MOST_YEARS: i16 = 10;

/// How much of the history is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    ThreeMonths,
    Year,
    All,
}

impl Span {
    const ALL: [Self; 3] = [Self::ThreeMonths, Self::Year, Self::All];

    pub(super) fn from_name(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|span| Some(span.name()) == name).unwrap_or(Self::Year)
    }

    fn name(self) -> &'static str {
        match self {
            Self::ThreeMonths => "3m",
            Self::Year => "1y",
            Self::All => "all",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::ThreeMonths => "3 months",
            Self::Year => "1 year",
            Self::All => "All",
        }
    }

    fn weeks(self) -> Option<i32> {
        match self {
            Self::ThreeMonths => Some(13),
            Self::Year => Some(52),
            Self::All => None,
        }
    }

    pub(super) fn chips(self) -> Vec<Chip> {
        let chip = |span: Self| Chip {
            href: format!("/runs?span={}#history", span.name()),
            label: span.label().to_owned(),
            current: span == self,
        };
        Self::ALL.into_iter().map(chip).collect()
    }
}

/// A period and how far was run in it.
struct Period {
    label: String,
    long_label: String,
    metres: f64,
    runs: u64,
}

/// The chart, where there is anything to draw.
pub(super) fn chart(
    app: &App,
    span: Span,
    today: Day,
    known: Option<(Day, Day)>,
    units: Units,
) -> Result<Option<ChartView>, AppError> {
    let Some((first, _)) = known else { return Ok(None) };
    let periods = match span.weeks() {
        Some(weeks) => weekly(app, today, weeks)?,
        None => monthly(app, first, today)?,
    };
    let word = if span.weeks().is_some() { "week" } else { "month" };
    let last = periods.len().saturating_sub(1);
    let bars = Bars {
        title: format!("{} a {word}", units.long()),
        bars: periods
            .iter()
            .enumerate()
            .map(|(index, period)| Bar {
                label: period.label.clone(),
                value: Some(period.metres / units.long_metres()),
                is_present: index == last,
            })
            .collect(),
    };
    Ok(Some(ChartView {
        id: "history",
        caption: caption(&periods, word, units),
        narrow: bars.draw(328.0, "history-t"),
        wide: bars.draw(960.0, "history-t"),
        table_title: "The same as a table",
        heads: vec![capital(word), units.long().to_owned(), "Runs".to_owned()],
        rows: periods
            .iter()
            .rev()
            .map(|one| {
                vec![one.long_label.clone(), units.distance_number(one.metres), format::count(one.runs)]
            })
            .collect(),
        ..ChartView::default()
    }))
}

fn capital(word: &str) -> String {
    if word == "week" { "Week from".to_owned() } else { "Month".to_owned() }
}

fn weekly(app: &App, today: Day, weeks: i32) -> Result<Vec<Period>, AppError> {
    let this_monday = today.plus_days(-i32::from(today.weekday_from_monday()));
    let first = this_monday.plus_days(-7 * (weeks - 1));
    let days = app.daily(first, this_monday.plus_days(6))?;
    Ok((0..weeks)
        .map(|week| {
            let monday = first.plus_days(7 * week);
            let within = days.iter().filter(|day| (0..7).contains(&day.day.days_since(monday)));
            let (metres, runs) = within.fold((0.0, 0), |(metres, runs), day| {
                (metres + day.distance.get(), runs + u64::from(day.runs))
            });
            let (_, _, of_month) = monday.ymd();
            let month = format::month_and_year(monday);
            Period {
                label: format!("{of_month} {}", month.chars().take(3).collect::<String>()),
                long_label: format::date(monday),
                metres,
                runs,
            }
        })
        .collect())
}

fn monthly(app: &App, first: Day, today: Day) -> Result<Vec<Period>, AppError> {
    let (to_year, to_month, _) = today.ymd();
    let (first_year, first_month, _) = first.ymd();
    let from_year = first_year.max(to_year.saturating_sub(MOST_YEARS - 1));
    let mut periods = Vec::new();
    for year in from_year..=to_year {
        let totals = app.month(year, 1)?.year_months;
        for month in 1..=12 {
            let before = year == first_year && month < first_month;
            if before || (year == to_year && month > to_month) {
                continue;
            }
            let total = totals.iter().find(|total| total.month == month);
            let name = Day::from_ymd(year, month, 1).map(format::month_and_year).unwrap_or_default();
            periods.push(Period {
                label: if month == 1 || periods.is_empty() {
                    year.to_string()
                } else {
                    name.chars().take(3).collect()
                },
                long_label: name,
                metres: total.map_or(0.0, |total| total.distance.get()),
                runs: total.map_or(0, |total| u64::from(total.runs)),
            });
        }
    }
    Ok(periods)
}

/// What to see in it: the most, and how the last four periods compare with it.
fn caption(periods: &[Period], word: &str, units: Units) -> String {
    let Some(most) =
        periods.iter().max_by(|a, b| a.metres.total_cmp(&b.metres)).filter(|most| most.metres > 0.0)
    else {
        return "No run in this time.".to_owned();
    };
    let of = if word == "week" {
        format!("in the week from {}", most.long_label)
    } else {
        format!("in {}", most.long_label)
    };
    let last: f64 = periods.iter().rev().take(4).map(|period| period.metres).sum();
    format!(
        "The most was {} {of}. The last four {word}s together: {}.",
        units.distance(most.metres),
        units.distance(last)
    )
}
