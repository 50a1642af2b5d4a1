//! From downsampled columns to the one chart model: pace, heart rate, cadence, altitude, and what else there is.

use femoris_app::{Bucket, Levels, LoadTraces, RunDetail};
use femoris_measure::{Channel, Place};

use super::way::Way;
use crate::chart::{Axis, ChartView, Key, Over, Panel, ShownPart, Traces, XAxis};
use crate::format::{self, Units};
use crate::pages::running::Overshoot;
use crate::wire::Fields;

/// What is read for the page of a run.
pub(super) const CHANNELS: [Channel; 13] = [
    Channel::Latitude,
    Channel::Longitude,
    Channel::Distance,
    Channel::Speed,
    Channel::HeartRate,
    Channel::Cadence,
    Channel::Altitude,
    Channel::Power,
    Channel::GroundContact,
    Channel::ContactBalance,
    Channel::VerticalOscillation,
    Channel::VerticalRatio,
    Channel::StepLength,
];

/// How the titles of the panels begin that stand in the first chart.
const COMMON: [&str; 5] = ["Pace", "Heart rate", "Cadence", "Hamstring index", "Altitude"];
/// Steps along the drawing at which the time is told to whoever marks a moment on it.
const ALONG: usize = 40;

/// Slower than this is standing, which has no pace.
const STANDING_M_S: f64 = 0.5;
/// All of the axis.
const WHOLE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
/// Rows of the table at most; longer runs are told in larger steps.
const MOST_ROWS: f64 = 60.0;

/// A run's channels over one axis, in the runner's units.
pub(super) struct Traced {
    way: Way,
    panels: Vec<Panel>,
    /// Speed in m/s as it was run, and levelled for hills.
    speeds: Vec<Option<f64>>,
    graded: Vec<Option<f64>>,
    /// The highest heart rate of each row.
    highest: Vec<Option<f64>>,
    /// What the page says of the whole run.
    whole: Whole,
    places: Vec<Place>,
    marks: Vec<f64>,
    over: Over,
    is_levelled: bool,
}

/// Means of a whole run, as its page tells them.
#[derive(Debug, Clone, Copy)]
struct Whole {
    heart: Option<f64>,
    highest: Option<f64>,
    cadence: Option<f64>,
}

/// What is marked along a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Marked {
    /// Seconds at which something pulled.
    pub(super) twinges: Vec<u32>,
    /// Where it was faster than asked.
    pub(super) overshoot: Option<Overshoot>,
}

impl Traced {
    /// From the run, its channels, what they ask of the runner, and what is marked along the way.
    pub(super) fn new(
        run: &RunDetail,
        levels: &Levels,
        load: &LoadTraces,
        marked: &Marked,
        units: Units,
    ) -> Self {
        let way = Way::new(run, levels, load, units);
        let column = |channel: Channel| means(levels, channel);
        let speeds = column(Channel::Speed)
            .or_else(|| Some(&load.speed).filter(|speeds| speeds.len() == way.x.len()).cloned())
            .or_else(|| way.speeds())
            .unwrap_or_default();
        let places = column(Channel::Latitude).zip(column(Channel::Longitude)).map(|(north, east)| {
            let both = north.into_iter().zip(east);
            both.filter_map(|(north, east)| Place::new(north?, east?).ok()).collect()
        });
        let mut panels = panels(&speeds, &column, units);
        let is_levelled = level(&mut panels, &load.graded_speed, units);
        add_index(&mut panels, &load.index);
        let at = |second: f64| way.place_at(second);
        let marks = marked.twinges.iter().filter_map(|second| at(f64::from(*second))).collect();
        let over = marked.overshoot.as_ref().map_or_else(Over::default, |over| Over {
            stretches: over
                .stretches
                .iter()
                .filter_map(|place| at(place.from_s).zip(at(place.to_s)))
                .collect(),
            cap: Some(units.long_metres() / over.cap.get()).filter(|cap| cap.is_finite()),
        });
        let whole = Whole {
            heart: run.summary.mean_heart_rate.map(|heart| heart.get()),
            highest: run.summary.max_heart_rate.map(|heart| heart.get()),
            cadence: run.summary.mean_cadence.map(|cadence| cadence.get()),
        };
        let highest = buckets(levels, Channel::HeartRate, |bucket| bucket.max).unwrap_or_default();
        let graded = load.graded_speed.clone();
        let places = places.unwrap_or_default();
        Self { way, panels, speeds, graded, highest, whole, places, marks, over, is_levelled }
    }

    pub(super) fn places(&self) -> Vec<Place> {
        self.places.clone()
    }

