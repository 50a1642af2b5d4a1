//! How much, period by period: upright bars over one axis.

use std::ops::Range;

use super::svg::{Svg, line};
use super::ticks;

const LEFT: f64 = 34.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 24.0;
const FOOT: f64 = 28.0;
const HEIGHT: f64 = 180.0;
const LABEL_WIDTH: f64 = 64.0;
/// Height of a strip above or below the bars, and the room before the next.
const STRIP: f64 = 56.0;
const GAP: f64 = 12.0;
/// Room for the stages.
const STAGES: f64 = 34.0;

/// One period.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    /// Under the axis; only some of them fit.
    pub(crate) label: String,
    /// `None` where nothing is known: a gap, not nought.
    pub(crate) value: Option<f64>,
    /// The present period, still growing.
    pub(crate) is_present: bool,
}

/// How a strip is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StripKind {
    /// A line on a scale of 0 to 10, above the bars.
    Pain,
    /// Bars on a scale of their own, below the bars.
    Bars,
}

/// Something else of the same periods, on its own scale.
#[derive(Debug, Clone)]
pub(crate) struct Strip {
    /// Name and unit.
    pub(crate) title: String,
    /// One value per bar; `None` where nothing is known.
    pub(crate) values: Vec<Option<f64>>,
    pub(crate) kind: StripKind,
}

/// Neighbouring bars that belong together.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub(crate) bars: Range<usize>,
    /// Its number in the text beside the drawing.
    pub(crate) number: usize,
    pub(crate) name: String,
}

/// Bars over one axis.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bars {
    /// Name and unit, such as `km a week`.
    pub(crate) title: String,
    pub(crate) bars: Vec<Bar>,
    pub(crate) strips: Vec<Strip>,
    pub(crate) stages: Vec<Stage>,
}

impl Bars {
    /// The drawing for a box of this width.
    pub(crate) fn draw(&self, width: f64, labelled_by: &str) -> String {
        let count = |kind: StripKind| self.strips.iter().filter(|strip| strip.kind == kind).count() as f64;
        let above = count(StripKind::Pain) * (TOP + STRIP + GAP);
        let below = count(StripKind::Bars) * (GAP + TOP + STRIP);
        let stages = if self.stages.is_empty() { 0.0 } else { STAGES };
        let mut svg = Svg::new(width, above + TOP + HEIGHT + below + stages + FOOT, labelled_by);
        let columns = Columns { width, count: self.bars.len() };
        let mut top = 0.0;
        for strip in self.strips.iter().filter(|strip| strip.kind == StripKind::Pain) {
            draw_pain(&mut svg, strip, columns, top);
            top += TOP + STRIP + GAP;
        }
        let values: Vec<Option<f64>> = self.bars.iter().map(|bar| bar.value).collect();
        self.draw_bars(&mut svg, (&self.title, &values), columns, top..top + TOP + HEIGHT);
        top += TOP + HEIGHT;
        for strip in self.strips.iter().filter(|strip| strip.kind == StripKind::Bars) {
            top += GAP;
            self.draw_bars(&mut svg, (&strip.title, &strip.values), columns, top..top + TOP + STRIP);
            top += TOP + STRIP;
        }
        draw_stages(&mut svg, &self.stages, columns, top);
        self.draw_labels(&mut svg, columns, top + stages);
        svg.finish()
    }

    /// Bars with their title and grid, between two heights.
    fn draw_bars(
        &self,
        svg: &mut Svg,
        (title, values): (&str, &[Option<f64>]),
        columns: Columns,
        box_y: Range<f64>,
    ) {
        svg.words("b", 0.0, box_y.start + 13.0, title);
        let most = values.iter().flatten().copied().fold(0.0, f64::max).max(1.0);
        let (floor, height) = (box_y.end, box_y.end - box_y.start - TOP);
        let place = |value: f64| floor - value / (most * 1.04) * height;
        for tick in ticks::round(0.0, most, if height < HEIGHT { 3 } else { 4 }) {
            svg.level(if tick == 0.0 { "g0" } else { "g" }, place(tick), LEFT..columns.width - RIGHT);
            svg.words("e", LEFT - 6.0, place(tick) + 4.0, &format!("{tick}"));
        }
        let gap = (columns.step() * 0.16).min(4.0);
        for (index, value) in values.iter().enumerate() {
            if let Some(value) = value.filter(|value| *value > 0.0) {
                let is_present = self.bars.get(index).is_some_and(|bar| bar.is_present);
                let class = if is_present { "c-bar2" } else { "c-bar" };
                svg.bar(class, columns.x(index) + gap..columns.x(index + 1) - gap, place(value)..floor);
            }
        }
    }

