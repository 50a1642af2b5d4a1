//! The files under `load`: the bands of a single run, and the numbers of the load measures.

use crate::draft::{Cited, Draft, Placed, each, tag, whole};
use crate::node::Table;
use crate::problem::Log;
use femoris_clinic::evidence::{RuleId, SourceId, Tag};
use femoris_clinic::load::{
    AccelerationRules, CleanRules, CostRules, FormAdvice, FormMargin, FormMeasure, FormRules, Hazard,
    IndexBand, IndexRules, LoadRules, MeasureRules, SlopeRules, SpeedRules, SpikeBand, SplitRule,
};

/// Tables of the load measures read so far.
#[derive(Default)]
pub(crate) struct Sheets {
    clean: Vec<CleanRules>,
    cost: Vec<CostRules>,
    index: Vec<IndexRules>,
    acceleration: Vec<AccelerationRules>,
    slope: Vec<SlopeRules>,
    speed: Vec<SpeedRules>,
    form: Vec<FormRules>,
    sources: Vec<SourceId>,
    index_sources: Vec<SourceId>,
    tags: Vec<Tag>,
}

/// Tables whose sources stand beside the index.
const INDEX: [&str; 2] = ["index", "acceleration"];

/// Reads one file of the folder.
pub(crate) fn file(table: &Table<'_>, draft: &mut Draft) {
    let one = |key: &str| table.optional(key).into_iter().collect::<Vec<_>>();
    each(one("spike"), |table| spike(table, draft));
    each(one("form"), |table| form(table, draft));
    each(one("clean"), |table| sheet(table, draft, clean, |sheets| &mut sheets.clean));
    each(one("cost"), |table| sheet(table, draft, cost, |sheets| &mut sheets.cost));
    each(one("index"), |table| sheet(table, draft, index, |sheets| &mut sheets.index));
    each(one("acceleration"), |table| sheet(table, draft, acceleration, |sheets| &mut sheets.acceleration));
    each(one("slope"), |table| sheet(table, draft, slope, |sheets| &mut sheets.slope));
    each(one("speed"), |table| sheet(table, draft, speed, |sheets| &mut sheets.speed));
}

/// The rules about form, where they are there exactly once and know every measure.
pub(crate) fn build_form(draft: &Draft, log: &Log) -> Option<FormRules> {
    let [form] = draft.measure_rules.form.as_slice() else {
        whole(log, "load", "there must be exactly one [form]", "add it, or remove the others");
        return None;
    };
    for measure in FormMeasure::ALL {
        if form.margins.iter().filter(|margin| margin.measure == *measure).count() != 1 {
            whole(
                log,
                "load",
                format!("there must be exactly one [[form.measure]] {measure}"),
                "add it, or remove the others",
            );
        }
    }
    Some(form.clone())
}

fn form(table: &Table<'_>, draft: &mut Draft) {
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let (speed_step, flat, steady) =
        (positive(table, "speed_step"), share(table, "flat"), positive(table, "steady"));
    let (least_s, deviations) = (positive(table, "least_s"), positive(table, "deviations"));
    let least_runs = table.required("least_runs").and_then(|node| node.whole());
    let baseline_days = table.required("baseline_days").and_then(|node| node.whole());
    let (mut margins, mut advice) = (Vec::new(), Vec::new());
    each(table.list("measure"), |table| margins.extend(margin(table, draft)));
    each(table.list("advice"), |table| {
        let cited = draft.cited(table, &["title", "text"]);
        advice.extend(cited.map(|Cited { id, sources, tag }| FormAdvice {
            rule: RuleId::new(&id),
            sources,
            tag,
        }));
    });
    let rules = || {
        Some(FormRules {
            speed_step: speed_step?,
            flat: flat?,
            steady: steady?,
            least_s: least_s?,
            least_runs: least_runs?,
            baseline_days: baseline_days?,
            deviations: deviations?,
            margins,
            advice,
            sources: sources?,
            tag: tag?,
        })
    };
    draft.measure_rules.form.extend(rules());
}

fn margin(table: &Table<'_>, draft: &mut Draft) -> Option<FormMargin> {
    let measure = table
        .required("id")
        .and_then(|node| node.id("measure of form", FormMeasure::from_id, FormMeasure::ALL, FormMeasure::id));
    let (percent, sources, tag) = (positive(table, "percent"), draft.sources_of(table), tag(table));
    Some(FormMargin { measure: measure?, percent: percent?, sources: sources?, tag: tag? })
}

