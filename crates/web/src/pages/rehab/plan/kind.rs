//! Which kind of complaint it is by what was measured, and what may have brought it back.

use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::cause::Cause;
use femoris_clinic::rehab::plan::Plan;

use crate::format;
use crate::pages::rehab::said;
use crate::view::plan::KindShown;
use crate::words;

/// The kind, or what decides which it is; `None` where the stage tells none apart.
pub(super) fn kind(plan: &Plan<'_>, knowledge: &Knowledge) -> Option<KindShown> {
    if plan.variants.is_empty() {
        return None;
    }
    let said = |how: &str| knowledge.text(&format!("variant.{how}"));
    let Some(view) = plan.variant() else {
        let tests: Vec<String> =
            plan.undecided().into_iter().map(|fact| words::fact_name(fact, knowledge)).collect();
        let text = match tests.is_empty() {
            true => said("none").to_owned(),
            false => said("open").replace("{tests}", &tests.join(", ")),
        };
        let first = plan.variants.first().map(|view| view.variant)?;
        let cites = words::cites(&first.sources, first.tag, knowledge);
        return Some(KindShown { name: None, text, seen: Vec::new(), cites });
    };
    let of_kind = |field: &str| knowledge.text(&format!("{}.{field}", view.variant.id)).to_owned();
    Some(KindShown {
        name: Some(of_kind("name")),
        text: format!("{} {}", said("is"), of_kind("text")),
        seen: view.because.iter().map(|seen| words::observation(seen, knowledge)).collect(),
        cites: words::cites(&view.variant.sources, view.variant.tag, knowledge),
    })
}

/// What to look for, each in a sentence.
pub(super) fn causes(plan: &Plan<'_>, knowledge: &Knowledge) -> Vec<String> {
    let sentence = |cause: &Cause| {
        let text = knowledge.text(&format!("cause.{}.{}", cause.id, cause.shown));
        let names: Vec<String> = cause.exercises.iter().map(|id| said::name(id, knowledge)).collect();
        let percent = cause.ratio.map(format::percent).unwrap_or_default();
        text.replace("{percent}", &percent).replace("{exercises}", &names.join(", "))
    };
    plan.causes.iter().map(sentence).collect()
}
