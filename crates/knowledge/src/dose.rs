//! `dose/*.toml`: the numbers of the dose engine.

use crate::draft::{Draft, Placed, each, tag, whole};
use crate::node::Table;
use crate::problem::Log;
use femoris_clinic::evidence::{SourceId, Tag};
use femoris_clinic::illness::IllnessRules;
use femoris_clinic::rehab::by_hand::Waits;
use femoris_clinic::rehab::cause::CauseId;
use femoris_clinic::rehab::course::Arrival;
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::halt::HaltReason;
use femoris_clinic::rehab::plan::TestsDue;
use femoris_clinic::rehab::progress::Step;
use femoris_clinic::rehab::ran::{RanRules, SpeedBand, Uncounted};
use femoris_clinic::rehab::rules::{
    Again, BackRules, ColourRules, DoseRules, FlareRules, GapRule, GateRules, LighterRules, StepRules,
    TimeRules, WeekRules,
};
use femoris_clinic::rehab::session::{LookReason, Note};
use femoris_clinic::truth::Truth;
use std::collections::BTreeSet;
use std::str::FromStr;

/// Tables read so far; each stands once.
#[derive(Default)]
pub(crate) struct Sheets {
    colour: Vec<Placed<ColourRules>>,
    step: Vec<Placed<StepRules>>,
    back: Vec<Placed<BackRules>>,
    gaps: Vec<Placed<Vec<GapRule>>>,
    lighter: Vec<Placed<LighterRules>>,
    flare: Vec<Placed<FlareRules>>,
    illness: Vec<Placed<IllnessRules>>,
    week: Vec<Placed<WeekRules>>,
    ran: Vec<Placed<RanRules>>,
    time: Vec<Placed<TimeRules>>,
    gate: Vec<Placed<GateRules>>,
    sources: BTreeSet<SourceId>,
    tags: Vec<Tag>,
}

/// Reads one file of the folder.
pub(crate) fn file(table: &Table<'_>, draft: &mut Draft) {
    sheet(table, "colour", draft, colour, |sheets| &mut sheets.colour);
    sheet(table, "step", draft, step, |sheets| &mut sheets.step);
    sheet(table, "back", draft, back, |sheets| &mut sheets.back);
    sheet(table, "pause", draft, gaps, |sheets| &mut sheets.gaps);
    sheet(table, "lighter", draft, lighter, |sheets| &mut sheets.lighter);
    sheet(table, "flare", draft, flare, |sheets| &mut sheets.flare);
    sheet(table, "illness", draft, illness, |sheets| &mut sheets.illness);
    sheet(table, "week", draft, week, |sheets| &mut sheets.week);
    sheet(table, "ran", draft, ran, |sheets| &mut sheets.ran);
    sheet(table, "time", draft, time, |sheets| &mut sheets.time);
    sheet(table, "gates", draft, gate, |sheets| &mut sheets.gate);
}

