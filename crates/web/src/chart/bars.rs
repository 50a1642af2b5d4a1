//! How much, period by period: upright bars over one axis.

use super::svg::Svg;
use super::ticks;

const LEFT: f64 = 34.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 24.0;
const FOOT: f64 = 28.0;
const HEIGHT: f64 = 180.0;
const LABEL_WIDTH: f64 = 64.0;

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

/// Bars over one axis.
#[derive(Debug, Clone)]
pub(crate) struct Bars {
    /// Name and unit, such as `km a week`.
    pub(crate) title: String,
    pub(crate) bars: Vec<Bar>,
}

impl Bars {
    /// The drawing for a box of this width.
    pub(crate) fn draw(&self, width: f64, labelled_by: &str) -> String {
        let mut svg = Svg::new(width, TOP + HEIGHT + FOOT, labelled_by);
        svg.words("b", 0.0, 13.0, &self.title);
        let most = self.bars.iter().filter_map(|bar| bar.value).fold(0.0, f64::max).max(1.0);
        let floor = TOP + HEIGHT;
        let place = |value: f64| floor - value / (most * 1.04) * HEIGHT;
        for tick in ticks::round(0.0, most, 4) {
            svg.level(if tick == 0.0 { "g0" } else { "g" }, place(tick), LEFT..width - RIGHT);
            svg.words("e", LEFT - 6.0, place(tick) + 4.0, &format!("{tick}"));
        }
        self.draw_bars(&mut svg, width, place, floor);
        svg.finish()
    }

    fn draw_bars(&self, svg: &mut Svg, width: f64, place: impl Fn(f64) -> f64, floor: f64) {
        let step = (width - LEFT - RIGHT) / self.bars.len().max(1) as f64;
        let gap = (step * 0.16).min(4.0);
        let every = (LABEL_WIDTH / step).ceil().max(1.0) as usize;
        for (index, bar) in self.bars.iter().enumerate() {
            let x = LEFT + index as f64 * step;
            if let Some(value) = bar.value.filter(|value| *value > 0.0) {
                let class = if bar.is_present { "c-bar2" } else { "c-bar" };
                svg.bar(class, x + gap..x + step - gap, place(value)..floor);
            }
            if index.is_multiple_of(every) && x + LABEL_WIDTH <= width + step {
                svg.words("", x, floor + 20.0, &bar.label);
            }
        }
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
        Bars { title: "km a week".into(), bars: values.iter().enumerate().map(bar).collect() }
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
    fn no_bars_are_no_crash() {
        assert!(bars(&[]).draw(328.0, "t").contains("</svg>"));
    }
}
