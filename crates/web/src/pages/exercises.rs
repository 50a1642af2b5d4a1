//! `/exercises`: the library by shelf, narrowed by words, stage and kit, and one exercise with its figure.

pub(super) mod said;

use axum::extract::{Path, Query, State};
use femoris_app::figures::{Side, Size};
use femoris_app::{App, AppError, Sought};
use femoris_clinic::evidence::Tag;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::by_hand::{LeftOut, RoutineByHand, StepByHand};
use femoris_clinic::rehab::exercise::{Bar, Exercise, Group};
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::stage::StageId;
use serde::Deserialize;

use super::figures::{Cut, drawn, near, picture};
use super::{Answer, Shared, ask, frame};
use crate::view::exercises::{
    DoseShown, Exclusion, ExercisePage, ExercisesPage, RoutineShown, Row, Rule, Shelf, Step,
};
use crate::view::{Choice, Link, Tab, show as page};
use crate::words;

/// Characters of a search that are looked at; nobody asks for longer.
const LONGEST_QUERY: usize = 100;

/// What was asked for; an empty field does not narrow.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    kit: String,
}

/// `GET /exercises`
pub(crate) async fn list(State(app): State<Shared>, Query(asked): Query<Asked>) -> Answer {
    let view = ask(&app, move |app| {
        let sought = sought(&asked)?;
        let found = app.exercises(&sought);
        let (frame, _) = frame(app, "Exercises", Tab::Answers)?;
        let count = match found.len() {
            0 => "No exercise fits. Try fewer words, or another stage.".to_owned(),
            1 => "1 exercise".to_owned(),
            many => format!("{many} exercises"),
        };
        let is_narrowed = sought != Sought::default();
        let knowledge = app.knowledge();
        let routines = if is_narrowed { Vec::new() } else { routines(app)? };
        Ok(ExercisesPage {
            frame,
            stages: stages(knowledge, sought.stage),
            kits: kits(sought.kit),
            query: sought.words,
            count,
            is_narrowed,
            shelves: shelves(&found, near(app.sore_side()?))?,
            routines,
        })
    })
    .await?;
    Ok(page(&view))
}

fn sought(asked: &Asked) -> Result<Sought, AppError> {
    let refused =
        |field: &str, value: &str| AppError::refused(field, format!("there is no {field} {value:?}"));
    let stage = match asked.stage.as_str() {
        "" => None,
        id => Some(StageId::from_id(id).ok_or_else(|| refused("stage", id))?),
    };
    let kit = match asked.kit.as_str() {
        "" => None,
        id => Some(KitPreset::from_id(id).ok_or_else(|| refused("kit", id))?),
    };
    let words = asked.q.trim().chars().take(LONGEST_QUERY).collect();
    Ok(Sought { words, stage, kit })
}

fn stages(knowledge: &Knowledge, chosen: Option<StageId>) -> Vec<Choice> {
    let all = knowledge.protocols.iter().flat_map(|protocol| &protocol.stages);
    all.map(|stage| Choice {
        value: stage.id.id().to_owned(),
        label: format!("{} {}", stage.id, stage.words.name),
        note: None,
        chosen: chosen == Some(stage.id),
    })
    .collect()
}

fn kits(chosen: Option<KitPreset>) -> Vec<Choice> {
    let choice = |kit: &KitPreset| Choice {
        value: kit.id().to_owned(),
        label: said::preset(*kit).to_owned(),
        note: None,
        chosen: chosen == Some(*kit),
    };
    KitPreset::ALL.iter().map(choice).collect()
}

fn shelves(found: &[&Exercise], side: Side) -> Result<Vec<Shelf>, AppError> {
    let mut shelves = Vec::new();
    for group in Group::ALL {
        let mut rows = Vec::new();
        for one in found.iter().filter(|one| one.group == *group) {
            let picture = picture(one.id.as_str(), side, Cut::Small)?;
            rows.push(Row { link: link(one), purpose: one.words.purpose.clone(), picture });
        }
        if !rows.is_empty() {
            shelves.push(Shelf { title: said::shelf(*group), rows });
        }
    }
    Ok(shelves)
}