    /// Every channel.
    pub(super) fn all(&self) -> Traces {
        self.traces(self.panels.clone())
    }

    fn traces(&self, panels: Vec<Panel>) -> Traces {
        let (marks, over) = (self.marks.clone(), self.over.clone());
        Traces { x_axis: self.way.axis, x: self.way.x.clone(), panels, marks, over }
    }

    /// Seconds since the start of each place on the axis.
    pub(super) fn seconds(&self) -> &[f64] {
        &self.way.seconds
    }

    /// Seconds since the start at equal steps along the part that is drawn.
    fn along(&self, traces: &Traces) -> Option<String> {
        let (from, to) = (traces.x.first()?, traces.x.last()?);
        let second = |step: usize| {
            let place = from + (to - from) * step as f64 / ALONG as f64;
            let row = self.way.x.partition_point(|x| *x < place).min(self.way.x.len().saturating_sub(1));
            self.way.seconds.get(row).map(|second| format!("{second:.0}"))
        };
        let seconds: Option<Vec<String>> = (0..=ALONG).map(second).collect();
        Some(seconds?.join(" "))
    }

    /// What every watch measures, or what only some do, with what a part of it comes to.
    fn only(&self, common: bool, part: Option<(f64, f64)>) -> Traces {
        let is_common = |panel: &&Panel| COMMON.iter().any(|start| panel.title.starts_with(start));
        let panels = self.panels.iter().filter(|panel| is_common(panel) == common);
        let told = |panel: &Panel| Panel { note: self.note(panel, part), ..panel.clone() };
        let traces = self.traces(panels.map(told).collect());
        match part {
            Some((from, to)) => traces.between(from, to),
            None => traces,
        }
    }

    /// The mean of a panel in the whole run or a part; empty where there is none to tell.
    fn note(&self, panel: &Panel, part: Option<(f64, f64)>) -> String {
        let mean = match panel.axis {
            Axis::Pace => self.way.pace(part.unwrap_or(WHOLE), &self.speeds).map(format::clock),
            Axis::Up if panel.title.starts_with("Altitude") => None,
            Axis::Up => self.mean(panel, part).map(|mean| match panel.title.starts_with("Hamstring index") {
                true => format!("{mean:.2}"),
                false => panel.axis.words(mean),
            }),
        };
        mean.map_or(String::new(), |mean| format!("{mean} on average"))
    }

    /// The mean of a panel that is no pace; of the whole run as its page tells it.
    fn mean(&self, panel: &Panel, part: Option<(f64, f64)>) -> Option<f64> {
        let told = match part {
            None if panel.title.starts_with("Heart rate") => self.whole.heart,
            None if panel.title.starts_with("Cadence") => self.whole.cadence,
            _ => None,
        };
        told.or_else(|| self.way.mean(part.unwrap_or(WHOLE), &panel.values))
    }

    /// The charts of the whole run, or of the part that was asked for.
    pub(super) fn charts(&self, href: &str, fields: &Fields) -> Vec<ChartView> {
        if self.way.x.len() < 2 {
            return Vec::new();
        }
        let (shown, part) = self.part(href, fields);
        let common = self.only(true, part);
        let rare = self.only(false, part);
        let mut charts = Vec::new();
        if !common.panels.is_empty() {
            charts.push(ChartView {
                data: Some(format!("{href}/series.json")),
                part: Some(shown),
                along: self.along(&common),
                keys: self.keys(&common),
                ..self.chart("traces", &common, self.caption(part))
            });
        }
        if !rare.panels.is_empty() {
            charts.push(self.chart(
                "form",
                &rare,
                "What the watch or a foot pod measured besides.".to_owned(),
            ));
        }
        charts
    }

    /// What to see: the means, and the highest heart rate.
    fn caption(&self, part: Option<(f64, f64)>) -> String {
        let panel = |start: &str| self.panels.iter().find(|panel| panel.title.starts_with(start));
        let mut parts = Vec::new();
        let pace = panel("Pace").and_then(|_| self.way.pace(part.unwrap_or(WHOLE), &self.speeds));
        parts.extend(pace.map(|pace| format!("pace {} per {}", format::clock(pace), self.way.units.long())));
        if let Some(mean) = panel("Heart rate").and_then(|heart| self.mean(heart, part)) {
            let whole = self.whole.highest.filter(|_| part.is_none());
            let highest = whole.or_else(|| self.way.highest(part.unwrap_or(WHOLE), &self.highest));
            let highest = highest.map_or(String::new(), |highest| format!(", highest {highest:.0}"));
            parts.push(format!("heart rate {mean:.0}{highest}"));
        }
        let cadence = panel("Cadence").and_then(|cadence| self.mean(cadence, part));
        parts.extend(cadence.map(|cadence| format!("{cadence:.0} steps a minute")));
        let text =
            if parts.is_empty() { "what was recorded along the way".to_owned() } else { parts.join("; ") };
        format!("{}.", format::capital(&text))
    }

