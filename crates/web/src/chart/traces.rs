//! What happened along a run: one panel per channel, one x axis for all.

use super::svg::{Svg, line, short};
use super::ticks;
use crate::format;

const LEFT: f64 = 40.0;
const RIGHT: f64 = 10.0;
const TITLE: f64 = 13.0;
const TOP: f64 = 24.0;
const FIRST_HEIGHT: f64 = 96.0;
const OTHER_HEIGHT: f64 = 68.0;
const GAP: f64 = 18.0;
const FOOT: f64 = 30.0;
/// One drawn point per this many units: finer cannot be told apart and weighs more.
const UNITS_PER_POINT: f64 = 2.0;
const MOST_TICKS: usize = 4;
/// A stretch is drawn at least so wide: a few seconds of an hour would be thinner than a line.
const THINNEST: f64 = 3.0;
/// Height of the bar on top of a stretch.
const OVER_BAR: f64 = 4.0;

/// How values stand on a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    /// More is higher.
    Up,
    /// Seconds for a kilometre or mile: faster, so less, is higher.
    Pace,
}

/// What the shared axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum XAxis {
    /// Kilometres or miles, with their symbol.
    Distance(&'static str),
    /// Seconds since the start.
    Time,
}

/// One channel along the run.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    /// Name and unit, such as `Heart rate, bpm`.
    pub(crate) title: String,
    pub(crate) axis: Axis,
    /// One value per x; what was not recorded is missing.
    pub(crate) values: Vec<Option<f64>>,
    /// The same before it was levelled, drawn thin beneath; empty where there is no such line.
    pub(crate) thin: Vec<Option<f64>>,
    /// A few words at the right of the title, such as the mean.
    pub(crate) note: String,
}

/// Several channels over one axis.
#[derive(Debug, Clone)]
pub(crate) struct Traces {
    pub(crate) x_axis: XAxis,
    /// Rising places on the x axis.
    pub(crate) x: Vec<f64>,
    pub(crate) panels: Vec<Panel>,
    /// Places on the x axis that are marked through all panels.
    pub(crate) marks: Vec<f64>,
    /// Where the run was faster than asked, marked on its pace.
    pub(crate) over: Over,
}

/// Stretches faster than asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Over {
    /// From and to, on the x axis.
    pub(crate) stretches: Vec<(f64, f64)>,
    /// The fastest pace that was asked, in the unit of the pace; `None` without any.
    pub(crate) cap: Option<f64>,
}

impl Axis {
    /// As the script of the zoomable chart knows it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Pace => "pace",
        }
    }

    /// A value as words.
    pub(crate) fn words(self, value: f64) -> String {
        match self {
            Self::Pace => format::clock(value),
            Self::Up if value.abs() < 10.0 && value.fract() != 0.0 => format!("{value:.1}"),
            Self::Up => format!("{value:.0}"),
        }
    }

    fn ticks(self, low: f64, high: f64) -> Vec<f64> {
        match self {
            Self::Pace => ticks::clock(low, high, MOST_TICKS),
            Self::Up => ticks::round(low, high, MOST_TICKS),
        }
    }
}

impl XAxis {
    /// As the script of the zoomable chart knows it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Distance(_) => "distance",
            Self::Time => "time",
        }
    }

    /// A place on the axis as words, without the unit, as exact as a part of this length needs it.
    pub(crate) fn words(self, x: f64, length: f64) -> String {
        let decimals = match length {
            _ if length < 0.1 => 3,
            _ if length < 1.0 => 2,
            _ => 1,
        };
        let scale = 10_f64.powi(decimals);
        let x = match self {
            Self::Distance(_) => (x * scale).round() / scale,
            Self::Time => return format::clock(x),
        };
        if x.fract() == 0.0 { format!("{x:.0}") } else { format!("{x:.*}", decimals as usize) }
    }

    fn ticks(self, from: f64, to: f64, most: usize) -> Vec<f64> {
        match self {
            Self::Distance(_) => ticks::round(from, to, most),
            Self::Time => ticks::clock(from, to, most),
        }
    }

    /// The unit behind the last label; a clock needs none.
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::Distance(unit) => unit,
            Self::Time => "",
        }
    }
}

