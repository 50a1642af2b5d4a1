//! `/pain`: every danger sign on one screen, before anything else is asked or said.

use std::collections::BTreeMap;

use axum::extract::State;
use femoris_app::{App, AppError, NewEntry};
use femoris_clinic::event::{Entry, Event, standing};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_measure::Day;

use super::interview::Origin;
use super::{Answer, Shared, ask, go, open_frame, refused};
use crate::format;
use crate::view::interview::{DangerPage, Progress, Sign, SignGroup};
use crate::view::show as page;
use crate::wire::{Asked, Fields, Sent};
use crate::words;

/// `GET /pain`
pub(crate) async fn show(State(app): State<Shared>, Asked(query): Asked) -> Answer {
    let view = ask(&app, move |app| {
        let answered = answered_on(&app.events()?, app.clock().today());
        let chosen = |id: FindingId| answered.get(&id).copied().map(Finding::id);
        danger_page(app, Origin::of(&query), &chosen, None)
    })
    .await?;
    Ok(page(&view))
}

/// `POST /pain`: keeps what was answered at once, then asks for what is still open.
pub(crate) async fn save(State(app): State<Shared>, Asked(query): Asked, Sent(fields): Sent) -> Answer {
    let origin = Origin::of(&query);
    ask(&app, move |app| {
        let read = read_answers(&app.knowledge().danger_signs, &fields);
        let known = answered_on(&app.events()?, app.clock().today());
        let entries: Vec<NewEntry> = read
            .answers
            .iter()
            .filter(|(id, answer)| known.get(id) != Some(answer))
            .map(|(id, answer)| NewEntry {
                day: None,
                entry: Entry::FindingAnswered { id: *id, answer: *answer },
            })
            .collect();
        if !entries.is_empty() {
            app.log(entries, None)?;
        }
        if fields.get("leave").is_some() {
            return Ok(go(origin.left()));
        }
        if read.open.is_empty() {
            let raised = !app.today(None)?.verdict.triage.flags.is_empty();
            return Ok(go(match origin {
                Origin::Interview if !raised => "/pain/where",
                Origin::Interview => "/today",
                elsewhere => elsewhere.href(),
            }));
        }
        let chosen = |id: FindingId| {
            let kept = read.answers.get(&id).or_else(|| known.get(&id).filter(|_| !read.open.contains(&id)));
            kept.copied().map(Finding::id)
        };
        Ok(refused(&danger_page(app, origin, &chosen, Some(&read.open))?))
    })
    .await
}

struct ReadAnswers {
    answers: BTreeMap<FindingId, Finding>,
    open: Vec<FindingId>,
}

/// One answer per sign; *no to the rest* fills only what was left open.
fn read_answers(signs: &[FindingId], fields: &Fields) -> ReadAnswers {
    let rest_is_absent = fields.get("rest") == Some(Finding::Absent.id());
    let mut read = ReadAnswers { answers: BTreeMap::new(), open: Vec::new() };
    for id in signs {
        match fields.get(id.id()).map(Finding::from_id) {
            Some(Some(answer)) => {
                read.answers.insert(*id, answer);
            }
            None if rest_is_absent => {
                read.answers.insert(*id, Finding::Absent);
            }
            None | Some(None) => read.open.push(*id),
        }
    }
    read
}

/// The newest answer to each finding given on a day, *not sure* included, leaving out what was withdrawn.
pub(crate) fn answered_on(events: &[Event], day: Day) -> BTreeMap<FindingId, Finding> {
    let mut answers = BTreeMap::new();
    for event in standing(events).filter(|event| event.day == day) {
        if let Entry::FindingAnswered { id, answer } = event.entry {
            answers.insert(id, answer);
        }
    }
    answers
}