    fn keys(&self, traces: &Traces) -> Vec<Key> {
        let levelled = [Key::line("c-line", "levelled for hills (pace)"), Key::line("c-thin", "as recorded")];
        let twinge = (!self.marks.is_empty()).then(|| Key::mark("c-mark", "twinge"));
        let over = (!self.over.stretches.is_empty()).then(|| Key::bar("c-over-top", "faster than asked"));
        let cap = traces.shows_cap().then(|| Key::line("c-cap", "as fast as was asked"));
        levelled.into_iter().filter(|_| self.is_levelled).chain(twinge).chain(over).chain(cap).collect()
    }

    fn chart(&self, id: &'static str, traces: &Traces, caption: String) -> ChartView {
        let (heads, rows) = self.table(traces);
        let label = format!("{id}-t");
        ChartView {
            id,
            caption,
            narrow: traces.draw(328.0, &label),
            wide: traces.draw(640.0, &label),
            table_title: "The same as a table",
            heads,
            rows,
            ..ChartView::default()
        }
    }

    /// The part that was asked for, as typed and as numbers on the axis.
    fn part(&self, href: &str, fields: &Fields) -> (ShownPart, Option<(f64, f64)>) {
        let per_unit = match self.way.axis {
            XAxis::Distance(_) => 1.0,
            XAxis::Time => 60.0,
        };
        let end = self.way.x.last().copied().unwrap_or(0.0) / per_unit;
        let number = |name: &str, otherwise: f64| match fields.trimmed(name) {
            "" => Some(otherwise),
            text => text.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite()),
        };
        let mut shown = ShownPart {
            action: href.to_owned(),
            unit: match self.way.axis {
                XAxis::Distance(unit) => unit.to_owned(),
                XAxis::Time => "minute".to_owned(),
            },
            from: fields.trimmed("from").to_owned(),
            to: fields.trimmed("to").to_owned(),
            end: format!("{end:.1}"),
            is_whole: true,
            error: None,
        };
        if fields.trimmed("from").is_empty() && fields.trimmed("to").is_empty() {
            return (shown, None);
        }
        match (number("from", 0.0), number("to", end)) {
            (Some(from), Some(to)) if from >= 0.0 && to > from && from < end => {
                let (from, to) = (from * per_unit, to * per_unit);
                if self.way.x.iter().filter(|x| (from..=to).contains(*x)).count() < 2 {
                    shown.error = Some("That part is too short to draw. Choose a longer one.".to_owned());
                    return (shown, None);
                }
                shown.is_whole = false;
                (shown, Some((from, to)))
            }
            _ => {
                shown.error = Some(format!("Write two numbers from 0 to {end:.1}, the smaller first."));
                (shown, None)
            }
        }
    }

    fn table(&self, traces: &Traces) -> (Vec<String>, Vec<Vec<String>>) {
        let axis = self.way.axis;
        let (head, step) = match axis {
            XAxis::Distance(unit) => (unit, 1.0),
            XAxis::Time => ("Time", 300.0),
        };
        let mut heads = vec![head.to_owned()];
        for panel in &traces.panels {
            heads.push(panel.title.clone());
            heads.extend((!panel.thin.is_empty()).then(|| "Levelled for hills".to_owned()));
        }
        let (first, last) =
            (traces.x.first().copied().unwrap_or(0.0), traces.x.last().copied().unwrap_or(0.0));
        let step = step * ((last - first) / step / MOST_ROWS).ceil().max(1.0);
        let mut rows = Vec::new();
        let mut from = (first / step).floor() * step;
        while from < last {
            let part = (from.max(first), (from + step).min(last));
            let values = self.row(traces, part);
            if values.iter().any(Option::is_some) {
                let mut row = vec![format!(
                    "{} to {}",
                    axis.words(part.0, last - first),
                    axis.words(part.1, last - first)
                )];
                row.extend(values.into_iter().map(|value| value.unwrap_or_else(|| "–".to_owned())));
                rows.push(row);
            }
            from += step;
        }
        (heads, rows)
    }

    /// What a part comes to in each column of the table; `None` where nothing was recorded.
    fn row(&self, traces: &Traces, part: (f64, f64)) -> Vec<Option<String>> {
        let whole = |panel: &Panel| self.panels.iter().find(|one| one.title == panel.title);
        let mut row = Vec::new();
        for panel in traces.panels.iter().filter_map(whole) {
            let told = |value: Option<f64>| value.map(|value| panel.axis.words(value));
            match panel.axis {
                Axis::Pace => {
                    row.push(told(self.way.pace(part, &self.speeds)));
                    let levelled = || told(self.way.pace_of(part, &self.graded));
                    row.extend((!panel.thin.is_empty()).then(levelled));
                }
                Axis::Up => row.push(told(self.way.mean(part, &panel.values))),
            }
        }
        row
    }
}