fn sheet<T>(
    table: &Table<'_>,
    key: &str,
    draft: &mut Draft,
    read: fn(&Table<'_>) -> Option<T>,
    place: fn(&mut Sheets) -> &mut Vec<Placed<T>>,
) {
    each(table.optional(key).into_iter().collect(), |table| {
        let (sources, tag) = (draft.sources_of(table), tag(table));
        let Some(thing) = read(table) else { return };
        draft.dose.sources.extend(sources.unwrap_or_default());
        draft.dose.tags.extend(tag);
        place(&mut draft.dose).push(Placed { place: table.node.place(), thing });
    });
}

/// The rules, where every table is there once and every word they need is there.
pub(crate) fn build(draft: &Draft, log: &Log) -> Option<DoseRules> {
    words(draft, log);
    let sheets = &draft.dose;
    let (colour, step, back) = (
        once(&sheets.colour, "colour", log),
        once(&sheets.step, "step", log),
        once(&sheets.back, "back", log),
    );
    let (gaps, lighter, flare) = (
        once(&sheets.gaps, "pause", log),
        once(&sheets.lighter, "lighter", log),
        once(&sheets.flare, "flare", log),
    );
    let (week, time, gate) =
        (once(&sheets.week, "week", log), once(&sheets.time, "time", log), once(&sheets.gate, "gates", log));
    let (ran, illness) = (once(&sheets.ran, "ran", log), once(&sheets.illness, "illness", log));
    Some(DoseRules {
        colour: colour?,
        step: step?,
        back: back?,
        gaps: gaps?,
        lighter: lighter?,
        flare: flare?,
        illness: illness?,
        week: week?,
        ran: ran?,
        time: time?,
        gate: gate?,
        sources: sheets.sources.iter().cloned().collect(),
        tag: sheets.tags.iter().copied().max()?,
    })
}

fn once<T: Clone>(found: &[Placed<T>], name: &str, log: &Log) -> Option<T> {
    if let [_, second, ..] = found {
        log.add(second.place.problem(format!("[{name}] stands twice"), "merge the two"));
        return None;
    }
    if found.is_empty() {
        whole(log, "dose", format!("[{name}] is missing"), "add it to a file under dose");
    }
    found.first().map(|placed| placed.thing.clone())
}

/// Every step, note, restraint, arrival and stop has its sentence.
fn words(draft: &Draft, log: &Log) {
    let steps = Step::ALL.iter().map(|step| format!("step.{step}"));
    let notes = Note::ALL.iter().map(|note| format!("session.{note}"));
    let restraints = Restraint::ALL.iter().map(|restraint| format!("restraint.{restraint}"));
    let arrivals = Arrival::ALL.iter().map(|arrival| format!("arrival.{arrival}"));
    let halts = HaltReason::ALL.iter().map(|halt| format!("halt.{halt}"));
    let tests = TestsDue::ALL.iter().map(|tests| format!("tests.{tests}"));
    let rests = Note::ALL.iter().filter(|note| note.empties()).map(|note| format!("rest.{note}"));
    let waits = Waits::ALL.iter().map(|why| format!("left_out.{why}"));
    let looks = LookReason::ALL.iter().map(|why| format!("look.{why}"));
    let retests = ["retest.failed", "retest.means", "recheck.due", "recheck.means"].map(str::to_owned);
    let variants = ["is", "open", "none"].map(|how| format!("variant.{how}"));
    let causes = CauseId::ALL.iter().flat_map(|cause| {
        // What the log never tells of it does not show, and it denies none of them.
        let told = |truth: &&Truth| match cause {
            CauseId::LongRun | CauseId::NewExercise => **truth != Truth::False,
            CauseId::Sleep | CauseId::Shoes => **truth == Truth::Unknown,
        };
        Truth::ALL.iter().filter(told).map(move |truth| format!("cause.{cause}.{truth}"))
    });
    let retests = retests.into_iter().chain(variants).chain(causes);
    let uncounted = Uncounted::ALL.iter().map(|why| format!("uncounted.{why}"));
    let week = ["week.first".to_owned()];
    let notes = notes.chain(rests).chain(looks).chain(waits).chain(retests).chain(uncounted).chain(week);
    for key in steps.chain(notes).chain(restraints).chain(arrivals).chain(halts).chain(tests) {
        if !draft.texts.contains_key(&key) {
            let mend = format!("add {key} to a file under texts");
            whole(log, "texts", format!("the text {key} is missing"), mend);
        }
    }
}

fn number<T: FromStr>(table: &Table<'_>, key: &str) -> Option<T> {
    table.required(key)?.whole()
}

/// A number of at least one.
fn some<T: FromStr + PartialOrd + From<u8>>(table: &Table<'_>, key: &str) -> Option<T> {
    let node = table.required(key)?;
    let value: T = node.whole()?;
    if value < T::from(1) {
        node.wrong("it must be 1 or more", "write a whole number from 1");
        return None;
    }
    Some(value)
}

/// A share in per cent, 0 to 100.
fn share(table: &Table<'_>, key: &str) -> Option<u8> {
    up_to(table, key, 100)
}

/// A number on the scale of pain and effort, 0 to 10.
fn score(table: &Table<'_>, key: &str) -> Option<u8> {
    up_to(table, key, 10)
}

fn up_to(table: &Table<'_>, key: &str, most: u8) -> Option<u8> {
    let node = table.required(key)?;
    let value: u8 = node.whole()?;
    if value > most {
        node.wrong(format!("{value} is more than {most}"), format!("write a whole number from 0 to {most}"));
        return None;
    }
    Some(value)
}

fn colour(table: &Table<'_>) -> Option<ColourRules> {
    let (mornings, below_limit) = (some(table, "mornings"), number(table, "below_limit"));
    let (quiet_morning, worse_by) = (score(table, "quiet_morning"), some(table, "worse_by"));
    let (done_pct, severe_from) = (share(table, "done_pct"), score(table, "severe_from"));
    let morning_from_level = number(table, "morning_from_level");
    Some(ColourRules {
        mornings: mornings?,
        below_limit: below_limit?,
        quiet_morning: quiet_morning?,
        worse_by: worse_by?,
        done_pct: done_pct?,
        severe_from: severe_from?,
        morning_from_level: morning_from_level?,
    })
}

fn step(table: &Table<'_>) -> Option<StepRules> {
    let (greens, hard_times) = (some(table, "greens"), some(table, "hard_times"));
    let (effort_up_to, effort_easy, effort_hard) =
        (score(table, "effort_up_to"), score(table, "effort_easy"), score(table, "effort_hard"));
    let (repetitions, repetitions_easy) = (some(table, "repetitions"), some(table, "repetitions_easy"));
    let (hold_s, hold_easy_s) = (some(table, "hold_s"), some(table, "hold_easy_s"));
    let (length_pct, load_pct) = (share(table, "length_pct"), share(table, "load_pct"));
    let load_kg = table.required("load_kg").and_then(|node| node.number());
    let (load_steps, share_points) = (number(table, "load_steps"), some(table, "share_points"));
    let (slower_s, slowest_s) = (some(table, "slower_s"), some(table, "slowest_s"));
    let (eccentric_days, newcomer_days) = (number(table, "eccentric_days"), number(table, "newcomer_days"));
    Some(StepRules {
        greens: greens?,
        effort_up_to: effort_up_to?,
        effort_easy: effort_easy?,
        effort_hard: effort_hard?,
        hard_times: hard_times?,
        repetitions: repetitions?,
        repetitions_easy: repetitions_easy?,
        hold_s: hold_s?,
        hold_easy_s: hold_easy_s?,
        length_pct: length_pct?,
        load_pct: load_pct?,
        load_kg: load_kg?,
        load_steps: load_steps?,
        share_points: share_points?,
        slower_s: slower_s?,
        slowest_s: slowest_s?,
        eccentric_days: eccentric_days?,
        newcomer_days: newcomer_days?,
    })
}

fn back(table: &Table<'_>) -> Option<BackRules> {
    let (ambers, many_ambers) = (some(table, "ambers"), some(table, "many_ambers"));
    let (many_days, easier_days) = (number(table, "many_days"), number(table, "easier_days"));
    let (amber_load_pct, red_load_pct) = (share(table, "amber_load_pct"), share(table, "red_load_pct"));
    let (red_hip_deg, hard_load_pct) = (number(table, "red_hip_deg"), share(table, "hard_load_pct"));
    let ladder_hold_days = number(table, "ladder_hold_days");
    Some(BackRules {
        ambers: ambers?,
        amber_load_pct: amber_load_pct?,
        many_ambers: many_ambers?,
        many_days: many_days?,
        easier_days: easier_days?,
        red_load_pct: red_load_pct?,
        red_hip_deg: red_hip_deg?,
        hard_load_pct: hard_load_pct?,
        ladder_hold_days: ladder_hold_days?,
    })
}

fn gaps(table: &Table<'_>) -> Option<Vec<GapRule>> {
    let mut rules = Vec::new();
    each(table.required("rule").map(|node| node.some_items()).unwrap_or_default(), |table| {
        rules.extend(gap(table));
    });
    if rules.windows(2).any(|pair| pair[0].from_days >= pair[1].from_days) {
        table.node.wrong("the pauses are out of order", "write the shortest first, each once");
        return None;
    }
    (!rules.is_empty()).then_some(rules)
}

fn gap(table: &Table<'_>) -> Option<GapRule> {
    let again =
        table.required("again").and_then(|node| node.id("way", Again::from_id, Again::ALL, Again::id));
    let (from_days, load_pct) = (some(table, "from_days"), share(table, "load_pct"));
    let sets = number(table, "sets");
    Some(GapRule { from_days: from_days?, load_pct: load_pct?, sets: sets?, again: again? })
}

fn lighter(table: &Table<'_>) -> Option<LighterRules> {
    let (every_weeks, long_weeks) = (some(table, "every_weeks"), number(table, "long_weeks"));
    let (sets_pct, effort_from) = (share(table, "sets_pct"), score(table, "effort_from"));
    let rising_mornings = some(table, "rising_mornings");
    let (sleep_up_to, sleep_nights, sleep_days) =
        (score(table, "sleep_up_to"), some(table, "sleep_nights"), some(table, "sleep_days"));
    if sleep_nights.zip(sleep_days).is_some_and(|(nights, days)| u16::from(nights) > days) {
        table
            .node
            .wrong("there are fewer days than nights", "write as many sleep_days as sleep_nights or more");
        return None;
    }
    Some(LighterRules {
        every_weeks: every_weeks?,
        long_weeks: long_weeks?,
        sets_pct: sets_pct?,
        effort_from: effort_from?,
        rising_mornings: rising_mornings?,
        sleep_up_to: sleep_up_to?,
        sleep_nights: sleep_nights?,
        sleep_days: sleep_days?,
    })
}

fn illness(table: &Table<'_>) -> Option<IllnessRules> {
    some(table, "days_a_rung").map(|days_a_rung| IllnessRules { days_a_rung })
}

fn flare(table: &Table<'_>) -> Option<FlareRules> {
    let (mild_ambers, mild_pct, mild_days) =
        (some(table, "mild_ambers"), share(table, "mild_pct"), number(table, "mild_days"));
    let (calm_days, half_days, half_pct) =
        (number(table, "calm_days"), number(table, "half_days"), share(table, "half_pct"));
    let (calm_level, recover_above) = (number(table, "calm_level"), number(table, "recover_above"));
    let (few, few_days, many, many_days) =
        (some(table, "few"), number(table, "few_days"), some(table, "many"), number(table, "many_days"));
    let (reds, red_days, tests, test_from) =
        (some(table, "reds"), number(table, "red_days"), some(table, "tests"), score(table, "test_from"));
    let alarm_days = number(table, "alarm_days");
    let (run_above, run_rungs) = (score(table, "run_above"), number(table, "run_rungs"));
    Some(FlareRules {
        mild_ambers: mild_ambers?,
        mild_pct: mild_pct?,
        mild_days: mild_days?,
        calm_days: calm_days?,
        calm_level: calm_level?,
        half_days: half_days?,
        half_pct: half_pct?,
        run_above: run_above?,
        run_rungs: run_rungs?,
        recover_above: recover_above?,
        few: few?,
        few_days: few_days?,
        many: many?,
        many_days: many_days?,
        reds: reds?,
        red_days: red_days?,
        tests: tests?,
        test_from: test_from?,
        alarm_days: alarm_days?,
    })
}

fn week(table: &Table<'_>) -> Option<WeekRules> {
    let (weeks_back, hold_s, metres) =
        (some(table, "weeks_back"), some(table, "hold_s"), some(table, "metres"));
    let time_s = some(table, "time_s");
    let (from_level, rise_pct) = (some(table, "lowering_from_level"), number(table, "lowering_rise_pct"));
    let gap_days = some(table, "lowering_gap_days");
    Some(WeekRules {
        weeks_back: weeks_back?,
        hold_s: hold_s?,
        metres: metres?,
        time_s: time_s?,
        lowering_from_level: from_level?,
        lowering_rise_pct: rise_pct?,
        lowering_gap_days: gap_days?,
    })
}

fn ran(table: &Table<'_>) -> Option<RanRules> {
    let mut bands: Vec<SpeedBand> = Vec::new();
    each(table.required("band").map(|node| node.some_items()).unwrap_or_default(), |table| {
        let (below_pct, of_minute) = (share(table, "below_pct"), above_zero(table, "of_minute"));
        bands.extend(
            below_pct.zip(of_minute).map(|(below_pct, of_minute)| SpeedBand { below_pct, of_minute }),
        );
    });
    let rises =
        |pair: &[SpeedBand]| pair[0].below_pct < pair[1].below_pct && pair[0].of_minute <= pair[1].of_minute;
    if !bands.windows(2).all(rises) {
        table
            .node
            .wrong("the bands do not rise", "write the slowest first, each faster one with no less load");
        return None;
    }
    let (walking, fastest) = (above_zero(table, "walking"), above_zero(table, "fastest"));
    let (steep, steep_tendon) = (above_zero(table, "steep"), above_zero(table, "steep_tendon"));
    let (fast_from_pct, fast_s) = (share(table, "fast_from_pct"), above_zero(table, "fast_s"));
    Some(RanRules {
        walking: walking?,
        bands: Some(bands).filter(|bands| !bands.is_empty())?,
        fastest: fastest?,
        steep: steep?,
        steep_tendon: steep_tendon?,
        fast_from_pct: fast_from_pct?,
        fast_s: fast_s?,
    })
}

/// A number above zero.
fn above_zero(table: &Table<'_>, key: &str) -> Option<f64> {
    let node = table.required(key)?;
    let value = node.number()?;
    if value <= 0.0 {
        node.wrong("it must be above 0", "write a number such as 1.3");
        return None;
    }
    Some(value)
}

fn time(table: &Table<'_>) -> Option<TimeRules> {
    let (tolerance_pct, around_pct) = (share(table, "tolerance_pct"), share(table, "around_pct"));
    let (change_s, side_s, repetition_s, release_s) = (
        number(table, "change_s"),
        number(table, "side_s"),
        some(table, "repetition_s"),
        number(table, "release_s"),
    );
    let (metres_per_s, shortest_s) = (some(table, "metres_per_s"), some(table, "shortest_s"));
    let longer_times: Option<u8> = some(table, "longer_times");
    let (timed_s, rest_s) = (some(table, "timed_s"), number(table, "rest_s"));
    Some(TimeRules {
        tolerance_pct: tolerance_pct?,
        change_s: change_s?,
        side_s: side_s?,
        repetition_s: repetition_s?,
        release_s: release_s?,
        metres_per_s: metres_per_s?,
        around_pct: around_pct?,
        shortest_s: shortest_s?,
        longer_times: longer_times?,
        timed_s: timed_s?,
        rest_s: rest_s?,
    })
}

fn gate(table: &Table<'_>) -> Option<GateRules> {
    let (quiet_days, mornings) = (number(table, "quiet_days"), some(table, "mornings"));
    let (pain_up_to, again_days) = (score(table, "pain_up_to"), number(table, "again_days"));
    Some(GateRules {
        quiet_days: quiet_days?,
        mornings: mornings?,
        pain_up_to: pain_up_to?,
        again_days: again_days?,
    })
}
