//! From downsampled columns to the one chart model: pace, heart rate, cadence, altitude, and what else there is.

use femoris_app::{Levels, LoadTraces};
use femoris_measure::{Channel, Place};

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
/// Standing for longer than this between two rows is a pause. A counter may stand for a few seconds while the runner moves.
const WAITING_S: f64 = 10.0;
/// Rows of the table at most; longer runs are told in larger steps.
const MOST_ROWS: f64 = 60.0;

/// A run's channels over one axis, in the runner's units.
pub(super) struct Traced {
    units: Units,
    x_axis: XAxis,
    x: Vec<f64>,
    panels: Vec<Panel>,
    places: Vec<Place>,
    seconds: Vec<f64>,
    marks: Vec<f64>,
    over: Over,
    is_levelled: bool,
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
    /// From the channels, what they ask of the runner, and what is marked along the way.
    pub(super) fn new(levels: &Levels, load: &LoadTraces, marked: &Marked, units: Units) -> Self {
        let column = |channel: Channel| means(levels, channel);
        let start = levels.starts.first().map_or(0, |start| start.unix_ms());
        let seconds: Vec<f64> =
            levels.starts.iter().map(|at| (at.unix_ms() - start) as f64 / 1000.0).collect();
        let by_position = Some(&load.metres).filter(|metres| metres.len() == seconds.len());
        let distance =
            column(Channel::Distance).map(|metres| rising(&metres)).or_else(|| by_position.cloned());
        let far = distance.as_ref().and_then(|metres| metres.last().copied()).unwrap_or(0.0);
        let (x_axis, x) = match &distance {
            Some(metres) if far > 100.0 => {
                (XAxis::Distance(units.long()), metres.iter().map(|m| m / units.long_metres()).collect())
            }
            _ => (XAxis::Time, rising(&seconds.iter().copied().map(Some).collect::<Vec<_>>())),
        };
        let speed = column(Channel::Speed)
            .or_else(|| Some(&load.speed).filter(|speeds| speeds.len() == seconds.len()).cloned())
            .or_else(|| distance.as_ref().map(|metres| speeds(metres, &seconds)));
        let places = column(Channel::Latitude).zip(column(Channel::Longitude)).map(|(north, east)| {
            let both = north.into_iter().zip(east);
            both.filter_map(|(north, east)| Place::new(north?, east?).ok()).collect()
        });
        let mut panels = panels(speed, &column, units);
        let is_levelled = level(&mut panels, &load.graded_speed, units);
        add_index(&mut panels, &load.index);
        let at = |second: f64| place_at(&seconds, &x, second);
        let marks = marked.twinges.iter().filter_map(|second| at(f64::from(*second))).collect();
        let over = marked.overshoot.as_ref().map_or_else(Over::default, |over| Over {
            stretches: over
                .stretches
                .iter()
                .filter_map(|place| at(place.from_s).zip(at(place.to_s)))
                .collect(),
            cap: Some(units.long_metres() / over.cap.get()).filter(|cap| cap.is_finite()),
        });
        let places = places.unwrap_or_default();
        let mut traced = Self { units, marks, over, x_axis, x, panels, places, seconds, is_levelled };
        let pace = traced.pace_between(f64::NEG_INFINITY, f64::INFINITY);
        if let Some((panel, pace)) = traced.panels.iter_mut().find(|panel| panel.axis == Axis::Pace).zip(pace)
        {
            panel.note = format!("{} on average", format::clock(pace));
        }
        traced
    }

