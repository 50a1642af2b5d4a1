//! The history as bars: weeks of the last months, or months or years of all of it, with pain above and hamstring index below.

use std::sync::Arc;

use femoris_app::{App, AppError, HistoryDay, HistoryStage};
use femoris_measure::{Day, PainScore};
use serde_json::{Value, json};

use crate::chart::{Bar, Bars, ChartView, Key, Stage, Strip, StripKind};
use crate::format::{self, Units};
use crate::view::Chip;

/// Years that are drawn month by month at most; a longer history is drawn year by year, so that the page stays one size.
const MOST_MONTHLY_YEARS: i16 = 10;

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

/// A period and what happened in it.
struct Period {
    label: String,
    long_label: String,
    metres: f64,
    /// How many runs of it have no distance.
    without: u64,
    runs: u64,
    /// Hamstring index of its runs; `None` where none has a load.
    index: Option<f64>,
    /// The worst pain that was logged in it.
    pain: Option<u8>,
    first: Day,
}

impl Period {
    fn new(label: String, long_label: String, first: Day) -> Self {
        Self { label, long_label, metres: 0.0, without: 0, runs: 0, index: None, pain: None, first }
    }

    fn add(&mut self, day: &HistoryDay) {
        if let Some(total) = &day.total {
            self.metres += total.distance.get();
            self.without += u64::from(total.without_distance);
            self.runs += u64::from(total.runs);
        }
        if let Some(index) = day.index {
            self.index = Some(self.index.unwrap_or(0.0) + index.middle);
        }
        self.pain = self.pain.max(day.pain.map(PainScore::get));
    }
}

/// The chart, where there is anything to draw.
pub(super) fn chart(
    app: &App,
    span: Span,
    today: Day,
    since: Option<Day>,
    units: Units,
) -> Result<Option<ChartView>, AppError> {
    let Some(first) = since else { return Ok(None) };
    let (mut periods, word) = match span.weeks() {
        Some(weeks) => (weeks_until(today, weeks), "week"),
        None if today.ymd().0 - first.ymd().0 < MOST_MONTHLY_YEARS => (months_from(first, today), "month"),
        None => (years_from(first, today), "year"),
    };
    fill(app, &mut periods, today)?;
    let stages = app.stages()?;
    let bars = drawing(&stages, &periods, word, units);
    let has_pain = periods.iter().any(|period| period.pain.is_some());
    let mut keys = vec![Key::bar("c-bar", "distance and index"), Key::bar("c-bar2", "still growing")];
    if has_pain {
        keys.push(Key::line("c-pain", "worst pain, 0 to 10"));
    }
    Ok(Some(ChartView {
        id: "history",
        data: Some("/runs/history.json".to_owned()),
        caption: caption(&periods, word, units),
        narrow: bars.draw(328.0, "history-t"),
        wide: bars.draw(960.0, "history-t"),
        keys,
        note: stage_note(&stages),
        table_title: "The same as a table",
        heads: heads(word, units, &stages),
        rows: rows(&periods, &stages, units),
        ..ChartView::default()
    }))
}

