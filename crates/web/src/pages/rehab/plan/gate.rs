//! The stages of the road and the gate of the present one: what is left to pass, with the runner's values.

use femoris_app::App;
use femoris_clinic::case::Dated;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::Fact;
use femoris_clinic::rehab::dose::Span;
use femoris_clinic::rehab::gate::Progress;
use femoris_clinic::rehab::outing;
use femoris_clinic::rehab::plan::{CriterionView, Place, Plan, StageView, TestsDue};
use femoris_clinic::rehab::protocol::Stage;
use femoris_clinic::rehab::stage::StageId;
use femoris_clinic::truth::Truth;
use femoris_measure::Day;

use crate::chart::spark;
use crate::format;
use crate::view::plan::{CriterionShown, GateShown, StageShown, TrendShown};
use crate::view::rehab::LeftToPass;
use crate::words;

/// Values of a measure that stand beside its criterion.
const VALUES: usize = 4;

/// Whether the tests of the gate are worth doing now.
pub(super) fn is_due(plan: &Plan<'_>) -> bool {
    plan.tests == TestsDue::Now
}

pub(super) fn stage(view: &StageView<'_>, plan: &Plan<'_>, app: &App) -> StageShown {
    let words = &view.stage.words;
    let (state, tag) = match view.place {
        Place::Passed if view.begun.is_none() => ("", "left out".to_owned()),
        Place::Passed => ("done", "passed".to_owned()),
        Place::Now => ("now", "you are here".to_owned()),
        Place::Ahead => ("", view.stage.usual_days.map(in_weeks).unwrap_or_default()),
    };
    let now = view.place == Place::Now;
    let since = view.begun.filter(|_| now).map(|begun| {
        let why = app.knowledge().text(&format!("arrival.{}", begun.arrival));
        format!(" Since {}. {why}", format::date(begun.day))
    });
    StageShown {
        state,
        name: words.name.clone(),
        tag,
        text: format!("{}{}", words.aim, since.unwrap_or_default()),
        gate: (now && !(plan.gate.is_empty() && plan.again.is_empty())).then(|| gate(plan, app)),
    }
}

/// Criteria named beside today's session; how many more there are is said.
const NAMED: usize = 2;

/// What is left to pass before the next stage; `None` where no gate leads on.
pub(in crate::pages::rehab) fn left_to_pass(plan: &Plan<'_>, knowledge: &Knowledge) -> Option<LeftToPass> {
    let next =
        plan.course.stage.next.and_then(|next| knowledge.stage(next)).filter(|_| !plan.gate.is_empty())?;
    let (met, of) = (passed(plan), plan.gate.len());
    let open = plan.gate.iter().filter(|view| view.met != Truth::True).take(NAMED);
    let names: Vec<String> =
        open.map(|view| knowledge.text(&format!("{}.name", view.criterion.id)).to_owned()).collect();
    Some(LeftToPass {
        line: format!("{met} of {of} passed for “{}”.", name(next, plan, knowledge)),
        more: of - met - names.len(),
        names,
    })
}

/// How many criteria of the gate are met.
fn passed(plan: &Plan<'_>) -> usize {
    plan.gate.iter().filter(|view| view.met == Truth::True).count()
}

/// Usual days as an honest range; a hint, never a gate.
fn in_weeks(days: Span<u16>) -> String {
    const WEEK: u16 = 7;
    if days.to() < 2 * WEEK {
        return format!("usually day {} to {}", days.from(), days.to());
    }
    format!("usually week {} to {}", days.from() / WEEK, days.to().div_ceil(WEEK))
}

fn gate(plan: &Plan<'_>, app: &App) -> GateShown {
    let (knowledge, today) = (app.knowledge(), app.clock().today());
    let met = passed(plan);
    let named = |next: StageId| knowledge.stage(next).map(|stage| name(stage, plan, knowledge));
    let next = plan.course.stage.next.and_then(named);
    let pass = plan.may_pass_to(today).and_then(named);
    GateShown {
        title: next.map_or_else(
            || "Gate".to_owned(),
            |next| match plan.tests {
                TestsDue::None | TestsDue::Passed => format!("Gate to “{next}”"),
                TestsDue::Early | TestsDue::Wait | TestsDue::Now => {
                    format!("Gate to “{next}”, all on one day")
                }
            },
        ),
        count: (!plan.gate.is_empty()).then(|| format!("{met} of {}", plan.gate.len())),
        says: plan.again.is_empty().then(|| knowledge.text(&format!("tests.{}", plan.tests)).to_owned()),
        criteria: plan.gate.iter().map(|view| criterion(view, today, knowledge)).collect(),
        paused: format!("{} {}", knowledge.text("recheck.due"), knowledge.text("recheck.means")),
        again: plan.again.iter().map(|view| criterion(view, today, knowledge)).collect(),
        frozen: format!("{} {}", knowledge.text("retest.failed"), knowledge.text("retest.means")),
        lost: plan.lost.iter().map(|view| criterion(view, today, knowledge)).collect(),
        pass,
    }
}