/// The mean of each bucket of a channel; `None` where the run has none of it.
pub(super) fn means(levels: &Levels, channel: Channel) -> Option<Vec<Option<f64>>> {
    buckets(levels, channel, |bucket| bucket.mean)
}

fn buckets(levels: &Levels, channel: Channel, of: impl Fn(&Bucket) -> f64) -> Option<Vec<Option<f64>>> {
    let column = levels.columns.iter().find(|column| column.channel == channel)?;
    Some(column.buckets.iter().map(|bucket| bucket.as_ref().map(&of)).collect())
}

fn panels(
    speeds: &[Option<f64>],
    column: &dyn Fn(Channel) -> Option<Vec<Option<f64>>>,
    units: Units,
) -> Vec<Panel> {
    let mut panels = Vec::new();
    let pace: Vec<Option<f64>> = speeds.iter().map(|speed| pace_of(*speed, units)).collect();
    if pace.iter().any(Option::is_some) {
        panels.push(Panel {
            title: format!("Pace, min/{}", units.long()),
            axis: Axis::Pace,
            values: pace,
            thin: Vec::new(),
            note: String::new(),
        });
    }
    let named = [
        (Channel::HeartRate, "Heart rate, bpm".to_owned(), 1.0),
        (Channel::Cadence, "Cadence, steps/min".to_owned(), 1.0),
        (Channel::Altitude, format!("Altitude, {}", units.short()), units.short_of(1.0)),
        (Channel::Power, "Power, W".to_owned(), 1.0),
        (Channel::GroundContact, "Ground contact, ms".to_owned(), 1.0),
        (Channel::ContactBalance, "Contact on the left, %".to_owned(), 1.0),
        (Channel::VerticalOscillation, "Vertical oscillation, mm".to_owned(), 1.0),
        (Channel::VerticalRatio, "Vertical ratio, %".to_owned(), 1.0),
        (Channel::StepLength, "Step length, mm".to_owned(), 1.0),
    ];
    for (channel, title, factor) in named {
        let Some(values) = column(channel) else { continue };
        // A zero of a heart or a step counter is a sensor that saw nothing.
        let is_told = |value: &f64| *value > 0.0 || !matches!(channel, Channel::HeartRate | Channel::Cadence);
        let values =
            values.into_iter().map(|value| value.filter(is_told).map(|value| value * factor)).collect();
        panels.push(Panel { title, axis: Axis::Up, values, thin: Vec::new(), note: String::new() });
    }
    panels
}

/// Seconds for a kilometre or mile; `None` while standing.
fn pace_of(speed: Option<f64>, units: Units) -> Option<f64> {
    speed.filter(|speed| *speed > STANDING_M_S).map(|speed| units.long_metres() / speed)
}

/// Puts the pace levelled for hills in front of the recorded one, where there is any; says whether.
fn level(panels: &mut [Panel], graded: &[Option<f64>], units: Units) -> bool {
    let Some(pace) = panels.iter_mut().find(|panel| panel.axis == Axis::Pace) else { return false };
    if pace.values.len() != graded.len() || graded.iter().all(Option::is_none) {
        return false;
    }
    let levelled: Vec<Option<f64>> = graded.iter().map(|speed| pace_of(*speed, units)).collect();
    pace.thin = std::mem::replace(&mut pace.values, levelled);
    true
}

fn add_index(panels: &mut Vec<Panel>, index: &[Option<f64>]) {
    if index.iter().all(Option::is_none) {
        return;
    }
    let before =
        panels.iter().position(|panel| !COMMON[..3].iter().any(|start| panel.title.starts_with(start)));
    let panel = Panel {
        title: "Hamstring index of a stride".to_owned(),
        axis: Axis::Up,
        values: index.to_vec(),
        thin: Vec::new(),
        note: String::new(),
    };
    panels.insert(before.unwrap_or(panels.len()), panel);
}