/// What is shown of the values: outliers of a moment would flatten everything else.
pub(crate) fn shown_range(panel: &Panel) -> Option<(f64, f64)> {
    let mut values: Vec<f64> =
        panel.values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
    let last = values.len().checked_sub(1)?;
    // The value below which this share of all lies: found without sorting the others.
    let mut at =
        |share: f64| *values.select_nth_unstable_by((last as f64 * share).round() as usize, f64::total_cmp).1;
    let (low, high) = match panel.axis {
        Axis::Pace => (at(0.01), at(0.95)),
        Axis::Up => (at(0.005), at(0.995)),
    };
    let least = match panel.axis {
        Axis::Pace => 40.0,
        Axis::Up => (high.abs() * 0.05).max(1.0),
    };
    let pad = ((least - (high - low)) / 2.0).max((high - low) * 0.08);
    Some((low - pad, high + pad))
}

impl Traces {
    /// The part from one place on the axis to another.
    pub(crate) fn between(mut self, from: f64, to: f64) -> Self {
        let kept: Vec<bool> = self.x.iter().map(|x| (from..=to).contains(x)).collect();
        let mut keep = kept.iter();
        self.x.retain(|_| keep.next().copied().unwrap_or(false));
        for panel in &mut self.panels {
            for values in [&mut panel.values, &mut panel.thin] {
                let mut keep = kept.iter();
                values.retain(|_| keep.next().copied().unwrap_or(false));
            }
        }
        self.marks.retain(|mark| (from..=to).contains(mark));
        self.over.stretches.retain(|(begin, end)| *end >= from && *begin <= to);
        for (begin, end) in &mut self.over.stretches {
            (*begin, *end) = (begin.max(from), end.min(to));
        }
        self
    }

    /// Whether the fastest pace that was asked lies within what is drawn.
    pub(crate) fn shows_cap(&self) -> bool {
        let pace = self.panels.iter().filter(|panel| panel.axis == Axis::Pace);
        let shown = |(low, high): (f64, f64)| self.over.cap.is_some_and(|cap| (low..=high).contains(&cap));
        pace.filter_map(shown_range).any(shown)
    }

    /// The drawing for a box of this width.
    pub(crate) fn draw(&self, width: f64, labelled_by: &str) -> String {
        let heights: Vec<f64> = (0..self.panels.len())
            .map(|index| if index == 0 { FIRST_HEIGHT } else { OTHER_HEIGHT })
            .collect();
        let height: f64 = heights.iter().map(|height| TOP + height + GAP).sum::<f64>() + FOOT - GAP;
        let mut svg = Svg::new(width, height.max(FOOT), labelled_by);
        let mut top = 0.0;
        for (panel, height) in self.panels.iter().zip(heights) {
            self.draw_panel(&mut svg, panel, Frame { top: top + TOP, height, width });
            top += TOP + height + GAP;
        }
        self.draw_x_axis(&mut svg, top - GAP, width);
        for mark in &self.marks {
            svg.path(
                "c-mark",
                &format!("M{} {}V{}", short(self.place_x(*mark, width)), short(TOP), short(top - GAP)),
            );
        }
        svg.finish()
    }

    fn draw_panel(&self, svg: &mut Svg, panel: &Panel, frame: Frame) {
        svg.words("b", 0.0, frame.top - TOP + TITLE, &panel.title);
        if !panel.note.is_empty() {
            svg.words("l e", frame.width - RIGHT, frame.top - TOP + TITLE, &panel.note);
        }
        let Some((low, high)) = shown_range(panel) else {
            svg.words("", LEFT, frame.top + frame.height / 2.0, "not recorded in this part");
            return;
        };
        let place = |value: f64| {
            let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
            let down = if panel.axis == Axis::Pace { share } else { 1.0 - share };
            frame.top + down * frame.height
        };
        for tick in panel.axis.ticks(low, high) {
            svg.level("g", place(tick), LEFT..frame.width - RIGHT);
            svg.words("e", LEFT - 6.0, place(tick) + 4.0, &panel.axis.words(tick));
        }
        if panel.axis == Axis::Pace {
            self.draw_over(svg, frame, (low..=high, &place));
        }
        for (class, values) in [("c-thin", &panel.thin), ("c-line", &panel.values)] {
            let points =
                self.thinned(values, frame.width).into_iter().map(|(x, value)| Some((x, place(value?))));
            svg.path(class, &line(points));
        }
    }

