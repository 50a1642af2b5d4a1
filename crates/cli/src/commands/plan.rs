//! `femoris plan`: stages, gates, and where the runner stands.

use femoris_app::{App, AppError, RehabPlan};
use femoris_clinic::rehab::plan::{Place, Plan};
use femoris_clinic::truth::Truth;

use super::today::refusal_text;
use crate::output::Done;

pub(crate) fn run(app: &App) -> Result<Option<Done>, AppError> {
    let plan = app.rehab_plan()?;
    let text = match &plan {
        RehabPlan::Referred => "A danger sign leads to someone first: see femoris today.\n".to_owned(),
        RehabPlan::Refused(refusal) => refusal_text(refusal, app.knowledge()),
        RehabPlan::Plan(plan) => to_text(plan, app)?,
    };
    Ok(Some(Done::all(app.plan_json(&plan), text)))
}

/// `femoris pass`: on to the next stage.
pub(crate) fn pass(app: &App) -> Result<Option<Done>, AppError> {
    let stage = app.pass_stage()?;
    Ok(Some(Done::all(serde_json::json!({ "stage": stage.id() }), format!("stage {stage} begins\n"))))
}

fn to_text(plan: &Plan<'_>, app: &App) -> Result<String, AppError> {
    let knowledge = app.knowledge();
    let mut text = format!("{}\n", plan.course.protocol.name);
    for alert in app.plan_alerts(plan) {
        text.push_str(&format!("{alert}\n"));
    }
    if let Some(look) = app.plan_look(plan)? {
        text.push_str(&format!("{} See {}.\n", look.why, look.need.title));
    }
    if let Some(kind) = plan.variant() {
        let said = |field: &str| knowledge.text(&format!("{}.{field}", kind.variant.id));
        text.push_str(&format!("{}: {} {}\n", said("name"), knowledge.text("variant.is"), said("text")));
    }
    for view in &plan.stages {
        let mark = match view.place {
            Place::Passed => "done",
            Place::Now => "here",
            Place::Ahead => "",
        };
        let days =
            view.stage.usual_days.map(|days| format!(", usually day {} to {}", days.from(), days.to()));
        let words = &view.stage.words;
        text.push_str(&format!(
            "  {:2} {:4} {}{}\n",
            view.stage.id,
            mark,
            words.name,
            days.unwrap_or_default()
        ));
    }
    text.push_str(&format!("{}\n", knowledge.text(&format!("tests.{}", plan.tests))));
    for view in plan.again.iter().chain(&plan.gate).chain(&plan.lost) {
        let mark = match view.met {
            Truth::True => "[x]",
            Truth::False => "[ ]",
            Truth::Unknown => "[?]",
        };
        let name = knowledge.text(&format!("{}.name", view.criterion.id));
        let progress = view.progress.filter(|progress| progress.of > 1);
        let count = progress.map(|one| format!(", {} of {} {}", one.done, one.of, one.counts));
        let count = count.unwrap_or_default();
        text.push_str(&format!("  {mark} {name}{count} ({})\n", view.criterion.id));
    }
    Ok(text)
}