/// The name of a stage, with that of its protocol where it is another one.
fn name(stage: &Stage, plan: &Plan<'_>, knowledge: &Knowledge) -> String {
    let own = plan.course.protocol.id;
    let other = knowledge.protocol(stage.id.protocol()).filter(|protocol| protocol.id != own);
    let name = &stage.words.name;
    other.map_or_else(|| name.clone(), |protocol| format!("{}, {name}", protocol.name))
}

fn criterion(view: &CriterionView<'_>, today: Day, knowledge: &Knowledge) -> CriterionShown {
    let id = &view.criterion.id;
    let (state, icon, tone) = match view.met {
        Truth::True => ("met", "check", "ok"),
        Truth::False => ("no", "no", "warn"),
        Truth::Unknown => ("unk", "open", ""),
    };
    CriterionShown {
        state,
        icon,
        tone,
        word: standing(view),
        name: knowledge.text(&format!("{id}.name")).to_owned(),
        how: knowledge.text(&format!("{id}.how")).to_owned(),
        wants_outing: view.met != Truth::True && outing::is_asked_by(view.criterion, knowledge),
        trends: view.trends.iter().filter_map(|(id, values)| trend(*id, values, today, knowledge)).collect(),
        error: exactness(view, knowledge),
        cites: words::cites(&view.criterion.sources, view.criterion.tag, knowledge),
    }
}

/// How a criterion stands in a few words: how much was done, where that is counted.
fn standing(view: &CriterionView<'_>) -> String {
    match (view.met, view.progress) {
        (Truth::True, _) => "passed".to_owned(),
        (_, Some(Progress { done, of, counts })) if of > 1 => format!("{done} of {of} {counts}"),
        (Truth::Unknown, Some(_)) => "not done".to_owned(),
        (Truth::Unknown, None) => "not tested".to_owned(),
        (Truth::False, _) => "not yet".to_owned(),
    }
}

/// What a difference between two values means, for each measure of a criterion that is more than a score of pain.
fn exactness(view: &CriterionView<'_>, knowledge: &Knowledge) -> Vec<String> {
    let extension = &knowledge.severity.extension;
    let mut lines = Vec::new();
    let mut say = |text: String| {
        if !lines.contains(&text) {
            lines.push(text);
        }
    };
    for (id, _) in view.trends.iter().filter(|(id, _)| id.scale().unit != "/10") {
        let angle = matches!(id, MeasureId::KneeExtensionSoreDeg | MeasureId::KneeExtensionOtherDeg);
        let why = words::measure_text(*id, "why", knowledge).or_else(|| other_side(*id, knowledge));
        match why {
            Some(text) => say(text),
            None => say("We found no published error of this measurement at home. Look at its course, not at one value.".to_owned()),
        }
        if angle {
            let sources = words::cites(&extension.sources, extension.tag, knowledge);
            let sources: Vec<String> = sources.into_iter().map(|cite| cite.text).collect();
            say(format!(
                "Two testers differ by up to {} by chance alone: measure it the same way each time. {}",
                words::measure(*id, extension.error),
                sources.join(" ")
            ));
        }
    }
    lines
}

/// What is said once, with the sore side.
fn other_side(id: MeasureId, knowledge: &Knowledge) -> Option<String> {
    let sore = match id {
        MeasureId::KneeExtensionOtherDeg => MeasureId::KneeExtensionSoreDeg,
        MeasureId::BridgeOtherReps => MeasureId::BridgeSoreReps,
        _ => return None,
    };
    words::measure_text(sore, "why", knowledge)
}

/// The last values with their days; `None` where there are none.
fn trend(id: MeasureId, values: &[Dated<f64>], today: Day, knowledge: &Knowledge) -> Option<TrendShown> {
    let last = values.get(values.len().saturating_sub(VALUES)..).filter(|last| !last.is_empty())?;
    let told = |dated: &Dated<f64>| {
        let day = if dated.day == today { "today".to_owned() } else { format::tiny_date(dated.day) };
        format!("{} {day}", words::measure(id, dated.value))
    };
    let points: Vec<(Day, f64)> = last.iter().map(|dated| (dated.day, dated.value)).collect();
    Some(TrendShown {
        name: words::fact_name(Fact::Measure(id), knowledge),
        line: spark(&points),
        values: last.iter().map(told).collect::<Vec<_>>().join(" · "),
    })
}