    /// Each stretch as a band under the line with a bar on top of it, so that it is seen without colour too; and the cap.
    fn draw_over(
        &self,
        svg: &mut Svg,
        frame: Frame,
        (range, place): (std::ops::RangeInclusive<f64>, &dyn Fn(f64) -> f64),
    ) {
        let bottom = frame.top + frame.height;
        for (from, to) in &self.over.stretches {
            let (left, right) = (self.place_x(*from, frame.width), self.place_x(*to, frame.width));
            let right = right.max(left + THINNEST);
            svg.bar("c-over", left..right, frame.top..bottom);
            svg.bar("c-over-top", left..right, frame.top - OVER_BAR..frame.top);
        }
        if let Some(cap) = self.over.cap.filter(|cap| range.contains(cap)) {
            svg.level("c-cap", place(cap), LEFT..frame.width - RIGHT);
        }
    }

    /// Where a place on the x axis stands in a box of this width.
    fn place_x(&self, x: f64, width: f64) -> f64 {
        let (Some(from), Some(to)) = (self.x.first(), self.x.last()) else { return LEFT };
        LEFT + (x - from) / (to - from).max(f64::MIN_POSITIVE) * (width - LEFT - RIGHT)
    }

    /// One point per two units: the mean of what falls there, missing where nothing does.
    fn thinned(&self, values: &[Option<f64>], width: f64) -> Vec<(f64, Option<f64>)> {
        let slots = ((width - LEFT - RIGHT) / UNITS_PER_POINT).floor().max(1.0) as usize;
        let (Some(from), Some(to)) = (self.x.first(), self.x.last()) else { return Vec::new() };
        let span = (to - from).max(f64::MIN_POSITIVE);
        let mut sums = vec![(0.0, 0_u32, false); slots + 1];
        for (x, value) in self.x.iter().zip(values) {
            let slot = ((x - from) / span * slots as f64).floor().clamp(0.0, slots as f64) as usize;
            let Some((sum, count, seen)) = sums.get_mut(slot) else { continue };
            *seen = true;
            if let Some(value) = value {
                *sum += value;
                *count += 1;
            }
        }
        sums.iter()
            .enumerate()
            // A slot that no sample falls into is no gap: the line runs on to the next sample.
            .filter(|(_, (_, _, seen))| *seen)
            .map(|(slot, (sum, count, _))| {
                let x = LEFT + slot as f64 / slots as f64 * (width - LEFT - RIGHT);
                (x, (*count > 0).then(|| sum / f64::from(*count)))
            })
            .collect()
    }

    fn draw_x_axis(&self, svg: &mut Svg, y: f64, width: f64) {
        let (Some(from), Some(to)) = (self.x.first().copied(), self.x.last().copied()) else { return };
        let right = width - RIGHT;
        svg.level("g0", y, LEFT..right);
        let span = (to - from).max(f64::MIN_POSITIVE);
        let end = format!("{} {}", self.x_axis.words(to, span), self.x_axis.unit());
        let label_width = end.len() as f64 * 7.0;
        // The first point of a recording lies a step behind nought, and nought is what a reader looks for.
        let nearly = from - span * 0.01;
        for tick in self.x_axis.ticks(nearly, to, 5) {
            let x = LEFT + (tick - from).max(0.0) / span * (right - LEFT);
            if x < right - label_width - 16.0 {
                svg.words(
                    if x <= LEFT + 1.0 { "" } else { "m" },
                    x,
                    y + 20.0,
                    &self.x_axis.words(tick, span),
                );
            }
        }
        svg.words("e", right, y + 20.0, end.trim_end());
    }
}

/// Where a panel stands.
#[derive(Debug, Clone, Copy)]
struct Frame {
    top: f64,
    height: f64,
    width: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traces(panels: Vec<Panel>) -> Traces {
        let x = (0..=100).map(|index| f64::from(index) / 10.0).collect();
        Traces { x_axis: XAxis::Distance("km"), x, panels, marks: Vec::new(), over: Over::default() }
    }

    fn pace(values: impl Fn(u32) -> Option<f64>) -> Panel {
        let values = (0..=100).map(values).collect();
        Panel {
            title: "Pace, min/km".into(),
            axis: Axis::Pace,
            values,
            thin: Vec::new(),
            note: "5:30".into(),
        }
    }