    fn draw_labels(&self, svg: &mut Svg, columns: Columns, y: f64) {
        let every = (LABEL_WIDTH / columns.step()).ceil().max(1.0) as usize;
        for (index, bar) in self.bars.iter().enumerate().filter(|(index, _)| index.is_multiple_of(every)) {
            if columns.x(index) + LABEL_WIDTH <= columns.width + columns.step() {
                svg.words("", columns.x(index), y + 20.0, &bar.label);
            }
        }
    }
}

/// Where the periods stand.
#[derive(Debug, Clone, Copy)]
struct Columns {
    width: f64,
    count: usize,
}

impl Columns {
    fn step(self) -> f64 {
        (self.width - LEFT - RIGHT) / self.count.max(1) as f64
    }

    fn x(self, index: usize) -> f64 {
        LEFT + index as f64 * self.step()
    }
}

/// Pain on its own scale of 0 to 10, with a dot for each period that has any.
fn draw_pain(svg: &mut Svg, strip: &Strip, columns: Columns, top: f64) {
    const MOST: f64 = 10.0;
    svg.words("b", 0.0, top + 13.0, &strip.title);
    let floor = top + TOP + STRIP;
    let place = |value: f64| floor - value / MOST * STRIP;
    for tick in [0.0, MOST / 2.0, MOST] {
        svg.level(if tick == 0.0 { "g0" } else { "g" }, place(tick), LEFT..columns.width - RIGHT);
        svg.words("e", LEFT - 6.0, place(tick) + 4.0, &format!("{tick}"));
    }
    let middle = |index: usize| columns.x(index) + columns.step() / 2.0;
    let points = || {
        strip.values.iter().enumerate().map(|(index, value)| value.map(|value| (middle(index), place(value))))
    };
    svg.path("c-pain", &line(points()));
    for (x, y) in points().flatten() {
        svg.dot("c-pdot", x, y, (columns.step() * 0.3).clamp(1.5, 3.0));
    }
}

/// Numbered bars beneath; the name stands where it fits.
fn draw_stages(svg: &mut Svg, stages: &[Stage], columns: Columns, top: f64) {
    for (index, stage) in stages.iter().enumerate() {
        let (from, to) = (columns.x(stage.bars.start), columns.x(stage.bars.end));
        let class = if index + 1 == stages.len() { "c-stage" } else { "c-stage2" };
        svg.bar(class, from..(to - 2.0).max(from), top + 6.0..top + 12.0);
        let label = format!("{} {}", stage.number, stage.name);
        let fits = label.len() as f64 * 6.5 < to - from;
        svg.words(
            "",
            from,
            top + 28.0,
            if fits { &label } else { label.split(' ').next().unwrap_or_default() },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(values: &[Option<f64>]) -> Bars {
        let bar = |(index, value): (usize, &Option<f64>)| Bar {
            label: format!("w{index}"),
            value: *value,
            is_present: index + 1 == values.len(),
        };
        Bars {
            title: "km a week".into(),
            bars: values.iter().enumerate().map(bar).collect(),
            ..Bars::default()
        }
    }

    #[test]
    fn missing_and_empty_periods_have_no_bar() {
        let drawn = bars(&[Some(20.0), None, Some(0.0), Some(31.5)]).draw(328.0, "t");
        assert_eq!(drawn.matches("<rect").count(), 2);
        assert_eq!(drawn.matches("c-bar2").count(), 1, "the present one stands out");
    }

    #[test]
    fn the_drawing_stays_as_it_is() {
        let values: Vec<Option<f64>> = (0..26).map(|week| Some(20.0 + f64::from(week))).collect();
        insta::assert_snapshot!(bars(&values).draw(328.0, "history-t"));
    }

    #[test]
    fn strips_and_stages_stand_above_and_below() {
        let strip = |kind, values: &[Option<f64>]| Strip { title: "x".into(), values: values.to_vec(), kind };
        let drawn = Bars {
            strips: vec![
                strip(StripKind::Pain, &[Some(2.0), None, Some(3.0), Some(4.0)]),
                strip(StripKind::Bars, &[Some(1.0), None, Some(2.0), None]),
            ],
            stages: vec![
                Stage { bars: 0..3, number: 1, name: "before".into() },
                Stage { bars: 3..4, number: 2, name: "since the pain began".into() },
            ],
            ..bars(&[Some(20.0), None, Some(0.0), Some(31.5)])
        };
        let drawn = drawn.draw(960.0, "t");
        assert_eq!(drawn.matches("c-pdot").count(), 3, "a week without a score has no dot");
        assert_eq!(drawn.matches("<rect").count(), 2 + 2 + 2);
        assert!(drawn.contains("1 before") && drawn.contains(">2<") || drawn.contains("2 since"));
    }

    #[test]
    fn no_bars_are_no_crash() {
        assert!(bars(&[]).draw(328.0, "t").contains("</svg>"));
    }
}