/// Every stage by its number, for who cannot read its name in the drawing.
fn stage_note(stages: &[HistoryStage]) -> String {
    let named = stages.iter().enumerate().map(|(index, stage)| {
        let since = (index > 0).then(|| format!(", from {}", format::date(stage.from)));
        format!("{} {}{}", index + 1, stage.name, since.unwrap_or_default())
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() { String::new() } else { format!("{}.", named.join("; ")) }
}

fn heads(word: &str, units: Units, stages: &[HistoryStage]) -> Vec<String> {
    let fixed =
        [head(word).as_str(), units.long(), "Runs", "Hamstring index", "Worst pain"].map(str::to_owned);
    let stage = (!stages.is_empty()).then(|| "Stage".to_owned());
    fixed.into_iter().chain(stage).collect()
}

/// The newest period first; each with the stage that stood at its end, under the number it has in the drawing.
fn rows(periods: &[Period], stages: &[HistoryStage], units: Units) -> Vec<Vec<String>> {
    let ends = periods.iter().skip(1).map(|next| Some(next.first)).chain([None]);
    let all = periods.iter().zip(ends).map(|(period, end)| {
        let stood = stages.iter().rposition(|stage| end.is_none_or(|end| stage.from < end));
        let named = stood.and_then(|at| Some(format!("{} {}", at + 1, stages.get(at)?.name)));
        let cell = (!stages.is_empty()).then(|| named.unwrap_or_else(|| "–".to_owned()));
        row(period, units).into_iter().chain(cell).collect()
    });
    let mut rows: Vec<Vec<String>> = all.collect();
    rows.reverse();
    rows
}

fn row(period: &Period, units: Units) -> Vec<String> {
    let dash = || "–".to_owned();
    vec![
        period.long_label.clone(),
        if period.runs > 0 {
            units.known_distance(period.metres, period.without)
        } else {
            units.distance_number(0.0)
        },
        format::count(period.runs),
        period.index.map_or_else(dash, |index| format::count(index.round() as u64)),
        period.pain.map_or_else(dash, |pain| pain.to_string()),
    ]
}

fn drawing(stages: &[HistoryStage], periods: &[Period], word: &str, units: Units) -> Bars {
    let last = periods.len().saturating_sub(1);
    let bar = |(index, period): (usize, &Period)| Bar {
        label: period.label.clone(),
        value: Some(period.metres / units.long_metres()).filter(|value| *value > 0.0 || period.runs == 0),
        is_present: index == last,
    };
    let mut strips = Vec::new();
    if periods.iter().any(|period| period.pain.is_some()) {
        strips.push(Strip {
            title: format!("worst pain of the {word}"),
            values: periods.iter().map(|period| period.pain.map(f64::from)).collect(),
            kind: StripKind::Pain,
        });
    }
    if periods.iter().any(|period| period.index.is_some()) {
        strips.push(Strip {
            title: format!("hamstring index a {word}, in thousands"),
            values: periods.iter().map(|period| period.index.map(|index| index / 1000.0)).collect(),
            kind: StripKind::Bars,
        });
    }
    Bars {
        title: format!("{} a {word}", units.long()),
        bars: periods.iter().enumerate().map(bar).collect(),
        strips,
        stages: drawn_stages(stages, periods),
    }
}

/// Which bars lie in which stage. One that is shorter than a bar has none; the table and its number tell of it.
fn drawn_stages(stages: &[HistoryStage], periods: &[Period]) -> Vec<Stage> {
    let at = |day: Day| periods.iter().rposition(|period| period.first <= day).unwrap_or(0);
    let mut drawn: Vec<Stage> = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        let end = stages.get(index + 1).map_or(periods.len(), |next| at(next.from));
        let from = at(stage.from);
        if from < end {
            drawn.push(Stage { bars: from..end, number: index + 1, name: stage.name.clone() });
        }
    }
    drawn
}

fn fill(app: &App, periods: &mut [Period], today: Day) -> Result<(), AppError> {
    let Some(first) = periods.first().map(|period| period.first) else { return Ok(()) };
    let mut at = 0;
    for day in app.history(first, today)?.iter() {
        while periods.get(at + 1).is_some_and(|next| next.first <= day.day) {
            at += 1;
        }
        if let Some(period) = periods.get_mut(at) {
            period.add(day);
        }
    }
    Ok(())
}

fn head(word: &str) -> String {
    if word == "week" { "Week from".to_owned() } else { format::capital(word) }
}

fn weeks_until(today: Day, weeks: i32) -> Vec<Period> {
    let this_monday = today.plus_days(-i32::from(today.weekday_from_monday()));
    (1 - weeks..=0)
        .map(|week| {
            let monday = this_monday.plus_days(7 * week);
            let (_, _, of_month) = monday.ymd();
            let month = format::month_and_year(monday);
            let label = format!("{of_month} {}", month.chars().take(3).collect::<String>());
            Period::new(label, format::date(monday), monday)
        })
        .collect()
}

fn months_from(first: Day, today: Day) -> Vec<Period> {
    let (to_year, to_month, _) = today.ymd();
    let (first_year, first_month, _) = first.ymd();
    let mut periods = Vec::new();
    for year in first_year..=to_year {
        for month in 1..=12 {
            let before = year == first_year && month < first_month;
            if before || (year == to_year && month > to_month) {
                continue;
            }
            let Some(day) = Day::from_ymd(year, month, 1) else { continue };
            let name = format::month_and_year(day);
            let label = if month == 1 || periods.is_empty() {
                year.to_string()
            } else {
                name.chars().take(3).collect()
            };
            periods.push(Period::new(label, name, day));
        }
    }
    periods
}

fn years_from(first: Day, today: Day) -> Vec<Period> {
    let years = first.ymd().0..=today.ymd().0;
    let period =
        |year: i16| Some(Period::new(year.to_string(), year.to_string(), Day::from_ymd(year, 1, 1)?));
    years.filter_map(period).collect()
}

/// Days since the epoch of the first day, then columns of whole numbers: days since it, tens of metres or hundredths of a
/// mile, hamstring index, and pain. `incomplete` are the places of days with a run that has no distance: they were at least that
/// far. Small, and quick to zoom.
pub(super) fn series(app: &App) -> Result<Value, AppError> {
    let units: Units = app.settings()?.units.into();
    let today = app.clock().today();
    let days = match app.first_believable_day()? {
        None => Arc::default(),
        Some(_) => app.whole_history()?,
    };
    let first = days.first().map_or(today, |day| day.day);
    let hundredths = |metres: f64| (metres / units.long_metres() * 100.0).round() as i64;
    let column =
        |value: &dyn Fn(&HistoryDay) -> Option<i64>| -> Vec<Option<i64>> { days.iter().map(value).collect() };
    let panel = |title: String, kind: &str, divide: i64, values: Vec<Option<i64>>| json!({ "title": title, "kind": kind, "divide": divide, "values": values });
    let mut panels = vec![
        panel(
            format!("Distance, {}", units.long()),
            "bars",
            100,
            column(&|day| Some(day.total?.distance.get()).filter(|metres| *metres > 0.0).map(hundredths)),
        ),
        panel(
            "Hamstring index".to_owned(),
            "bars",
            1,
            column(&|day| day.index.map(|index| index.middle.round() as i64)),
        ),
    ];
    if days.iter().any(|day| day.pain.is_some()) {
        let pain = column(&|day| day.pain.map(|pain| i64::from(pain.get())));
        panels.push(panel("Worst pain, 0 to 10".to_owned(), "pain", 1, pain));
    }
    let stages: Vec<Value> = app
        .stages()?
        .iter()
        .map(|stage| json!({ "from": stage.from.max(first).days_since(first), "name": stage.name }))
        .collect();
    let at: Vec<i32> = days.iter().map(|day| day.day.days_since(first)).collect();
    let incomplete: Vec<usize> = days
        .iter()
        .enumerate()
        .filter(|(_, day)| day.total.is_some_and(|total| !total.is_whole()))
        .map(|(at, _)| at)
        .collect();
    Ok(json!({
        "incomplete": incomplete,
        "x": { "kind": "day", "unit": "", "first": first.days_since_epoch(), "values": at },
        "panels": panels,
        "stages": stages,
    }))
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
    let newest = || periods.iter().rev().take(4);
    let last: f64 = newest().map(|period| period.metres).sum();
    let more = if periods.iter().all(|period| period.without == 0) {
        ""
    } else {
        " A plus in the table: some runs have no distance, so it was more."
    };
    format!(
        "The most was {} {of}. The last four {word}s together: {}.{more}",
        units.at_least(most.metres, most.without),
        units.at_least(last, newest().map(|period| period.without).sum())
    )
}