fn routines(app: &App) -> Result<Vec<RoutineShown>, AppError> {
    let knowledge = app.knowledge();
    let shown = |RoutineByHand { routine, steps }: RoutineByHand<'_>| RoutineShown {
        name: routine.name.clone(),
        purpose: routine.purpose.clone(),
        minutes: format!("{} to {} minutes", routine.minutes.0, routine.minutes.1),
        steps: steps.iter().map(|step| step_shown(step, knowledge)).collect(),
        cites: words::cites(&routine.sources, routine.tag, knowledge),
    };
    Ok(app.routines()?.into_iter().map(shown).collect())
}

fn step_shown(of: &StepByHand<'_>, knowledge: &Knowledge) -> Step {
    let why = |left_out: LeftOut<'_>| match left_out {
        LeftOut::Excluded(reason) => reason.to_owned(),
        LeftOut::Waits(why) => knowledge.text(&format!("left_out.{why}")).to_owned(),
    };
    Step {
        choices: of.open.iter().copied().map(link).collect(),
        dose: said::dose(&of.step.dose),
        note: of.step.note.clone(),
        left_out: of.left_out.iter().map(|(exercise, left_out)| (link(exercise), why(*left_out))).collect(),
    }
}

fn link(exercise: &Exercise) -> Link {
    Link::new(format!("/exercises/{}", exercise.id), exercise.words.name.clone())
}

/// `GET /exercises/{id}`
pub(crate) async fn one(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let view = ask(&app, move |app| exercise_page(app, &id)).await?;
    Ok(page(&view))
}

fn exercise_page(app: &App, id: &str) -> Result<ExercisePage, AppError> {
    let one = app.exercise(id)?;
    let knowledge = app.knowledge();
    let (frame, _) = frame(app, &one.words.name, Tab::Answers)?;
    let drawn = drawn(one.id.as_str(), near(app.sore_side()?), Size::Player)?;
    Ok(ExercisePage {
        frame,
        shelf: said::shelf(one.group),
        name: one.words.name.clone(),
        aliases: one.words.aliases.join(", "),
        purpose: one.words.purpose.clone(),
        figure: drawn,
        start: one.words.start.clone(),
        steps: one.words.steps.clone(),
        facts: facts(one),
        load: words::cites(&one.load.sources, one.load.tag, knowledge),
        doses: doses(one, knowledge),
        stops: stops(one, knowledge),
        not: exclusions(one),
        easier: knowledge.easier_than(one).map(link).collect(),
        harder: knowledge.harder_than(one).map(link).collect(),
        cites: words::cites(&one.sources, one.tag, knowledge),
        review: knowledge.text("review.not_reviewed").to_owned(),
    })
}

fn facts(one: &Exercise) -> Vec<(&'static str, String)> {
    vec![
        ("Works", said::muscles(&one.muscles)),
        ("Hip", said::hip(one.hip)),
        ("Needs", said::kit(&one.kit)),
        ("Sides", said::sides(one.sides).to_owned()),
        ("Load", format!("{} of 10. {}", one.load.level(), one.load.basis)),
    ]
}

fn doses(one: &Exercise, knowledge: &Knowledge) -> Vec<DoseShown> {
    let shown = |stage: &femoris_clinic::rehab::dose::StageDose| DoseShown {
        stages: said::occasions(&stage.on, knowledge),
        dose: said::dose(&stage.dose),
        note: stage.note.clone(),
        tag: match stage.tag {
            Tag::Verified => None,
            Tag::Recalled => Some("not verified"),
            Tag::Estimate => Some("estimate"),
        },
        cites: words::cites(&stage.sources, stage.tag, knowledge),
    };
    one.doses.iter().map(shown).collect()
}

fn stops(one: &Exercise, knowledge: &Knowledge) -> Vec<Rule> {
    let tendon = one.stop_tendon.filter(|code| *code != one.stop);
    let codes = [("When to stop", Some(one.stop)), ("When to stop, with a sore tendon", tendon)];
    let rule = |(title, code): (&'static str, Option<_>)| {
        let rule = knowledge.conventions.stop_rule(code?)?;
        Some(Rule { title, text: rule.in_general() })
    };
    codes.into_iter().filter_map(rule).collect()
}

fn exclusions(one: &Exercise) -> Vec<Exclusion> {
    let shown = |exclusion: &femoris_clinic::rehab::exercise::Exclusion| Exclusion {
        who: match &exclusion.bar {
            Bar::Ailment(ailment) => said::ailment(*ailment).to_owned(),
            Bar::Always | Bar::Case(_) => said::stages(&exclusion.stages),
        },
        reason: exclusion.reason.clone(),
    };
    one.exclusions.iter().map(shown).collect()
}