    fn heights(svg: &str) -> Vec<f64> {
        let data = svg
            .split(r#"class="c-line" d=""#)
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default();
        data.split(['M', 'L'])
            .filter(|part| !part.is_empty())
            .filter_map(|part| part.split(' ').nth(1).and_then(|y| y.trim_end_matches("h1").parse().ok()))
            .collect()
    }

    #[test]
    fn faster_is_higher() {
        let drawn = traces(vec![pace(|index| Some(360.0 - f64::from(index)))]).draw(600.0, "t");
        let heights = heights(&drawn);
        assert!(heights.first() > heights.last(), "getting faster climbs: {heights:?}");
        let up = Panel { axis: Axis::Up, ..pace(|index| Some(f64::from(index))) };
        let drawn = traces(vec![up]).draw(600.0, "t");
        let heights = self::heights(&drawn);
        assert!(heights.first() > heights.last(), "more is higher");
    }

    #[test]
    fn what_was_not_recorded_is_a_gap_and_never_nought() {
        let drawn =
            traces(vec![pace(|index| (!(40..60).contains(&index)).then_some(330.0))]).draw(600.0, "t");
        let data = drawn
            .split(r#"class="c-line" d=""#)
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default();
        assert_eq!(data.matches('M').count(), 2, "one gap makes two lines: {data}");
        let heights = heights(&drawn);
        assert!(
            heights.iter().all(|y| (y - heights[0]).abs() < 0.2),
            "nothing falls to the floor: {heights:?}"
        );
    }

    #[test]
    fn a_stop_does_not_flatten_the_rest() {
        let with_stop = pace(|index| Some(if index == 50 { 3000.0 } else { 330.0 + f64::from(index % 10) }));
        let (low, high) = shown_range(&with_stop).expect("a range");
        assert!(low < 330.0 && high < 400.0, "{low} to {high}");
    }

    #[test]
    fn a_mark_runs_through_all_panels_and_leaves_with_its_part() {
        let both = || traces(vec![pace(|_| Some(330.0)), pace(|_| Some(340.0))]);
        let marked = Traces { marks: vec![5.0], ..both() };
        assert_eq!(marked.draw(600.0, "t").matches("c-mark").count(), 1);
        assert_eq!(marked.between(6.0, 9.0).draw(600.0, "t").matches("c-mark").count(), 0);
    }

    #[test]
    fn what_was_faster_than_asked_is_marked_on_the_pace_alone_and_cut_to_the_part() {
        let hr = Panel { axis: Axis::Up, ..pace(|index| Some(f64::from(index))) };
        let over = Over { stretches: vec![(2.0, 2.001), (5.0, 7.0)], cap: Some(335.0) };
        let marked = Traces { over, ..traces(vec![pace(|index| Some(330.0 + f64::from(index % 9))), hr]) };
        let drawn = marked.draw(600.0, "t");
        assert_eq!(drawn.matches(r#""c-over""#).count(), 2);
        assert_eq!(drawn.matches(r#""c-over-top""#).count(), 2);
        assert_eq!(drawn.matches("c-cap").count(), 1);
        assert!(marked.shows_cap());
        assert!(drawn.contains(r#"width="3" height="96""#), "a moment can still be seen");
        assert_eq!(marked.between(6.0, 9.0).over.stretches, [(6.0, 7.0)]);
    }

    #[test]
    fn the_recorded_line_is_thin_beneath_the_levelled_one() {
        let mut panel = pace(|_| Some(330.0));
        panel.thin = vec![Some(350.0); 101];
        let drawn = traces(vec![panel]).draw(600.0, "t");
        assert!(drawn.find("c-thin") < drawn.find("c-line"));
    }

    #[test]
    fn nothing_recorded_is_said() {
        assert!(traces(vec![pace(|_| None)]).draw(328.0, "t").contains("not recorded in this part"));
    }

    #[test]
    fn the_drawing_stays_as_it_is() {
        let hr = Panel {
            title: "Heart rate, bpm".into(),
            axis: Axis::Up,
            values: (0..=100).map(|index| Some(140.0 + f64::from(index % 20))).collect(),
            thin: Vec::new(),
            note: String::new(),
        };
        let wavy = pace(|index| Some(330.0 + f64::from(index % 7) * 6.0));
        insta::assert_snapshot!(traces(vec![wavy, hr]).draw(328.0, "run-t"));
    }
}