    /// Seconds for a kilometre or mile from one place on the axis to another: time by way without pauses, where a way is known.
    /// A mean of the paces would count a place more where a device wrote more often.
    fn pace_between(&self, from: f64, to: f64) -> Option<f64> {
        let part = from..=to;
        if self.x_axis == XAxis::Time {
            let pace = self.panels.iter().find(|panel| panel.axis == Axis::Pace)?;
            let within = self.x.iter().zip(recorded(pace)).filter(|(x, _)| part.contains(*x));
            return mean(within.filter_map(|(_, pace)| *pace).map(|pace| 1.0 / pace))
                .map(|speed| 1.0 / speed);
        }
        let steps = self.x.windows(2).zip(self.seconds.windows(2)).filter_map(|(x, seconds)| {
            let (way, time) = (x[1] - x[0], seconds[1] - seconds[0]);
            let waits = time > WAITING_S && way * self.units.long_metres() < STANDING_M_S * time;
            (!waits && part.contains(&(x[0] + way / 2.0))).then_some((time, way))
        });
        let (time, way) = steps.fold((0.0, 0.0), |sum, step| (sum.0 + step.0, sum.1 + step.1));
        (way > 0.0).then(|| time / way)
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
        Traces { x_axis: self.x_axis, x: self.x.clone(), panels, marks, over }
    }

    /// Seconds since the start of each place on the axis.
    pub(super) fn seconds(&self) -> &[f64] {
        &self.seconds
    }

    /// Seconds since the start at equal steps along the part that is drawn.
    fn along(&self, traces: &Traces) -> Option<String> {
        let (from, to) = (traces.x.first()?, traces.x.last()?);
        let second = |step: usize| {
            let place = from + (to - from) * step as f64 / ALONG as f64;
            let row = self.x.partition_point(|x| *x < place).min(self.x.len().saturating_sub(1));
            self.seconds.get(row).map(|second| format!("{second:.0}"))
        };
        let seconds: Option<Vec<String>> = (0..=ALONG).map(second).collect();
        Some(seconds?.join(" "))
    }

    /// What every watch measures, or what only some do.
    fn only(&self, common: bool) -> Traces {
        let is_common = |panel: &&Panel| COMMON.iter().any(|start| panel.title.starts_with(start));
        let panels = self.panels.iter().filter(|panel| is_common(panel) == common).cloned().collect();
        self.traces(panels)
    }