/// The measures, where every table is there exactly once.
pub(crate) fn build(draft: &Draft, log: &Log) -> Option<MeasureRules> {
    let sheets = &draft.measure_rules;
    let acceleration = only(&sheets.acceleration, "acceleration", log);
    let clean = only(&sheets.clean, "clean", log);
    let cost = only(&sheets.cost, "cost", log);
    let index = only(&sheets.index, "index", log);
    let slope = only(&sheets.slope, "slope", log);
    let speed = only(&sheets.speed, "speed", log);
    let mut sources = sheets.sources.clone();
    sources.sort();
    sources.dedup();
    Some(MeasureRules {
        clean: clean?,
        cost: cost?,
        index: IndexRules { acceleration: acceleration?, ..index? },
        slope: slope?,
        speed: speed?,
        sources,
        index_sources: sheets.index_sources.clone(),
        tag: sheets.tags.iter().copied().max()?,
    })
}

fn only<T: Copy>(found: &[T], name: &str, log: &Log) -> Option<T> {
    let [one] = found else {
        whole(log, "load", format!("there must be exactly one [{name}]"), "add it, or remove the others");
        return None;
    };
    Some(*one)
}

/// One table of the measures: sources, tag, and what `read` takes from it.
fn sheet<T>(
    table: &Table<'_>,
    draft: &mut Draft,
    read: fn(&Table<'_>) -> Option<T>,
    place: fn(&mut Sheets) -> &mut Vec<T>,
) {
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let Some(found) = read(table) else { return };
    let sheets = &mut draft.measure_rules;
    let sources = sources.unwrap_or_default();
    if INDEX.contains(&table.node.place().path.as_str()) {
        sheets.index_sources.extend(sources.clone());
    }
    sheets.sources.extend(sources);
    sheets.tags.extend(tag);
    place(sheets).push(found);
}

/// A number above zero.
fn positive(table: &Table<'_>, key: &str) -> Option<f64> {
    within(table, key, f64::MIN_POSITIVE, f64::MAX)
}

/// A share above 0 and up to 1.
fn share(table: &Table<'_>, key: &str) -> Option<f64> {
    within(table, key, f64::MIN_POSITIVE, 1.0)
}

fn within(table: &Table<'_>, key: &str, low: f64, high: f64) -> Option<f64> {
    let node = table.required(key)?;
    let value = node.number()?;
    if (low..=high).contains(&value) {
        return Some(value);
    }
    let what = if high > 1.0 { "is not above 0" } else { "is no share above 0 and up to 1" };
    node.wrong(format!("{value} {what}"), "write the number again");
    None
}

/// A list of exactly `N` numbers.
fn numbers<const N: usize>(table: &Table<'_>, key: &str) -> Option<[f64; N]> {
    let node = table.required(key)?;
    let found: Vec<f64> = node.items().iter().filter_map(|item| item.number()).collect();
    let count = found.len();
    let exact = <[f64; N]>::try_from(found).ok();
    if exact.is_none() {
        node.wrong(format!("{N} numbers expected, found {count}"), "write all of them, in their order");
    }
    exact
}

/// Notes where numbers do not rise.
fn rising(table: &Table<'_>, key: &str, numbers: &[f64]) {
    if numbers.windows(2).any(|pair| pair[0] >= pair[1])
        && let Some(node) = table.optional(key)
    {
        node.wrong("the numbers do not rise", "write them from the lowest to the highest");
    }
}

fn clean(table: &Table<'_>) -> Option<CleanRules> {
    let (longest_gap_s, most_holes) = (positive(table, "longest_gap_s"), share(table, "most_holes"));
    let (smooth_s, fastest) = (positive(table, "smooth_s"), positive(table, "fastest"));
    let (running_from, moving_from) = (positive(table, "running_from"), positive(table, "moving_from"));
    let coverage = share(table, "coverage");
    let (sheer_m, sheer_m_per_s) = (positive(table, "sheer_m"), positive(table, "sheer_m_per_s"));
    let rules = CleanRules {
        longest_gap_s: longest_gap_s?,
        most_holes: most_holes?,
        smooth_s: smooth_s?,
        fastest: fastest?,
        running_from: running_from?,
        moving_from: moving_from?,
        coverage: coverage?,
        sheer_m: sheer_m?,
        sheer_m_per_s: sheer_m_per_s?,
    };
    rising(table, "running_from", &[rules.moving_from, rules.running_from, rules.fastest]);
    Some(rules)
}

fn cost(table: &Table<'_>) -> Option<CostRules> {
    let (coefficients, clamp, base_m) =
        (numbers(table, "coefficients"), share(table, "clamp"), positive(table, "base_m"));
    let rules = CostRules { coefficients: coefficients?, clamp: clamp?, base_m: base_m? };
    let steps = || (-100..=100).map(|step| rules.cost(rules.clamp * f64::from(step) / 100.0));
    if steps().any(|cost| cost <= 0.0)
        && let Some(node) = table.optional("coefficients")
    {
        node.wrong("running costs nothing on some slope", "copy the coefficients again, highest power first");
    }
    Some(rules)
}

fn index(table: &Table<'_>) -> Option<IndexRules> {
    let (low, middle, high) =
        (positive(table, "power_low"), positive(table, "power"), positive(table, "power_high"));
    let (reference, assumed) = (positive(table, "reference"), positive(table, "assumed_strides_per_s"));
    let powers = IndexBand { low: low?, middle: middle?, high: high? };
    rising(table, "power", &[powers.low, powers.middle, powers.high]);
    // The table of acceleration is its own and put in place when all are there.
    let none = AccelerationRules { from: 0.0, at_share: 0.0, as_share: 0.0, until_share: 0.0 };
    Some(IndexRules { reference: reference?, powers, acceleration: none, assumed_strides_per_s: assumed? })
}

fn acceleration(table: &Table<'_>) -> Option<AccelerationRules> {
    let from = positive(table, "from");
    let (at_share, as_share, until_share) =
        (share(table, "at_share"), share(table, "as_share"), share(table, "until_share"));
    let rules = AccelerationRules {
        from: from?,
        at_share: at_share?,
        as_share: as_share?,
        until_share: until_share?,
    };
    rising(table, "at_share", &[rules.at_share, rules.until_share, rules.as_share]);
    Some(rules)
}

fn slope(table: &Table<'_>) -> Option<SlopeRules> {
    Some(SlopeRules { steep: share(table, "steep")? })
}

fn speed(table: &Table<'_>) -> Option<SpeedRules> {
    let shares = numbers(table, "shares");
    let (peak_window_s, support_share) = (positive(table, "peak_window_s"), share(table, "support_share"));
    let support_runs = table.required("support_runs").and_then(|node| node.whole());
    let history_days = table.required("history_days").and_then(|node| node.whole());
    let (stride_s, stride_gap_s) = (positive(table, "stride_s"), positive(table, "stride_gap_s"));
    let rules = SpeedRules {
        shares: shares?,
        peak_window_s: peak_window_s?,
        support_share: support_share?,
        support_runs: support_runs?,
        history_days: history_days?,
        stride_s: stride_s?,
        stride_gap_s: stride_gap_s?,
    };
    rising(table, "shares", &rules.shares);
    Some(rules)
}

fn spike(table: &Table<'_>, draft: &mut Draft) {
    let sources = draft.sources_of(table);
    let tag = tag(table);
    let baseline_days = table.required("baseline_days").and_then(|node| node.whole());
    let suggested = table.required("suggested_ratio").and_then(|node| node.number());
    let no_baseline = table.required("no_baseline").and_then(|node| node.table()).and_then(|table| {
        let id = draft.named(&table, &["reason"]);
        table.finish();
        id
    });
    let split = table.required("split").and_then(|node| node.table()).and_then(|table| split(&table, draft));
    let nodes = table.required("band").map(|node| node.some_items()).unwrap_or_default();
    let mut bands = Vec::new();
    each(nodes, |table| bands.extend(band(table, draft)));
    let (Some(sources), Some(tag), Some(baseline_days), Some(suggested_ratio)) =
        (sources, tag, baseline_days, suggested)
    else {
        return;
    };
    let Some((no_baseline, split)) = no_baseline.zip(split) else { return };
    let rules = LoadRules {
        bands,
        no_baseline: RuleId::new(&no_baseline),
        split,
        baseline_days,
        suggested_ratio,
        sources,
        tag,
    };
    draft.load.push(Placed { place: table.node.place(), thing: rules });
}

fn split(table: &Table<'_>, draft: &mut Draft) -> Option<SplitRule> {
    let (id, sources, tag) = (draft.named(table, &["reason"]), draft.sources_of(table), tag(table));
    table.finish();
    Some(SplitRule { rule: RuleId::new(&id?), sources: sources?, tag: tag? })
}

fn band(table: &Table<'_>, draft: &mut Draft) -> Option<SpikeBand> {
    let id = draft.named(table, &["reason"]);
    let up_to = table.optional("up_to").and_then(|node| node.number());
    let hazard = table.optional("hazard").and_then(|node| {
        let table = node.table()?;
        let number = |key: &str| table.required(key).and_then(|node| node.number());
        let (ratio, low, high) = (number("ratio"), number("low"), number("high"));
        table.finish();
        let hazard = Hazard { ratio: ratio?, low: low?, high: high? };
        if !(hazard.low <= hazard.ratio && hazard.ratio <= hazard.high) {
            node.wrong("the ratio lies outside its interval", "copy ratio, low and high again");
        }
        Some(hazard)
    });
    Some(SpikeBand { rule: RuleId::new(&id?), up_to, hazard })
}