fn danger_page(
    app: &App,
    origin: Origin,
    chosen: &dyn Fn(FindingId) -> Option<&'static str>,
    open: Option<&[FindingId]>,
) -> Result<DangerPage, AppError> {
    let knowledge = app.knowledge();
    let (frame, _) = open_frame(app, "Danger signs first")?;
    let signs = &knowledge.danger_signs;
    let mut groups: Vec<SignGroup> = Vec::new();
    for id in signs {
        let title = group(*id);
        if groups.last().is_none_or(|last| last.title != title) {
            groups.push(SignGroup { title: title.to_owned(), signs: Vec::new() });
        }
        let is_open = open.is_some_and(|open| open.contains(id));
        let sign = Sign {
            name: id.id().to_owned(),
            ask: words::finding_text(*id, "question", knowledge).unwrap_or_else(|| id.id().to_owned()),
            how: words::finding_text(*id, "help", knowledge),
            chosen: chosen(*id),
            error: is_open.then(|| "Choose yes, no or not sure.".to_owned()),
        };
        if let Some(last) = groups.last_mut() {
            last.signs.push(sign);
        }
    }
    let summary = open.map(|open| {
        let count = format::counted(open.len() as u64, "sign is", "signs are");
        format!("{count} still open. What you answered is kept; the open ones are marked below.")
    });
    let why = vec![
        "Most pain at the back of the thigh is harmless. A few causes are not, and for these nothing on the later pages is safe to follow. So they come first, all of them.".to_owned(),
        "An open sign never counts as a no.".to_owned(),
    ];
    let sign_count = signs.len();
    Ok(DangerPage {
        frame,
        progress: Progress::opening(1),
        action: origin.keep("/pain"),
        summary,
        groups,
        sign_count,
        why,
        cites: Vec::new(),
    })
}

/// Signs that belong together in a reader's mind; the order among them is the knowledge's.
fn group(id: FindingId) -> &'static str {
    use FindingId as F;
    match id {
        F::BladderOrBowelChange
        | F::SaddleNumbness
        | F::NewSexualDysfunction
        | F::BothLegsWeakOrPainfulWithBackPain => "Back, bladder and feeling",
        F::ChestPainOrBreathless
        | F::LegSuddenlyColdPaleOrNumb
        | F::TensePainOutOfProportion
        | F::ExpandingSwellingOnAnticoagulant
        | F::DarkUrine => "Chest, blood flow and severe pain",
        F::CannotBearWeight | F::Deformity => "Standing on the leg",
        F::FeverOrVeryUnwell | F::HotRedSwelling | F::Immunosuppressed | F::CrampWithConfusionOrCollapse => {
            "Fever and heat"
        }
        F::OneSidedLegSwelling | F::ClotRisk => "Swelling and clots",
        F::FootDropOrWorseningWeakness | F::GroinPainOnWeightBearing => "Strength and groin",
        _ => "Your health otherwise",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNS: [FindingId; 3] =
        [FindingId::SaddleNumbness, FindingId::ChestPainOrBreathless, FindingId::DarkUrine];

    #[test]
    fn no_to_the_rest_leaves_given_answers_alone() {
        let fields =
            Fields::of(&[("saddle_numbness", "present"), ("dark_urine", "unknown"), ("rest", "absent")]);
        let read = read_answers(&SIGNS, &fields);
        assert!(read.open.is_empty());
        assert_eq!(read.answers[&FindingId::SaddleNumbness], Finding::Present);
        assert_eq!(read.answers[&FindingId::DarkUrine], Finding::Unknown);
        assert_eq!(read.answers[&FindingId::ChestPainOrBreathless], Finding::Absent);
    }

    #[test]
    fn nothing_is_assumed_and_nonsense_is_open_even_with_no_to_the_rest() {
        let read = read_answers(&SIGNS, &Fields::of(&[("saddle_numbness", "absent")]));
        assert_eq!(read.open, [FindingId::ChestPainOrBreathless, FindingId::DarkUrine]);
        let read = read_answers(&SIGNS, &Fields::of(&[("dark_urine", "maybe"), ("rest", "absent")]));
        assert_eq!(read.open, [FindingId::DarkUrine]);
    }
}