    /// The charts of the whole run, or of the part that was asked for.
    pub(super) fn charts(&self, href: &str, fields: &Fields) -> Vec<ChartView> {
        if self.x.len() < 2 {
            return Vec::new();
        }
        let (part, range) = self.part(href, fields);
        let shown = |traces: Traces| match range {
            Some((from, to)) => traces.between(from, to),
            None => traces,
        };
        let common = shown(self.only(true));
        let rare = shown(self.only(false));
        let mut charts = Vec::new();
        if !common.panels.is_empty() {
            let caption = self.caption(&common);
            let data = Some(format!("{href}/series.json"));
            let along = self.along(&common);
            let keys = self.keys(&common);
            charts.push(ChartView {
                data,
                part: Some(part),
                along,
                keys,
                ..self.chart("traces", &common, caption)
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
    fn caption(&self, traces: &Traces) -> String {
        let panel = |start: &str| traces.panels.iter().find(|panel| panel.title.starts_with(start));
        let mut parts = Vec::new();
        let ends = traces.x.first().zip(traces.x.last());
        if let Some(pace) = ends.and_then(|(from, to)| self.pace_between(*from, *to)) {
            parts.push(format!("pace {} per {}", format::clock(pace), self.units.long()));
        }
        if let Some(heart) = panel("Heart rate") {
            let highest = heart.values.iter().flatten().copied().fold(0.0, f64::max);
            if let Some(mean) = mean(heart.values.iter().flatten().copied()) {
                parts.push(format!("heart rate {mean:.0}, highest {highest:.0}"));
            }
        }
        if let Some(cadence) =
            panel("Cadence").and_then(|cadence| mean(cadence.values.iter().flatten().copied()))
        {
            parts.push(format!("{cadence:.0} steps a minute"));
        }
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
        let per_unit = match self.x_axis {
            XAxis::Distance(_) => 1.0,
            XAxis::Time => 60.0,
        };
        let end = self.x.last().copied().unwrap_or(0.0) / per_unit;
        let number = |name: &str, otherwise: f64| match fields.trimmed(name) {
            "" => Some(otherwise),
            text => text.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite()),
        };
        let mut shown = ShownPart {
            action: href.to_owned(),
            unit: match self.x_axis {
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
                shown.is_whole = false;
                (shown, Some((from * per_unit, to * per_unit)))
            }
            _ => {
                shown.error = Some(format!("Write two numbers from 0 to {end:.1}, the smaller first."));
                (shown, None)
            }
        }
    }

    fn table(&self, traces: &Traces) -> (Vec<String>, Vec<Vec<String>>) {
        let step = match self.x_axis {
            XAxis::Distance(_) => 1.0,
            XAxis::Time => 300.0,
        };
        let (first, last) =
            (traces.x.first().copied().unwrap_or(0.0), traces.x.last().copied().unwrap_or(0.0));
        let step = step * ((last - first) / step / MOST_ROWS).ceil().max(1.0);
        let head = match self.x_axis {
            XAxis::Distance(unit) => unit.to_owned(),
            XAxis::Time => "Time".to_owned(),
        };
        let mut heads = vec![head];
        for panel in &traces.panels {
            heads.push(panel.title.clone());
            heads.extend((!panel.thin.is_empty()).then(|| "Levelled for hills".to_owned()));
        }
        let mut rows = Vec::new();
        let mut from = (first / step).floor() * step;
        while from < last {
            let within: Vec<usize> =
                (0..traces.x.len()).filter(|row| (from..from + step).contains(&traces.x[*row])).collect();
            if !within.is_empty() {
                let to = (from + step).min(last);
                let mut row = vec![format!(
                    "{} to {}",
                    traces.x_axis.words(from),
                    traces.x_axis.words((to * 10.0).round() / 10.0)
                )];
                for panel in &traces.panels {
                    let values = within.iter().filter_map(|row| panel.values.get(*row).copied().flatten());
                    let told =
                        |value: Option<f64>| value.map_or("–".to_owned(), |value| panel.axis.words(value));
                    if panel.axis == Axis::Pace {
                        row.push(told(self.pace_between(from, to)));
                    }
                    if panel.axis != Axis::Pace || !panel.thin.is_empty() {
                        row.push(told(mean(values)));
                    }
                }
                rows.push(row);
            }
            from += step;
        }
        (heads, rows)
    }
}

/// The place on the axis at a second since the start, between the moments around it.
fn place_at(seconds: &[f64], x: &[f64], second: f64) -> Option<f64> {
    let after = seconds.partition_point(|at| *at <= second);
    let before = after.saturating_sub(1);
    let (from, to) = (*x.get(before)?, x.get(after).or(x.last()).copied()?);
    let (began, ended) = (*seconds.get(before)?, seconds.get(after).copied().unwrap_or(second));
    let share = ((second - began) / (ended - began).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
    Some(from + (to - from) * share)
}

fn means(levels: &Levels, channel: Channel) -> Option<Vec<Option<f64>>> {
    let column = levels.columns.iter().find(|column| column.channel == channel)?;
    Some(column.buckets.iter().map(|bucket| bucket.as_ref().map(|bucket| bucket.mean)).collect())
}

/// Never steps back; what is missing stays where it was.
fn rising(values: &[Option<f64>]) -> Vec<f64> {
    let mut highest = 0.0_f64;
    values
        .iter()
        .map(|value| {
            highest = value.filter(|value| value.is_finite()).map_or(highest, |value| value.max(highest));
            highest
        })
        .collect()
}

/// Metres per second between neighbours.
fn speeds(metres: &[f64], seconds: &[f64]) -> Vec<Option<f64>> {
    let pair = |index: usize| {
        let before = index.checked_sub(1)?;
        let time = seconds.get(index)? - seconds.get(before)?;
        (time > 0.0).then(|| (metres[index] - metres[before]) / time)
    };
    (0..metres.len()).map(pair).collect()
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

fn panels(
    speed: Option<Vec<Option<f64>>>,
    column: &dyn Fn(Channel) -> Option<Vec<Option<f64>>>,
    units: Units,
) -> Vec<Panel> {
    let mut panels = Vec::new();
    if let Some(speed) = speed {
        let values: Vec<Option<f64>> = speed
            .iter()
            .map(|speed| speed.filter(|speed| *speed > STANDING_M_S).map(|speed| units.long_metres() / speed))
            .collect();
        if values.iter().any(Option::is_some) {
            panels.push(Panel {
                title: format!("Pace, min/{}", units.long()),
                axis: Axis::Pace,
                values,
                thin: Vec::new(),
                note: String::new(),
            });
        }
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
        let values: Vec<Option<f64>> =
            values.into_iter().map(|value| value.map(|value| value * factor)).collect();
        let note = match channel {
            Channel::Altitude => String::new(),
            _ => mean(values.iter().flatten().copied())
                .map_or(String::new(), |mean| format!("{} on average", Axis::Up.words(mean))),
        };
        panels.push(Panel { title, axis: Axis::Up, values, thin: Vec::new(), note });
    }
    panels
}

/// Puts the pace levelled for hills in front of the recorded one, where there is any; says whether.
fn level(panels: &mut [Panel], graded: &[Option<f64>], units: Units) -> bool {
    let Some(pace) = panels.iter_mut().find(|panel| panel.axis == Axis::Pace) else { return false };
    if pace.values.len() != graded.len() || graded.iter().all(Option::is_none) {
        return false;
    }
    let pace_of = |speed: &Option<f64>| {
        speed.filter(|speed| *speed > STANDING_M_S).map(|speed| units.long_metres() / speed)
    };
    let levelled: Vec<Option<f64>> = graded.iter().map(pace_of).collect();
    pace.thin = std::mem::replace(&mut pace.values, levelled);
    true
}

fn add_index(panels: &mut Vec<Panel>, index: &[Option<f64>]) {
    let Some(mean) = mean(index.iter().flatten().copied()) else { return };
    let before =
        panels.iter().position(|panel| !COMMON[..3].iter().any(|start| panel.title.starts_with(start)));
    let panel = Panel {
        title: "Hamstring index of a stride".to_owned(),
        axis: Axis::Up,
        values: index.to_vec(),
        thin: Vec::new(),
        note: format!("{mean:.2} on average"),
    };
    panels.insert(before.unwrap_or(panels.len()), panel);
}

/// The pace as it was run.
fn recorded(pace: &Panel) -> &[Option<f64>] {
    if pace.thin.is_empty() { &pace.values } else { &pace.thin }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_never_steps_back_and_gaps_hold_their_place() {
        assert_eq!(
            rising(&[Some(1.0), None, Some(0.5), Some(3.0), Some(f64::NAN)]),
            [1.0, 1.0, 1.0, 3.0, 3.0]
        );
    }

    #[test]
    fn a_second_between_two_moments_stands_between_their_places() {
        let place = |second| place_at(&[0.0, 10.0, 20.0], &[0.0, 1.0, 1.5], second);
        assert_eq!(
            [place(5.0), place(15.0), place(20.0), place(99.0)],
            [Some(0.5), Some(1.25), Some(1.5), Some(1.5)]
        );
        assert_eq!(place_at(&[], &[], 3.0), None);
    }

    #[test]
    fn a_mean_pace_is_time_by_way_and_standing_is_neither() {
        let traced = Traced {
            units: Units::Metric,
            x_axis: XAxis::Distance("km"),
            // A kilometre in 300 s told by one row, one in 400 s told by two, and a pause between.
            x: vec![0.0, 1.0, 1.0, 1.5, 2.0],
            seconds: vec![0.0, 300.0, 900.0, 1100.0, 1300.0],
            panels: Vec::new(),
            places: Vec::new(),
            marks: Vec::new(),
            over: Over::default(),
            is_levelled: false,
        };
        let pace = |from, to| traced.pace_between(from, to);
        assert_eq!([pace(0.0, 2.0), pace(0.0, 1.0), pace(1.0, 2.0)], [Some(350.0), Some(300.0), Some(400.0)]);
        assert_eq!(pace(2.0, 3.0), None);
    }

    #[test]
    fn speed_between_neighbours_needs_time_to_pass() {
        assert_eq!(speeds(&[0.0, 10.0, 20.0], &[0.0, 4.0, 4.0]), [None, Some(2.5), None]);
    }
}
